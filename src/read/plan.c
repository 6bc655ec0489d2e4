#include "plan.h"

#include "arena.h"
#include "bug.h"
#include "diag.h"
#include "lines.h"
#include "near.h"
#include "str.h"

#include <math.h>
#include <string.h>

struct plan {
    struct arena *arena;
    struct diags *d;
    struct machine *shared; /* the scenario's own machines, completed in order */
    size_t n;
    const struct machine_list *stated;   /* the same as the file states them */
    size_t done;                         /* machines of `shared` that are complete */
    const struct owned_line_list *owned; /* single parts that the scenario lists as owned */
};

struct origin plan_where(const struct machine *m)
{
    const size_t first[] = {F_machine_extends, F_machine_id}; /* an id may be that of the extended machine */
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (m->at[first[i]].file)
            return m->at[first[i]];
    for (size_t i = 0; i < kind_machine.n_fields; i++)
        if (m->at[i].file && !m->at[i].is_default)
            return m->at[i];
    return diag_file("the scenario");
}

bool plan_is_between_machines(const struct link *l)
{
    return l && (l->type == linktype_network || l->type == linktype_thunderbolt);
}

static const struct machine *find(const struct plan *p, const char *id)
{
    for (size_t i = 0; i < p->done; i++)
        if (p->shared[i].id && strcmp(p->shared[i].id, id) == 0)
            return &p->shared[i];
    return NULL;
}

static void unknown_machine(const struct plan *p, const struct machine *m)
{
    struct near best = {0};
    bool later = false;
    for (size_t i = 0; i < p->n; i++) {
        if (p->stated->v[i].id)
            near_consider(&best, m->extends, p->stated->v[i].id);
        later |= p->stated->v[i].id && strcmp(p->stated->v[i].id, m->extends) == 0;
    }
    if (later)
        diag_add(p->d, DIAG_SENSE, m->at[F_machine_extends], "extends",
                 "the machine '%s' must be written above the one that extends it", m->extends);
    else if (best.name)
        diag_add(p->d, DIAG_UNKNOWN_ID, m->at[F_machine_extends], "extends",
                 "the scenario's list `machines` has no '%s'; did you mean '%s'?", m->extends, best.name);
    else
        diag_add(p->d, DIAG_UNKNOWN_ID, m->at[F_machine_extends], "extends",
                 "the scenario's list `machines` has no '%s'", m->extends);
}

/* Fields that a machine never takes from the one that it extends. */
static bool is_own(size_t field)
{
    static const size_t own[] = {F_machine_extends, F_machine_add,   F_machine_remove, F_machine_replace,
                                 F_machine_sell,    F_machine_owned, F_machine_says};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i] == field)
            return true;
    return false;
}

/* Returns whether the record states field j, or holds lines there that a kit or an addition brought. */
static bool has(const void *from, const struct kind *k, size_t j)
{
    const struct field *f = &k->fields[j];
    const void *member = schema_member(from, f);
    if (f->type == FIELD_LIST)
        return schema_origin(from, j)->file || ((const struct any_list *)member)->n > 0;
    if (f->type == FIELD_ONE)
        return *(const void *const *)member;
    return schema_origin(from, j)->file;
}

/* Copies field i from `from` where `to` does not state it. */
static void inherit_field(void *to, const struct kind *k, size_t i, const void *from, const struct kind *fk, size_t j)
{
    const struct origin *at = schema_origin(to, i);
    if ((!at->file || at->is_default) && has(from, fk, j))
        schema_copy_field(to, k, i, from, fk, j);
}

static void extend(const struct plan *p, struct machine *m, const struct machine *base)
{
    const bool same = m->id && base->id && strcmp(m->id, base->id) == 0;
    const bool named = m->id && !m->title && !same; /* another name: the base's title would mislead */
    for (size_t i = 0; i < kind_machine.n_fields; i++)
        if (!is_own(i) && !(named && i == F_machine_title))
            inherit_field(m, &kind_machine, i, base, &kind_machine, i);
    lines_drop_held(p->arena, m);
    if (base->owned == flag_yes) /* the same computer: what neither of them states may be in it */
        m->owned = flag_yes;
}

