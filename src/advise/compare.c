#include "compare.h"

#include "arena.h"
#include "balance.h"
#include "break_even.h"
#include "best_cap.h"
#include "budgets.h"
#include "caps.h"
#include "cells.h"
#include "choices.h"
#include "circuit.h"
#include "claims.h"
#include "deploy.h"
#include "elsewhere.h"
#include "house.h"
#include "known.h"
#include "money.h"
#include "option_machine.h"
#include "pareto.h"
#include "plotted.h"
#include "prepare.h"
#include "price_levers.h"
#include "rank.h"
#include "rent.h"
#include "rented.h"
#include "sensitivity.h"
#include "settle.h"

#include <math.h>
#include <string.h>

/* ---- all options ---- */

static void identify(struct compare_option *o)
{
    const struct machine_list *m = &o->option->machines;
    o->outcome.id = o->option->id;
    o->outcome.title = o->option->title;
    o->rented = m->n > 0;
    for (size_t i = 0; i < m->n; i++)
        o->rented &= m->v[i].cloud || m->v[i].api;
}

/* Returns the years from one month to another, both within those that costs are counted for. */
static double years_between(const struct comparison *c, double from, double to)
{
    const double end = unit_years_to_months(c->life_years);
    return fmax(0, fmin(to, end) - fmin(from, end)) / unit_years_to_months(1);
}

/* Runs the workloads on one state of an option, and finds its watts. */
static void seat_state(struct arena *a, const struct comparison *c, struct deploy_room *room,
                       const struct option *option, struct compare_option *o)
{
    o->option = option;
    identify(o);
    cells_run(a, c, room, o);
    o->option = best_cap_option(a, c, option, o);
    if (o->option != option)
        cells_run(a, c, room, o);
    house_run(a, c, o);
}

/* Runs the workloads on an option; *o becomes its last state. */
static void seat(struct arena *a, const struct comparison *c, struct deploy_room *room, const struct option *option,
                 struct compare_option *o)
{
    const size_t n = option->phases.n > 0 ? option_machine_states(option) : 1;
    if (n == 1) {
        const double years = years_between(c, option->wait_months, INFINITY);
        *o = (struct compare_option){.years = years, .held_years = years};
        seat_state(a, c, room, option, o);
        return;
    }
    struct compare_option *v = ARENA_ARRAY(a, n, struct compare_option);
    struct option *state = ARENA_ARRAY(a, n, struct option);
    for (size_t k = 0; k < n; k++)
        state[k] = option_machine_state(option, k);
    for (size_t k = 0; k < n; k++) {
        const double from = state[k].wait_months, to = k + 1 < n ? state[k + 1].wait_months : INFINITY;
        v[k] = (struct compare_option){.phase = v,
                                       .n_phases = n,
                                       .years = years_between(c, from, to),
                                       .held_years = years_between(c, from, INFINITY)};
        seat_state(a, c, room, &state[k], &v[k]);
    }
    *o = v[n - 1];
}

/* Compares the options with each other. */
static void compare_all(struct arena *a, struct comparison *c, struct deploy_room *room)
{
    pareto_mark(c);
    rank_speeds(c);
    rank_options(a, c);
    if (!c->elsewhere) /* the same for a smaller choice of options */
        elsewhere_run(a, c, room);
    break_even_run(a, c);
}

/* Keeps all options with their money, before they are ranked and folded: price_trial.h changes prices of these. */
static void keep_settled(struct arena *a, struct comparison *c)
{
    rank_speeds(c);
    c->settled = ARENA_ARRAY(a, c->n + 1, struct compare_option);
    memcpy(c->settled, c->v, c->n * sizeof *c->v);
    c->n_settled = c->n;
}

static double musts_of(const struct scenario *s)
{
    double n = 0;
    for (size_t i = 0; i < s->workloads.n; i++)
        n += s->workloads.v[i].want == want_must;
    return n;
}

/* Sets what a new circuit costs: the first kind of work of the catalogue. */
static void find_electrician(struct comparison *c)
{
    const struct part_list *parts = &c->catalogue->parts;
    c->electrician_price = range_unknown();
    for (size_t i = 0; i < parts->n && !c->electrician; i++)
        c->electrician = parts->v[i].category == category_work ? &parts->v[i] : NULL;
    if (c->electrician)
        c->electrician_price =
            money_price(c->terms, (struct money_thing){&kind_part, c->electrician}, condition_new_, 0, false).amount;
}

const struct comparison *compare_run(struct arena *a, const struct market *m, const struct scenario *s)
{
    struct comparison *out = ARENA_NEW(a, struct comparison);
    const struct catalogue *c = m->catalogue;
    *out = (struct comparison){.scenario = s, .catalogue = c, .policy = catalogue_policy(c), .n = s->options.n};
    struct deploy_room *room = deploy_room_new(a, c);
    struct money_terms *terms = ARENA_NEW(a, struct money_terms);
    *terms = money_terms_of(m, s);
    out->terms = terms;
    out->tax_frac = terms->tax_frac;
    out->reclaimed_frac = terms->reclaimed_frac;
    out->services_tax_frac = rent_tax_frac(terms, flag_unknown);
    out->outlet_w = circuit_outlet_w(s->site->outlet);
    out->n_musts = musts_of(s);
    out->life_years = known_or(s->life_years, out->policy->life_years);
    find_electrician(out);
    out->v = ARENA_ARRAY(a, out->n, struct compare_option);
    for (size_t i = 0; i < out->n; i++) {
        seat(a, out, room, &s->options.v[i], &out->v[i]);
    }
    rented_demand(a, out);
    out->seated = settle_copy(a, out->v, out->n);
    for (size_t i = 0; i < out->n; i++)
        settle_option(a, out, &out->v[i]);
    keep_settled(a, out);
    compare_all(a, out, room);
    if (choices_fold(a, out))
        compare_all(a, out, room);
    const struct compare_option *first = out->by_rank[0];
    out->answered = first->possible && first->outcome.musts >= out->n_musts && first->outcome.runs > 0;
    out->overtaken_by = sensitivity_price(out, &out->overtaken_at_frac);
    price_levers_find(out);
    budgets_run(a, out);
    claims_judge(a, out);
    balance_check(a, out);
    plotted_run(out);
    caps_run(a, out, room);
    return out;
}
