#include "request_machine.h"

#include "arena.h"
#include "file.h"
#include "from_scenario.h"
#include "load_machine.h"
#include "machine.h"
#include "near.h"

#include <math.h>
#include <string.h>

static const char option_name[] = "--machine";

/* Returns the path of "FILE:OPTION:MACHINE"; *rest becomes what follows it, NULL: nothing. A file may have a colon in
   its name. */
static const char *path_of(struct arena *a, const char *spec, const char **rest)
{
    *rest = NULL;
    return file_exists(spec) ? spec : str_split(a, spec, ':', rest);
}

static bool can_run(const struct machine *m)
{
    return m->devices.n > 0 || m->cloud || (m->system && m->system->system->chip);
}

static size_t machines_with_gpu(const struct option *o)
{
    size_t n = 0;
    for (size_t i = 0; i < o->machines.n; i++)
        n += can_run(&o->machines.v[i]);
    return n;
}

/* ---- names ---- */

/* Collects names to choose from. */
struct names {
    struct str all; /* "a, b, c" */
    struct near near;
    const char *wanted;
};

static struct names names_new(struct command_run *r, const char *wanted)
{
    return (struct names){.all = str_new(r->arena), .wanted = wanted};
}

static void add_name(struct names *n, const char *id)
{
    str_addf(&n->all, "%s%s", n->all.len > 0 ? ", " : "", id);
    if (n->wanted)
        near_consider(&n->near, n->wanted, id);
}

/* Reports that nothing has the name, or that one is needed. what: "option"; where: what has them. */
static void refuse_name(struct command_run *r, const struct names *n, const char *where, const char *what)
{
    if (n->wanted)
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, option_name, "%s has no %s '%s'; %s%s%s", where, what,
                 n->wanted, n->near.name ? "did you mean '" : "it has ",
                 n->near.name     ? n->near.name
                 : n->all.len > 0 ? n->all.text
                                  : "none",
                 n->near.name ? "'?" : "");
    else
        command_usage(r, "%s: %s has several %ss: name one behind a ':' (%s)", option_name, where, what, n->all.text);
}

/* ---- the machine ---- */

/* Returns the option with the name, without a name the only one with a GPU; NULL with a diagnostic. */
static const struct option *find_option(struct command_run *r, const struct scenario *s, const char *file,
                                        const char *name)
{
    const struct option *found = NULL;
    size_t n = 0;
    struct names known = names_new(r, name);
    for (size_t i = 0; i < s->options.n; i++) {
        const struct option *o = &s->options.v[i];
        if (name && strcmp(o->id, name) == 0)
            return o;
        if (machines_with_gpu(o) == 0)
            continue;
        found = o;
        n++;
        add_name(&known, o->id);
    }
    if (!name && n == 0)
        diag_add(&r->d, DIAG_SENSE, diag_file(file), option_name, "it has no machine with a GPU of the catalogue");
    else if (name || n > 1)
        refuse_name(r, &known, file, "option");
    return name || n != 1 ? NULL : found;
}

/* Returns the machine of the option with the name, without a name the only one with a GPU; NULL with a diagnostic. */
static const struct machine *find_machine(struct command_run *r, const struct option *o, const char *name)
{
    const struct machine *found = NULL;
    size_t n = 0;
    struct names known = names_new(r, name);
    for (size_t i = 0; i < o->machines.n; i++) {
        const struct machine *m = &o->machines.v[i];
        if (name && strcmp(m->id, name) == 0)
            return m;
        if (!can_run(m))
            continue;
        found = m;
        n++;
        add_name(&known, m->id);
    }
    if (!name && n == 0)
        diag_add(&r->d, DIAG_SENSE, o->at[F_option_id], option_name, "'%s' has no machine with a GPU of the catalogue",
                 o->id);
    else if (name || n > 1)
        refuse_name(r, &known, str_format(r->arena, "option '%s'", o->id), "machine");
    return name || n != 1 ? NULL : found;
}

static const struct machine *find(struct command_run *r, const struct scenario *s, const char *file, const char *names)
{
    const char *machine = NULL, *option = names ? str_split(r->arena, names, ':', &machine) : NULL;
    const struct option *o = find_option(r, s, file, option);
    return o ? find_machine(r, o, machine) : NULL;
}

/* ---- the request ---- */

/* Leaves the load of the request to the options. */
static void forget_load(struct request *q)
{
    q->ctx = q->depth = q->prompt = q->gen = q->batch = NAN;
}

bool request_machine_read(struct command_run *r, const struct model *m, struct request *q)
{
    const char *names;
    struct load_text t = {.file = path_of(r->arena, opt_text(&r->opts, option_name), &names)};
    t.text = command_read(r, t.file, &t.size);
    const struct scenario *s = t.text ? load_machine(r->arena, &r->d, r->catalogue, &t) : NULL;
    r->machine = s ? find(r, s, t.file, names) : NULL;
    if (!r->machine)
        return false;
    const struct from_scenario_place place = {.machine = {r->machine}, .n = 1};
    const struct workload w = {.id = "", .users = 1};
    const struct choice choice = {.model = m};
    bool fixed;
    const bool known = from_scenario_request(s, &place, &w, &choice, q, &fixed);
    forget_load(q);
    if (!known)
        diag_add(&r->d, DIAG_SENSE, diag_file(t.file), option_name,
                 "the machine '%s' has no GPU, or one whose memory is not known", r->machine->id);
    return known;
}

void request_machine_warn(struct command_run *r, const struct request *q)
{
    const bool gib = opt_given(&r->opts, "--ram-gib"), gb_s = opt_given(&r->opts, "--ram-gb-s");
    if (gib && q->ram_gib > 0)
        diag_add(&r->d, DIAG_MACHINE_OVERRIDE, (struct origin){0}, "--ram-gib", "%g GiB replace the %g GiB of '%s'",
                 opt_number(&r->opts, "--ram-gib"), q->ram_gib, r->machine->id);
    if (gb_s && !isnan(q->ram_gb_s))
        diag_add(&r->d, DIAG_MACHINE_OVERRIDE, (struct origin){0}, "--ram-gb-s", "%g GB/s replace the %g GB/s of '%s'",
                 opt_number(&r->opts, "--ram-gb-s"), q->ram_gb_s, r->machine->id);
    if (!gib && r->machine->devices.n > 0 && isnan(machine_ram_gib(r->machine)))
        diag_add(&r->d, DIAG_MACHINE_NO_RAM, (struct origin){0}, option_name,
                 "'%s' names no memory kit, so nothing is left in system RAM: add one to its parts (see: rigplan list "
                 "part ddr), or give --ram-gib and --ram-gb-s",
                 r->machine->id);
}