/* Reports a part that is not there, or not as often as it is taken out. */
static void unknown_part(const struct plan *p, const struct machine *m, struct origin at, const char *field,
                         const char *id, double taken)
{
    const char *name = m->id ? m->id : "the machine";
    struct str have = str_new(p->arena);
    lines_list(m, &have);
    if (taken > 0)
        diag_add(p->d, DIAG_UNKNOWN_ID, at, field, "%s has only %g of '%s'", name, taken, id);
    else
        diag_add(p->d, DIAG_UNKNOWN_ID, at, field, "%s has no part '%s'; it has %s", name, id,
                 have.len ? have.text : "none");
}

static void take(const struct plan *p, struct machine *m, struct origin at, const char *field, const char *id,
                 double qty)
{
    const double taken = lines_take(p->arena, m, id, qty);
    if (taken <= 0 || (isfinite(qty) && taken < qty))
        unknown_part(p, m, at, field, id, taken);
}

static void add_parts(const struct plan *p, struct machine *m, const struct addition *more, const char *field,
                      struct origin at)
{
    const char *twice = more ? lines_add(p->arena, m, more) : NULL;
    if (twice)
        diag_add(p->d, DIAG_SENSE, at, field, "%s already has a %s; take that out first (remove, sell or replace)",
                 m->id ? m->id : "the machine", twice);
}

/* Takes out what is sold. Only what is owned can be sold: nobody pays for a part that the plan never buys. */
static void sell(const struct plan *p, struct machine *m, const struct sold_line *s)
{
    const struct origin at = s->at[F_sold_line_component];
    const double owned = lines_owned(m, s->component) + lines_listed(p->owned, s->component);
    const int before = p->d->errors;
    take(p, m, at, "sell", s->component, s->qty);
    if (p->d->errors == before && owned < s->qty)
        diag_add(p->d, DIAG_SENSE, at, "sell", "%s owns %g of '%s': only what is owned can be sold",
                 m->id ? m->id : "the machine", owned, s->component);
}

/* Takes out what is removed, sold and replaced, then adds what comes instead, and what kits hold. inherited: its parts
   are those of the machine that it extends, whose kits are unpacked already. */
static void change(const struct plan *p, struct machine *m, bool inherited)
{
    for (size_t i = 0; i < m->remove.n; i++)
        take(p, m, m->at[F_machine_remove], "remove", m->remove.v[i], INFINITY);
    for (size_t i = 0; i < m->sell.n; i++)
        sell(p, m, &m->sell.v[i]);
    for (size_t i = 0; i < m->replace.n; i++)
        take(p, m, m->replace.v[i].at[F_replacement_old], "replace", m->replace.v[i].old, INFINITY);
    lines_drop_held(p->arena, m);
    const size_t unpacked = inherited ? m->parts.n : 0;
    for (size_t i = 0; i < m->replace.n; i++)
        add_parts(p, m, m->replace.v[i].with, "replace", m->replace.v[i].at[F_replacement_with]);
    add_parts(p, m, m->add, "add", m->at[F_machine_add]);
    lines_unpack(p->arena, m, unpacked);
}

/* Lists in `remove` what was taken out of the machine and of those that it extends, so that what it lacks for that
   reason is known. */
static void list_taken(const struct plan *p, struct machine *m, const struct text_list *before)
{
    const char **v = ARENA_ARRAY(p->arena, before->n + m->remove.n + m->sell.n + m->replace.n, const char *);
    size_t n = 0;
    for (size_t i = 0; i < before->n; i++)
        v[n++] = before->v[i];
    for (size_t i = 0; i < m->remove.n; i++)
        v[n++] = m->remove.v[i];
    for (size_t i = 0; i < m->sell.n; i++)
        v[n++] = m->sell.v[i].component;
    for (size_t i = 0; i < m->replace.n; i++)
        v[n++] = m->replace.v[i].old;
    m->remove = (struct text_list){n, v};
}

