/* differ.c: what two options differ in.

   Idea: both options are worked out already (compare.h). A figure that is a sum differs by the sum of the differences
   of its terms, so every list of terms explains its total without a rest.
   Invariant: the differences of a list's rows add up to that of its total; with A and B exchanged they change sign. */
#include "differ.h"

#include "arena.h"
#include "differ_inputs.h"
#include "differ_row.h"
#include "differ_speed.h"
#include "house.h"
#include "money.h"
#include "power.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* ---- the bill ---- */

static struct differ_goods *goods_of(struct arena *a, const struct differ *d, const char *id, bool sold)
{
    struct differ_goods *v = ARENA_ARRAY(a, DIFFER_SIDES, struct differ_goods);
    for (int k = 0; k < DIFFER_SIDES; k++) {
        const struct bill *b = &d->side[k].option->bill;
        v[k].sold = sold;
        for (size_t i = 0; i < b->n; i++) {
            if (strcmp(b->line[i].id, id) != 0 || b->sold[i] != sold)
                continue;
            v[k].line = v[k].line ? v[k].line : &b->line[i];
            v[k].qty += b->line[i].qty;
            v[k].owned_qty += b->line[i].owned_qty;
        }
    }
    return v;
}

/* Returns what the bill of a side says of the thing, all machines together. */
static double total_of(const struct differ *d, int side, const char *id, bool sold)
{
    const struct bill *b = &d->side[side].option->bill;
    double sum = 0;
    for (size_t i = 0; i < b->n; i++)
        if (strcmp(b->line[i].id, id) == 0 && b->sold[i] == sold)
            sum += b->line[i].total.mid;
    return side == 1 && sum != 0 ? sum * d->money : sum;
}

static bool listed_before(const struct bill *b, size_t n, const char *id, bool sold)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(b->line[i].id, id) == 0 && b->sold[i] == sold)
            return true;
    return false;
}

static void price(struct arena *a, struct differ *d)
{
    enum { DIGITS = 5 };
    d->price = differ_row_list(a);
    for (int k = 0; k < DIFFER_SIDES; k++) {
        const struct bill *b = &d->side[k].option->bill, *first = &d->side[0].option->bill;
        for (size_t i = 0; i < b->n; i++) {
            const struct bill_line *l = &b->line[i];
            if (listed_before(b, i, l->id, b->sold[i]) || (k == 1 && listed_before(first, first->n, l->id, b->sold[i])))
                continue;
            struct differ_row *row = differ_row_number(&d->price, l->name, UNIT_MONEY, DIGITS,
                                                       total_of(d, 0, l->id, b->sold[i]),
                                                       total_of(d, 1, l->id, b->sold[i]));
            if (row)
                row->goods = goods_of(a, d, l->id, b->sold[i]);
        }
    }
    differ_row_total(&d->price, "price", UNIT_MONEY, DIGITS, d->side[0].option->outcome.price.mid,
                     d->side[1].option->outcome.price.mid * d->money);
}

/* ---- cost over the years ---- */

static void cost(struct arena *a, struct differ *d)
{
    enum { DIGITS = 5, PRICE = 0, ENERGY, RENT, RESALE, ALL, TERMS };
    static const char *const names[] = {"price", "electricity", "rent and tokens", "fetched by selling it at the end"};
    double v[DIFFER_SIDES][TERMS];
    for (int k = 0; k < DIFFER_SIDES; k++) {
        const struct compare_option *o = d->side[k].option;
        const struct outcome *r = &o->outcome;
        const double rate = k == 0 ? 1 : d->money;
        v[k][PRICE] = r->price.mid * rate;
        v[k][ENERGY] = (r->paid_cost - r->price.mid - o->rent) * rate;
        v[k][RENT] = o->rent * rate;
        v[k][RESALE] = -r->resale.mid * rate;
        v[k][ALL] = r->life_cost * rate;
    }
    d->cost = differ_row_list(a);
    for (int i = PRICE; i < ALL; i++)
        differ_row_number(&d->cost, names[i], UNIT_MONEY, DIGITS, v[0][i], v[1][i]);
    differ_row_total(&d->cost, "cost over the years", UNIT_MONEY, DIGITS, v[0][ALL], v[1][ALL]);
}

/* ---- power ---- */

/* Returns the watts of one part of all machines: one that runs no workload is idle while others decode. */
static double watts(const struct compare_option *o, enum power_state state, const struct figure *f)
{
    double sum = 0;
    for (size_t i = 0; i < o->option->machines.n; i++) {
        const struct compare_machine *m = &o->machine[i];
        sum += results_value(f, &m->power[m->use.serves || state == POWER_PEAK ? state : POWER_IDLE]);
    }
    return sum;
}

