/* What `explain` shows of a figure is what the figure depends on: every number, word and text of every record is
   changed in turn, in all records of its kind at once, and each figure that then differs must name it, by itself or
   through the figures that it names. RIGPLAN_EVERY=n: only every nth change is tried. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "figure_input.h"
#include "price_fit.h"
#include "inputs.h"
#include "inputs_scenarios.h"
#include "inputs_world.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

/* ---- figures ---- */

/* The inputs of one figure of one row, and when it was last looked at. */
struct node {
    struct inputs in;
    bool made;
    size_t seen;
};

enum { MOST_FIGURES = 64, MOST_TABLES = 32 };

struct option_shot {
    struct explained_case e;
    struct explained_rows rows; /* of every table */
    struct node *node;          /* MOST_FIGURES for each row */
};

struct shot {
    struct option_shot *v;
    size_t n, looks;
    const struct field *changed;
    signed char of_market[MOST_TABLES][MOST_FIGURES]; /* by that field: 0: not asked yet, 1: yes, -1: no */
};

static struct shot shoot(struct arena *a, const struct comparison *c)
{
    struct shot s = {.v = ARENA_ARRAY(a, c->n, struct option_shot), .n = c->n};
    for (size_t i = 0; i < c->n; i++) {
        struct option_shot *o = &s.v[i];
        o->e = (struct explained_case){a, c, &c->v[i]};
        for (size_t t = 0; t < figure_input_n_tables; t++)
            explained_add(&o->e, NULL, figure_input_tables[t], (struct figure_word){NULL, 0}, &o->rows);
    }
    return s;
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_value(const struct figure *f, const void *a, const void *b)
{
    const void *x = results_member(f, a), *y = results_member(f, b);
    const struct range *r = x, *q = y;
    const char *s, *t;
    switch (f->type) {
    case FIGURE_NUMBER: return same_number(*(const double *)x, *(const double *)y);
    case FIGURE_RANGE:
        return same_number(r->low80, q->low80) && same_number(r->mid, q->mid) && same_number(r->high95, q->high95);
    case FIGURE_WORD: return *(const int *)x == *(const int *)y;
    case FIGURE_TEXT: break;
    }
    s = *(const char *const *)x;
    t = *(const char *const *)y;
    return s == t || (s && t && strcmp(s, t) == 0);
}

/* A nested record is shown with the list that it stands in. */
static struct edit shown_as(const struct edit *c)
{
    static const struct {
        const struct kind *nested, *kind;
        const char *field;
    } lists[] = {{&kind_psu_point, &kind_psu, "curve"},          {&kind_quant_rule, &kind_quant, "rules"},
                 {&kind_quant_tensor, &kind_quant, "tensors"},   {&kind_lane_plan, &kind_board, "lane_plans"},
                 {&kind_board_slot, &kind_board, "lane_plans"},  {&kind_link_point, &kind_link, "all_reduce"},
                 {&kind_owned_line, &kind_scenario, "owned"},    {&kind_cpu_memory, &kind_cpu, "memory"},
                 {&kind_tariff_window, &kind_tariff, "windows"}, {&kind_exchange, &kind_scenario, "rates"},
                 {&kind_own_price, &kind_scenario, "prices"},    {&kind_slot, &kind_board, "slots"},
                 {&kind_country_state, &kind_country, "states"}, {&kind_engine_batch, &kind_engine, "batches"},
                 {&kind_engine_path, &kind_engine, "paths"},     {&kind_engine_backend, &kind_engine, "runs_on"},
                 {&kind_engine_unfused, &kind_engine, "unfused"}};
    struct edit shown = *c;
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        if (c->kind == lists[i].nested) {
            shown.kind = lists[i].kind;
            shown.field = &lists[i].kind->fields[schema_find(lists[i].kind, lists[i].field)];
        }
    if (c->word)
        shown.field = NULL;
    return shown;
}

static bool is_it(const struct inputs_value *v, const struct edit *c)
{
    if (c->kind == &kind_jack) /* several kinds of record list sockets */
        return v->field && strcmp(v->field->name, "ports") == 0;
    return !v->figure && v->kind == c->kind && v->field == c->field && v->word == c->word;
}

/* The inputs of a figure of a row, worked out once. */
static struct node *node_of(struct option_shot *o, size_t row, const struct figure *f)
{
    const struct figure_table *t = o->rows.v[row].table;
    if (!o->node)
        o->node = ARENA_ARRAY(o->e.arena, o->rows.n * MOST_FIGURES, struct node);
    struct node *n = &o->node[row * MOST_FIGURES + (size_t)(f - t->v)];
    if (!n->made)
        inputs_of(&o->e, &o->rows.v[row], f, &n->in);
    n->made = true;
    return n;
}

static size_t row_of(const struct option_shot *o, const void *result)
{
    size_t i = 0;
    while (o->rows.v[i].result != result)
        BUG_UNLESS(++i < o->rows.n);
    return i;
}

/* Does explain name it, asked on and on? Each figure is looked at once. */
static bool names(struct shot *s, size_t option, size_t row, const struct figure *f, const struct edit *c)
{
    struct option_shot *o = &s->v[option];
    struct node *n = node_of(o, row, f);
    if (n->seen == s->looks)
        return false;
    n->seen = s->looks;
    for (size_t i = 0; i < n->in.n; i++)
        if (is_it(&n->in.v[i], c))
            return true;
    for (size_t i = 0; i < n->in.n; i++) {
        const struct inputs_value *v = &n->in.v[i];
        const size_t whose = v->other ? (size_t)(v->other - o->e.comparison->v) : option;
        if (v->figure && names(s, whose, row_of(&s->v[whose], v->row.result), v->figure, c))
            return true;
    }
    return false;
}

/* Returns whether the field is one that the market is made of, all records of its kind together: explain shows only
   those that the row is about. */
static bool is_of_market(const struct edit *c)
{
    static const struct figure all = {.name = "any price", .inputs = "@market"};
    return figure_input_enters(&figures_bill_line, &all, c->kind, c->field, 0);
}

/* Returns whether the change reaches the figure through the market. */
static bool enters_by_market(struct shot *s, const struct figure_table *t, const struct figure *f, const struct edit *c)
{
    size_t i = 0;
    if (s->changed != c->field)
        memset(s->of_market, 0, sizeof s->of_market);
    s->changed = c->field;
    while (figure_input_tables[i] != t)
        BUG_UNLESS(++i < figure_input_n_tables && i < MOST_TABLES);
    signed char *known = &s->of_market[i][f - t->v];
    if (*known == 0)
        *known = is_of_market(c) && figure_input_enters(t, f, c->kind, c->field, 0) ? 1 : -1;
    return *known > 0;
}

static bool named(struct shot *s, size_t option, size_t row, const struct figure *f, const struct edit *c)
{
    const struct explained_row *r = &s->v[option].rows.v[row];
    if (names(s, option, row, f, c))
        return true;
    const bool of_run = r->table == &figures_prediction || r->table == &figures_step_part ||
                        r->table == &figures_device_load || r->table == &figures_power_phase;
    return !of_run && !c->word && enters_by_market(s, r->table, f, c);
}

/* ---- all of it ---- */

/* Figures that were seen to change. */
struct tally {
    size_t asked, changes, moved; /* asked: changes to try, of which every() leaves some out */
    size_t other_way;             /* changes that made another deployment the best */
};

static void compare_row(struct shot *s, size_t option, size_t row, const void *now, const struct edit *c,
                        struct tally *tally)
{
    const struct option_shot *o = &s->v[option];
    const struct edit shown = shown_as(c);
    const struct explained_row *was = &o->rows.v[row];
    for (size_t i = 0; i < was->table->n; i++) {
        const struct figure *f = &was->table->v[i];
        if (same_value(f, was->result, now) || (f->type == FIGURE_TEXT && !f->inputs))
            continue;
        tally->moved++;
        s->looks++;
        test_row("%s.%s (%s of %s%s%s) depends on %s.%s %s", was->table->name, f->name, was->name ? was->name : "all",
                 o->e.option->outcome.id, was->workload ? ", " : "", was->workload ? was->workload->id : "",
                 c->kind->name, c->field->name,
                 c->word && c->kind == &kind_calibration ? enums_text(&enums_constant, c->word) : "");
        THAT(named(s, option, row, f, &shown));
    }
}

/* Where a change adds or takes rows of a table, these have no partner: the option is left out. */
static void compare_shots(struct shot *was, const struct shot *is, const struct edit *c, struct tally *tally)
{
    for (size_t k = 0; k < was->n; k++) {
        const struct explained_rows *x = &was->v[k].rows, *y = &is->v[k].rows;
        bool alike = x->n == y->n;
        for (size_t i = 0; alike && i < x->n; i++)
            alike = x->v[i].table == y->v[i].table && x->v[i].workload == y->v[i].workload &&
                    (!x->v[i].name || strcmp(x->v[i].name, y->v[i].name) == 0);
        for (size_t i = 0; alike && i < x->n; i++)
            compare_row(was, k, i, y->v[i].result, c, tally);
    }
}

static bool same_way(const struct deployed *a, const struct deployed *b)
{
    if (!a->engine || !b->engine)
        return a->engine == b->engine;
    const bool shares = (!a->shares && !b->shares) || (a->shares && b->shares && strcmp(a->shares, b->shares) == 0);
    return strcmp(a->engine, b->engine) == 0 && strcmp(a->quant, b->quant) == 0 && strcmp(a->cache, b->cache) == 0 &&
           strcmp(a->positions, b->positions) == 0 && a->split == b->split && a->where == b->where && shares &&
           same_number(a->ngl, b->ngl) && same_number(a->n_cpu_moe, b->n_cpu_moe) &&
           same_number(a->ubatch_tokens, b->ubatch_tokens) && a->backend == b->backend;
}

/* Returns whether every workload runs in the same way. Where a change makes another deployment the best, all its
   figures move, whatever they depend on. */
static bool same_deployments(const struct comparison *a, const struct comparison *b)
{
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < a->scenario->workloads.n; j++)
            if (!same_way(&a->v[i].cell[j].how, &b->v[i].cell[j].how))
                return false;
    return true;
}