/* Gives each run of a machine the settings that only the machine states. */
static void share_with_runs(const struct plan *p, struct machine *m)
{
    struct run *runs = ARENA_ARRAY(p->arena, m->runs.n, struct run);
    for (size_t i = 0; i < m->runs.n; i++) {
        runs[i] = m->runs.v[i];
        for (size_t j = F_run_workload + 1; j < kind_run.n_fields; j++)
            inherit_field(&runs[i], &kind_run, j, m, &kind_machine,
                          schema_find(&kind_machine, kind_run.fields[j].name));
    }
    m->runs.v = runs;
}

/* Done last: a machine that inherits runs may state other settings than the machine that it extends. */
static void share_settings(const struct plan *p, struct machine *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        share_with_runs(p, &v[i]);
}

static void complete(const struct plan *p, struct machine *m)
{
    const struct machine *base = m->extends ? find(p, m->extends) : NULL;
    const bool own_parts = m->at[F_machine_parts].file != NULL;
    if (m->extends && !base)
        unknown_machine(p, m);
    const bool owned = m->owned == flag_yes; /* with what it takes over */
    if (base)
        extend(p, m, base);
    if (owned)
        lines_own(p->arena, m);
    if (base || !m->extends)
        change(p, m, base && !own_parts);
    list_taken(p, m, base ? &base->remove : &(struct text_list){0, NULL});
    if (!m->id && !m->extends)
        diag_add(p->d, DIAG_MISSING_FIELD, plan_where(m), "machines",
                 "a machine must state 'id', or 'extends' one that has an id");
    m->host = m->host == hostclass_unknown ? (m->system ? m->system->system->host : hostclass_desktop) : m->host;
}

static struct machine *copy_machines(const struct plan *p, const struct machine_list *list)
{
    struct machine *v = ARENA_ARRAY(p->arena, list->n, struct machine);
    if (list->n > 0)
        memcpy(v, list->v, list->n * sizeof *v);
    return v;
}

/* An option without machines does nothing: it has every machine that is stated as owned. */
static void do_nothing(const struct plan *p, struct option *o)
{
    struct machine *v = ARENA_ARRAY(p->arena, p->n, struct machine);
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->stated->v[i].owned == flag_yes)
            v[n++] = p->shared[i];
    share_settings(p, v, n);
    o->machines = (struct machine_list){n, v};
}

static void complete_option(const struct plan *p, struct option *o)
{
    if (o->machines.n == 0) {
        do_nothing(p, o);
        return;
    }
    struct machine *v = copy_machines(p, &o->machines);
    for (size_t i = 0; i < o->machines.n; i++)
        complete(p, &v[i]);
    share_settings(p, v, o->machines.n);
    o->machines.v = v;
}

/* ---- phases ---- */

enum { MOST_MACHINES = 16 }; /* of a state: as of an option (option.def) */

/* Returns the machines as they are when the next phase begins: all that was bought is owned, what was sold is gone. */
static struct machine *kept(const struct plan *p, const struct machine_list *before, size_t more)
{
    struct machine *v = ARENA_ARRAY(p->arena, before->n + more + 1, struct machine);
    for (size_t i = 0; i < before->n; i++) {
        v[i] = before->v[i];
        v[i].sell = (struct sold_line_list){0, NULL};
        v[i].says = (struct claim_list){0, NULL};
        lines_own(p->arena, &v[i]);
    }
    return v;
}

static size_t place_of(const struct machine *v, size_t n, const char *id)
{
    size_t i = 0;
    while (i < n && !(v[i].id && id && strcmp(v[i].id, id) == 0))
        i++;
    return i;
}

static void drop_machines(const struct plan *p, const struct option_phase *f, struct machine *v, size_t *n)
{
    for (size_t i = 0; i < f->drop.n; i++) {
        const size_t at = place_of(v, *n, f->drop.v[i]);
        if (at == *n) {
            diag_add(p->d, DIAG_UNKNOWN_ID, f->at[F_option_phase_drop], f->id, "the state before has no machine '%s'",
                     f->drop.v[i]);
            continue;
        }
        memmove(&v[at], &v[at + 1], (--*n - at) * sizeof *v);
    }
}