static void power(struct arena *a, struct differ *d)
{
    static const enum power_state states[DIFFER_STATES] = {POWER_IDLE, POWER_DECODE, POWER_PEAK};
    static const char *const names[] = {"devices_w", "cpu_w", "rest_w", "psu_loss_w", "systems_w"};
    enum { DIGITS = 4 };
    for (int s = 0; s < DIFFER_STATES; s++) {
        struct differ_list *l = &d->power[s];
        *l = differ_row_list(a);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            const struct figure *f = results_find(&figures_power_phase, names[i]);
            BUG_UNLESS(f);
            differ_row_number(l, f->doc, UNIT_W, DIGITS, watts(d->side[0].option, states[s], f),
                              watts(d->side[1].option, states[s], f));
        }
        differ_row_total(l, "at the wall", UNIT_W, DIGITS, d->side[0].option->wall_w[states[s]],
                         d->side[1].option->wall_w[states[s]]);
    }
}

/* ---- checks ---- */

/* Returns check i of an option: those of its machines, then those of its links; NULL: it has no more. */
static const struct build_check *check_at(const struct compare_option *o, int i)
{
    for (size_t m = 0; m < o->option->machines.n; m++) {
        if (i < o->machine[m].n_checks)
            return &o->machine[m].check[i];
        i -= o->machine[m].n_checks;
    }
    return i < o->n_checks ? &o->check[i] : NULL;
}

/* Returns the worst check of a rule; NULL: the rule was not asked about. */
static const struct build_check *worst(const struct compare_option *o, const char *rule)
{
    const struct build_check *out = NULL, *x;
    for (int i = 0; (x = check_at(o, i)) != NULL; i++)
        if (strcmp(x->rule, rule) == 0 && (!out || house_worse(x->verdict, out->verdict) != out->verdict))
            out = x;
    return out;
}

static enum checked verdict_of(const struct build_check *x)
{
    return x ? x->verdict : checked_ok;
}

static const char *check_words(const struct build_check *x)
{
    return x ? enums_words(&enums_checked, (int)x->verdict) : "does not apply";
}

static void checks(struct arena *a, struct differ *d)
{
    static const char *const verdicts[] = {"psu_verdict", "outlet_verdict", "breaker_verdict"};
    const struct compare_option *const o[] = {d->side[0].option, d->side[1].option};
    struct differ_list *l = &d->checks;
    const struct build_check *x;
    *l = differ_row_list(a);
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        const struct figure *f = results_find(&figures_outcome, verdicts[i]);
        BUG_UNLESS(f);
        differ_row_figure(l, f->doc, f, &o[0]->outcome, &o[1]->outcome, 1);
    }
    for (int k = 0; k < DIFFER_SIDES; k++)
        for (int i = 0; (x = check_at(o[k], i)) != NULL; i++) {
            const struct build_check *const pair[] = {worst(o[0], x->rule), worst(o[1], x->rule)};
            if (pair[k] != x || (k == 1 && pair[0]))
                continue; /* that rule has its row */
            if (verdict_of(pair[0]) == verdict_of(pair[1])) {
                l->n_equal++;
                continue;
            }
            struct differ_row *row = differ_row_words(l, x->rule, check_words(pair[0]), check_words(pair[1]));
            BUG_UNLESS(row);
            row->check[0] = pair[0];
            row->check[1] = pair[1];
        }
}

/* ---- figures ---- */

static const char *const outcome_names[] = {"price",
                                            "missing",
                                            "affordable",
                                            "musts",
                                            "runs",
                                            "holds",
                                            "speed_tok_s",
                                            "mem_gib",
                                            "idle_wall_w",
                                            "decode_wall_w",
                                            "peak_wall_w",
                                            "energy_kwh_year",
                                            "energy_cost_year",
                                            "rent_year",
                                            "resale",
                                            "life_years",
                                            "life_cost",
                                            "cost_mtok",
                                            "break_even_months",
                                            "psu_load_frac",
                                            "outlet_frac",
                                            "breaker_frac",
                                            "room_rise_k",
                                            "failed",
                                            "unchecked"};

/* Returns whether a figure says nothing of two sides that have no workload in common. */
static bool is_of_workloads(const char *name)
{
    static const char *const names[] = {"musts", "runs", "holds", "speed_tok_s", "cost_mtok"};
    bool of = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        of |= strcmp(name, names[i]) == 0;
    return of;
}
static const char *const prediction_names[] = {"verdict",       "decode_tok_s",   "ttft_s",
                                               "prefill_tok_s", "max_ctx_tokens", "users"};