/* Returns whether the market reads records of that kind, so that it must be made again when one changes. */
static bool is_in_market(const struct kind *k)
{
    static const struct kind *const others[] = {&kind_price,    &kind_price_class,   &kind_price_kind, &kind_rate,
                                                &kind_country,  &kind_country_state, &kind_exchange,   &kind_policy,
                                                &kind_scenario, &kind_site};
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(others); i++)
        found |= others[i] == k;
    for (size_t i = 0; i < MARKET_KINDS; i++)
        found |= market_kinds[i] == k;
    return found;
}

/* Returns the comparison of the world as it is after a change of that kind of record (NULL: of any). */
static const struct comparison *compare_world(struct arena *a, struct world *w, const struct kind *changed)
{
    const struct market *m = w->market;
    if (!changed || is_in_market(changed))
        m = price_fit(a, &w->catalogue, &w->scenario.rates, w->scenario.as_of);
    w->market = changed ? w->market : m;
    return compare_run(a, m, &w->scenario);
}

static size_t every(void)
{
    const char *text = getenv("RIGPLAN_EVERY");
    const size_t n = text ? strtoul(text, NULL, 10) : 1;
    return n > 0 ? n : 1;
}

static void try_change(struct world *w, struct shot *before, const struct edit *c, char *keep, struct tally *tally)
{
    if (tally->asked++ % every() != 0)
        return;
    if (change_all(w, c, keep, false)) {
        struct arena *a = arena_new();
        const struct comparison *now = compare_world(a, w, c->kind);
        const bool same = same_deployments(before->v[0].e.comparison, now);
        const struct shot after = shoot(a, now);
        change_all(w, c, keep, true);
        if (same)
            compare_shots(before, &after, c, tally);
        arena_free(a);
        tally->changes++;
        tally->other_way += !same;
    } else
        change_all(w, c, keep, true);
}