/* Completes the machines of a phase: those of the state before, with what changes. */
static void complete_phase(const struct plan *p, struct option_phase *f, const struct machine_list *before,
                           const struct connection_list *links)
{
    struct machine *v = kept(p, before, f->machines.n);
    struct machine *base = ARENA_ARRAY(p->arena, before->n + p->done + 1, struct machine);
    size_t n = before->n;
    memcpy(base, v, n * sizeof *v);
    if (p->done > 0)
        memcpy(base + n, p->shared, p->done * sizeof *v);
    struct plan state = *p;
    state.shared = base;
    state.done = n + p->done;
    for (size_t i = 0; i < f->machines.n; i++) {
        struct machine m = f->machines.v[i];
        const size_t at = place_of(v, n, m.extends);
        complete(&state, &m);
        v[at] = m;
        n += at == n;
    }
    drop_machines(p, f, v, &n);
    if (n > MOST_MACHINES)
        diag_add(p->d, DIAG_LIST_LENGTH, f->at[F_option_phase_machines], f->id,
                 "with those of the state before it has %zu machines; expected at most %d", n, MOST_MACHINES);
    share_settings(p, v, n);
    f->machines = (struct machine_list){n, v};
    if (!f->at[F_option_phase_links].file)
        f->links = *links;
}

static void complete_phases(const struct plan *p, struct option *o)
{
    struct option_phase *v = ARENA_ARRAY(p->arena, o->phases.n + 1, struct option_phase);
    const struct machine_list *machines = &o->machines;
    const struct connection_list *links = &o->links;
    double month = o->wait_months;
    for (size_t i = 0; i < o->phases.n; i++) {
        v[i] = o->phases.v[i];
        complete_phase(p, &v[i], machines, links);
        if (v[i].after_months < month)
            diag_add(p->d, DIAG_SENSE, v[i].at[F_option_phase_after_months], o->id,
                     "the phase '%s' begins before the state that it changes", v[i].id);
        machines = &v[i].machines;
        links = &v[i].links;
        month = v[i].after_months;
    }
    o->phases.v = v;
}

/* ---- alternatives ---- */

enum { MOST_VARIANTS = 64 }; /* of one option */

static bool has_choice(const struct option *o)
{
    bool has = false;
    for (size_t i = 0; i < o->machines.n; i++)
        has |= o->machines.v[i].choose_one.n > 0;
    return has;
}

static size_t count_variants(const struct option *o)
{
    size_t n = 1;
    for (size_t i = 0; i < o->machines.n && n <= MOST_VARIANTS; i++)
        n *= o->machines.v[i].choose_one.n > 0 ? o->machines.v[i].choose_one.n : 1;
    return n;
}

/* Returns the id of an alternative: its own, or that of its first part. */
static const char *alternative_id(const struct plan *p, const struct addition *alternative)
{
    struct machine only = {.id = NULL};
    struct str list = str_new(p->arena);
    const char *rest;
    if (alternative->id)
        return alternative->id;
    lines_add(p->arena, &only, alternative);
    lines_list(&only, &list);
    return list.len ? str_split(p->arena, list.text, ',', &rest) : "none";
}

static bool is_empty(const struct machine *m)
{
    return !m->cloud && !m->system && !m->board && !m->cpu && m->devices.n + m->psus.n + m->parts.n == 0 &&
           !m->at[F_machine_host].file && m->remote != flag_yes;
}

