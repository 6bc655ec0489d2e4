#include "phases.h"

#include "arena.h"
#include "bill.h"
#include "bug.h"
#include "costs.h"
#include "money.h"
#include "purse.h"

#include <math.h>
#include <string.h>

static bool had_machine(const struct compare_option *before, const char *id)
{
    bool had = false;
    for (size_t i = 0; i < before->option->machines.n; i++)
        had |= strcmp(before->option->machines.v[i].id, id) == 0;
    return had;
}

/* Returns the id of the machine as the option's last state has it: lines are matched by its address. */
static const char *last_id(const struct compare_option *o, const char *id)
{
    for (size_t i = 0; i < o->option->machines.n; i++)
        if (strcmp(o->option->machines.v[i].id, id) == 0)
            return o->option->machines.v[i].id;
    return id;
}

static void join_bills(struct arena *a, const struct compare_option *state, size_t n, struct compare_option *o)
{
    size_t room = 0;
    struct bill *b = &o->bill;
    for (size_t k = 0; k < n; k++)
        room += state[k].bill.n;
    *b = (struct bill){.currency = state[0].bill.currency,
                       .line = ARENA_ARRAY(a, room + 1, struct bill_line),
                       .sold = ARENA_ARRAY(a, room + 1, bool),
                       .work = ARENA_ARRAY(a, room + 1, bool),
                       .class_ = ARENA_ARRAY(a, room + 1, const struct price_class *),
                       .from = ARENA_ARRAY(a, room + 1, const struct price *)};
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < state[k].bill.n; i++) {
            const struct bill_line *l = &state[k].bill.line[i];
            if (k > 0 && l->owned == flag_yes && had_machine(&state[k - 1], l->machine))
                continue; /* there already: a line of an earlier state */
            b->line[b->n] = *l;
            b->line[b->n].machine = last_id(o, l->machine);
            b->sold[b->n] = state[k].bill.sold[i];
            b->work[b->n] = state[k].bill.work[i];
            b->class_[b->n] = state[k].bill.class_[i];
            b->from[b->n++] = state[k].bill.from[i];
        }
}

/* What a later state sells brings its price then, and nothing at the end. */
static void sell_once(struct bill *b)
{
    for (size_t i = 0; i < b->n; i++)
        for (size_t j = 0; b->sold[i] && j < i; j++)
            if (!b->sold[j] && strcmp(b->line[j].id, b->line[i].id) == 0 && b->line[j].qty > 0)
                b->line[j].resale = range_scale(b->line[j].resale,
                                                fmax(1e-9, 1 - fmin(1, b->line[i].qty / b->line[j].qty)));
}

static void join_funds(struct arena *a, const struct comparison *c, const struct compare_option *state, size_t n,
                       struct compare_option *o)
{
    const size_t n_funds = c->scenario->funds.n;
    o->purse = purse_at(a, &c->scenario->funds, o->option->wait_months, unit_years_to_months(o->years));
    o->funds = ARENA_ARRAY(a, n_funds + 1, struct fund_use);
    o->resale_loss = 0;
    for (size_t i = 0; i < n_funds; i++) {
        struct fund_use *u = &o->funds[i];
        *u = state[n - 1].funds[i];
        u->received = u->spent = u->moved = u->resale_loss = 0;
        u->amount = money_convert(c->terms, range_exact(o->purse->v[i].amount), o->purse->v[i].currency).mid;
        u->worth = money_worth(&o->purse->v[i], u->amount);
        for (size_t k = 0; k < n; k++) {
            const struct fund_use *then = &state[k].funds[i];
            u->received += then->received;
            u->spent += then->spent;
            u->moved += then->moved;
            u->resale_loss += then->resale_loss;
        }
        o->resale_loss += u->resale_loss;
    }
}

/* Adds to *sum what the state has cost by the end of a year: its price once it has begun, and its running costs. */
static void add_paid(const struct compare_option *state, double year, struct range *sum)
{
    const double began = state->option->wait_months / unit_years_to_months(1);
    const double running = fmax(0, fmin(year - began, state->years)) * state->running_cost_year;
    const struct range p = began < year ? state->outcome.price : range_exact(0);
    const double mid = sum->mid + p.mid + running; /* spreads of states are independent: they add in squares */
    *sum = (struct range){
        mid - hypot(sum->mid - sum->low95, p.mid - p.low95), mid - hypot(sum->mid - sum->low80, p.mid - p.low80), mid,
        mid + hypot(sum->high80 - sum->mid, p.high80 - p.mid), mid + hypot(sum->high95 - sum->mid, p.high95 - p.mid)};
}