/* Ids, names and titles say what a thing is called. */
static bool is_name(const struct field *f)
{
    return strcmp(f->name, "id") == 0 || strcmp(f->name, "name") == 0 || strcmp(f->name, "title") == 0;
}

/* Texts that are the id of another record of the scenario: no record has the id that they would be changed to. */
static bool is_reference(const struct kind *k, const struct field *f)
{
    static const struct {
        const struct kind *kind;
        const char *field;
    } rows[] = {{&kind_machine, "circuit"},    {&kind_machine, "ups_of"},   {&kind_machine, "extends"},
                {&kind_run, "workload"},       {&kind_workload, "machine"}, {&kind_workload, "role"},
                {&kind_sold_line, "component"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].kind == k && strcmp(rows[i].field, f->name) == 0)
            return true;
    return false;
}

/* No catalogue may hold such a record: a model with another kind of attention would lack the fields of that kind, and
   exactly one engine is the usual one. */
static bool is_contradiction(const struct kind *k, const struct field *f)
{
    return is_reference(k, f) || (k == &kind_model && f->words == &enums_attention) ||
           (k == &kind_engine && strcmp(f->name, "usual") == 0);
}

/* Calibration records are named by their constant, spread records by their phase; their keys decide which of them
 * match. */
static int words_of(const struct kind *k, const struct field *f)
{
    if (k == &kind_calibration)
        return strcmp(f->name, "value") == 0 ? constant_end - 1 : 0;
    if (k == &kind_spread)
        return f->type == FIELD_NUM ? phase_prefill : 0;
    return 1;
}

static void try_kind(struct world *w, struct shot *before, const struct kind *k, char *keep, struct tally *tally)
{
    const bool by_word = k == &kind_calibration || k == &kind_spread;
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        if (size_of(f) == 0 || is_name(f) || is_contradiction(k, f))
            continue;
        for (int word = 1; word <= words_of(k, f); word++)
            for (int down = 0; down < 2; down++)
                try_change(w, before, &(struct edit){k, f, by_word ? word : 0, down == 1}, keep, tally);
    }
}

static void scenario(const char *text)
{
    struct arena *a = arena_new();
    struct world *w = ARENA_NEW(a, struct world);
    struct tally tally = {0};
    w->arena = a;
    make_world(w, text);
    char *keep = arena_alloc(a, w->n * sizeof(struct range));
    struct shot before = shoot(a, compare_world(a, w, NULL));
    for (size_t i = 0; i < w->n; i++) {
        bool done = w->place[i].kind == &kind_testbed || w->place[i].kind == &kind_trainer;
        for (size_t j = 0; j < i && !done; j++)
            done = w->place[j].kind == w->place[i].kind;
        if (!done)
            try_kind(w, &before, w->place[i].kind, keep, &tally);
    }
    test_row("all changes");
    THAT(tally.changes > 200 / every() && tally.moved > 500 / every() && tally.other_way < tally.changes / 8);
    arena_free(a);
}

static void what_moves_a_figure_is_named(void)
{
    for (size_t i = 0; i < COUNT_OF(scenarios); i++)
        scenario(scenarios[i]);
}

SUITE(property_inputs, {"inputs name every field that changes a figure", what_moves_a_figure_is_named})