/* Makes variant k of the option: one alternative added to each machine that leaves a choice. */
static struct option make_variant(const struct plan *p, const struct option *o, size_t k)
{
    struct option out = *o;
    struct machine *v = copy_machines(p, &o->machines);
    struct str id = str_new(p->arena), title = str_new(p->arena);
    size_t n = 0;
    str_add(&id, o->id);
    for (size_t i = 0; i < o->machines.n; i++) {
        const struct addition_list *all = &o->machines.v[i].choose_one;
        if (all->n > 0) {
            const struct addition *one = &all->v[k % all->n];
            const size_t unpacked = v[i].parts.n;
            k /= all->n;
            add_parts(p, &v[i], one, "choose_one", v[i].at[F_machine_choose_one]);
            lines_unpack(p->arena, &v[i], unpacked);
            if (one->system && !v[i].at[F_machine_host].file)
                v[i].host = one->system->system->host;
            str_addf(&id, "-%s", alternative_id(p, one));
            str_addf(&title, "%s%s", title.len ? ", " : "", one->title ? one->title : alternative_id(p, one));
        }
        if (all->n == 0 || !is_empty(&v[i]))
            v[n++] = v[i];
    }
    out.id = id.text;
    out.title = str_format(p->arena, "%s: %s", o->title, title.text);
    out.variant_of = o->id;
    out.machines = (struct machine_list){n, v};
    return out;
}

/* Replaces options that leave choices by one option per choice. */
static void expand_choices(const struct plan *p, struct scenario *s)
{
    size_t n = 0, room = 0;
    for (size_t i = 0; i < s->options.n; i++)
        room += count_variants(&s->options.v[i]);
    struct option *v = ARENA_ARRAY(p->arena, room + 1, struct option);
    for (size_t i = 0; i < s->options.n; i++) {
        const struct option *o = &s->options.v[i];
        const size_t variants = count_variants(o);
        if (variants > MOST_VARIANTS)
            diag_add(p->d, DIAG_LIST_LENGTH, o->at[F_option_machines], o->id,
                     "its choices make more than %d variants: list fewer alternatives", MOST_VARIANTS);
        if (variants > 1 && o->phases.n > 0)
            diag_add(p->d, DIAG_SENSE, o->at[F_option_phases], o->id,
                     "an option with phases cannot leave choices (choose_one): state the phases of one alternative");
        for (size_t k = 0; k < variants && variants <= MOST_VARIANTS; k++)
            v[n++] = variants > 1 || has_choice(o) ? make_variant(p, o, k) : *o;
    }
    s->options = (struct option_list){n, v};
}

/* Lists the models of each workload: any_of, or its one model. */
static void complete_workloads(const struct plan *p, struct scenario *s)
{
    struct workload *v = ARENA_ARRAY(p->arena, s->workloads.n, struct workload);
    for (size_t i = 0; i < s->workloads.n; i++) {
        v[i] = s->workloads.v[i];
        if (!v[i].model && v[i].any_of.n == 0) {
            diag_add(p->d, DIAG_MISSING_FIELD, v[i].at[F_workload_id], v[i].id,
                     "a workload must state 'model' or 'any_of'");
            continue;
        }
        if (v[i].any_of.n == 0) {
            struct choice *only = ARENA_NEW(p->arena, struct choice);
            *only = (struct choice){.model = v[i].model, .quant = v[i].quant};
            only->at[F_choice_model] = v[i].at[F_workload_model];
            only->at[F_choice_quant] = v[i].at[F_workload_quant];
            v[i].any_of = (struct choice_list){1, only};
        }
        v[i].model = v[i].any_of.v[0].model;
        v[i].quant = v[i].any_of.v[0].quant;
    }
    s->workloads.v = v;
}

void plan_complete(struct arena *a, struct diags *d, struct scenario *s)
{
    struct plan p = {.arena = a, .d = d, .n = s->machines.n, .stated = &s->machines, .owned = &s->owned};
    p.shared = copy_machines(&p, &s->machines);
    for (; p.done < p.n; p.done++)
        complete(&p, &p.shared[p.done]);
    struct option *options = ARENA_ARRAY(a, s->options.n, struct option);
    for (size_t i = 0; i < s->options.n; i++) {
        options[i] = s->options.v[i];
        complete_option(&p, &options[i]);
        complete_phases(&p, &options[i]);
    }
    share_settings(&p, p.shared, p.n);
    s->machines.v = p.shared;
    s->options.v = options;
    expand_choices(&p, s);
    complete_workloads(&p, s);
}