static void join_years(struct arena *a, const struct comparison *c, const struct compare_option *state, size_t n,
                       struct compare_option *o)
{
    o->years = c->life_years;
    o->n_years = (size_t)ceil(c->life_years);
    o->year = ARENA_ARRAY(a, o->n_years + 1, struct year_cost);
    for (size_t i = 0; i < o->n_years; i++) {
        o->year[i] = (struct year_cost){fmin((double)(i + 1), c->life_years), range_exact(0)};
        for (size_t k = 0; k < n; k++)
            add_paid(&state[k], o->year[i].year, &o->year[i].paid);
    }
}

/* One workload over all states. */
struct workload_sum {
    double mtok, kwh, energy_cost, hours;
};

static struct workload_sum sum_states(const struct comparison *c, const struct compare_option *state, size_t n,
                                      size_t w)
{
    struct workload_sum sum = {0};
    for (size_t k = 0; k < n; k++) {
        const struct workload_cost *x = &state[k].cost[w];
        if (!(state[k].years > 0) || !costs_runs(&state[k].cell[w]))
            continue;
        const double mtok = x->mtok_year * state[k].years;
        sum.mtok += mtok;
        sum.kwh += mtok * x->energy_kwh_mtok;
        sum.energy_cost += mtok * x->energy_cost_mtok;
        sum.hours += costs_hours(c, &state[k], w) * state[k].years;
    }
    return sum;
}

/* Sets what the tokens of each workload cost over all states, and their mean a year. Life cost is known. */
static void join_workloads(struct arena *a, const struct comparison *c, const struct compare_option *state, size_t n,
                           struct compare_option *o)
{
    const size_t n_workloads = c->scenario->workloads.n;
    struct outcome *r = &o->outcome;
    double decode = 0, hours = 0;
    o->cost = ARENA_ARRAY(a, n_workloads + 1, struct workload_cost);
    for (size_t k = 0; k < n; k++) {
        decode += state[k].years > 0 ? state[k].outcome.decode_cost_year * state[k].years : 0;
        hours += state[k].years > 0 ? state[k].outcome.served_h_day * state[k].years : 0;
    }
    r->decode_cost_year = decode / c->life_years;
    r->served_h_day = hours / c->life_years;
    for (size_t w = 0; w < n_workloads; w++) {
        const struct workload_sum s = sum_states(c, state, n, w);
        struct workload_cost *x = &o->cost[w];
        *x = (struct workload_cost){c->scenario->workloads.v[w].id, NAN, NAN, NAN, NAN, NAN, NAN};
        if (!(s.mtok > 0))
            continue;
        x->mtok_year = s.mtok / c->life_years;
        x->energy_kwh_mtok = s.kwh / s.mtok;
        x->price_kwh = s.kwh > 0 ? s.energy_cost / s.kwh : NAN;
        x->energy_cost_mtok = s.energy_cost / s.mtok;
        x->own_cost_mtok = (r->life_cost - decode) * s.hours / hours / s.mtok;
        x->cost_mtok = x->energy_cost_mtok + x->own_cost_mtok;
    }
}

void phases_join(struct arena *a, const struct comparison *c, const struct compare_option *state, size_t n,
                 struct compare_option *o)
{
    struct outcome *r = &o->outcome;
    BUG_UNLESS(n > 0);
    join_bills(a, state, n, o);
    sell_once(&o->bill);
    join_years(a, c, state, n, o);
    join_funds(a, c, state, n, o);
    r->price = bill_total(o->bill.line, o->bill.n, NULL);
    r->resale = bill_resale(&o->bill);
    r->electrician = bill_work(&o->bill);
    r->missing = r->paid_cost = o->rent = o->rent_months = o->mtok = 0;
    for (size_t k = 0; k < n; k++) {
        const struct outcome *s = &state[k].outcome;
        r->missing += s->missing;
        r->paid_cost += s->paid_cost;
        o->rent += state[k].rent;
        o->rent_months += state[k].rent_months;
        o->mtok += state[k].years > 0 ? state[k].mtok : 0;
    }
    r->life_cost = r->paid_cost - r->resale.mid;
    r->cost_mtok = o->mtok > 0 ? r->life_cost / o->mtok : NAN;
    join_workloads(a, c, state, n, o);
    r->affordable = isnan(r->missing) ? flag_unknown : r->missing > 0 ? flag_no : flag_yes;
    for (size_t i = 0; i < o->option->machines.n; i++)
        o->machine[i].use.price = bill_total(o->bill.line, o->bill.n, o->machine[i].machine->id);
}