static const char *title_of(const struct workload *w)
{
    return w->title ? w->title : w->id;
}

static void figures(struct arena *a, struct differ *d)
{
    const struct outcome *const r[] = {&d->side[0].option->outcome, &d->side[1].option->outcome};
    d->figures = differ_row_list(a);
    for (size_t i = 0; i < sizeof outcome_names / sizeof *outcome_names; i++) {
        const struct figure *f = results_find(&figures_outcome, outcome_names[i]);
        BUG_UNLESS(f);
        if (d->n_workloads > 0 || !is_of_workloads(f->name))
            differ_row_figure(&d->figures, f->doc, f, r[0], r[1], d->money);
    }
    for (size_t w = 0; w < d->n_workloads; w++)
        for (size_t i = 0; i < sizeof prediction_names / sizeof *prediction_names; i++) {
            const struct figure *f = results_find(&figures_prediction, prediction_names[i]);
            const struct differ_workload *x = &d->workload[w];
            BUG_UNLESS(f);
            differ_row_figure(&d->figures, str_format(a, "%s: %s", title_of(x->workload[0]), f->doc), f,
                              &x->cell[0]->figures, &x->cell[1]->figures, d->money);
        }
    if (d->one_comparison) {
        differ_row_number(&d->figures, "score", UNIT_NONE, 3, r[0]->score, r[1]->score);
        differ_row_number(&d->figures, "place", UNIT_COUNT, 2, r[0]->rank, r[1]->rank);
    }
}

/* ---- workloads ---- */

static const struct workload *workload_of(const struct differ *d, int side, const char *id)
{
    const struct workload_list *l = &d->side[side].comparison->scenario->workloads;
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->v[i].id, id) == 0)
            return &l->v[i];
    return NULL;
}

static const struct compare_cell *cell_of(const struct differ_side *s, const struct workload *w)
{
    return &s->option->cell[w - s->comparison->scenario->workloads.v];
}

static void workloads(struct arena *a, struct differ *d)
{
    const struct workload_list *l[] = {&d->side[0].comparison->scenario->workloads,
                                       &d->side[1].comparison->scenario->workloads};
    d->workload = ARENA_ARRAY(a, l[0]->n, struct differ_workload);
    for (int k = 0; k < DIFFER_SIDES; k++) {
        const char **only = ARENA_ARRAY(a, l[k]->n, const char *);
        d->only[k].v = only;
        for (size_t i = 0; i < l[k]->n; i++) {
            const struct workload *w = &l[k]->v[i], *other = workload_of(d, 1 - k, w->id);
            if (!other)
                only[d->only[k].n++] = title_of(w);
            else if (k == 0)
                d->workload[d->n_workloads++] = (struct differ_workload){
                    .workload = {w, other}, .cell = {cell_of(&d->side[0], w), cell_of(&d->side[1], other)}};
        }
    }
    for (size_t i = 0; i < d->n_workloads; i++)
        differ_speed(a, d, &d->workload[i]);
}

const struct differ *differ_run(struct arena *a, const struct differ_side *first, const struct differ_side *second,
                                bool full)
{
    struct differ *d = ARENA_NEW(a, struct differ);
    const enum currency of[] = {first->comparison->terms->currency, second->comparison->terms->currency};
    *d = (struct differ){.side = {*first, *second},
                         .full = full,
                         .one_comparison = first->comparison == second->comparison,
                         .currencies_differ = of[0] != of[1],
                         .currency = of[0],
                         .money = 1};
    if (d->currencies_differ)
        d->money = money_convert(first->comparison->terms, range_exact(1), of[1]).mid;
    workloads(a, d);
    differ_inputs(a, d);
    differ_inputs_dates(a, d);
    figures(a, d);
    price(a, d);
    cost(a, d);
    power(a, d);
    checks(a, d);
    return d;
}

bool differ_none(const struct differ *d)
{
    size_t n = d->inputs.n + d->figures.n + d->price.n + d->cost.n + d->checks.n + d->only[0].n + d->only[1].n;
    for (int s = 0; s < DIFFER_STATES; s++)
        n += d->power[s].n;
    for (size_t i = 0; i < d->n_workloads; i++)
        n += d->workload[i].how.n + d->workload[i].decode.n + d->workload[i].prefill.n + d->workload[i].memory.n;
    return n == 0;
}
