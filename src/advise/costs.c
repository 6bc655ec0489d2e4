/* costs.c: electricity, total cost and cost per million tokens of an option.

   Idea: all machines at home share one meter and one's own solar, so their electricity is priced together. A workload
   pays for the electricity of its own decoding, and for the rest (price less resale, rent, idle watts, daily charge) by
   its hours. Invariant: what all workloads pay over the horizon is the option's total cost.
   Reference: docs/model.md, "Money". */
#include "costs.h"

#include "arena.h"
#include "bug.h"
#include "energy.h"
#include "known.h"
#include "machine.h"
#include "power.h"
#include "str.h"

#include <math.h>

/* ---- electricity ---- */

/* Returns what cooling makes of a watt. */
static double with_cooling(const struct comparison *c)
{
    return c->scenario->site->cooled == flag_yes ? 1 + 1 / c->policy->cooling_cop : 1;
}

/* Fills loads with the machines of the option; busy_only: with what they draw while their workloads run. */
static size_t loads_of(const struct comparison *c, const struct compare_option *o, bool busy_only,
                       struct energy_load *loads)
{
    const double k = with_cooling(c);
    const size_t n = o->option->machines.n;
    BUG_UNLESS(n <= ENERGY_MOST_LOADS);
    for (size_t i = 0; i < n; i++) {
        const struct compare_machine *m = &o->machine[i];
        const double busy = m->use.busy_h_day, idle_w = busy_only ? 0 : k * m->use.idle_wall_w;
        loads[i] = (struct energy_load){.on_h_day = known_or(m->machine->on_h_day, c->scenario->site->on_h_day),
                                        .busy_h_day = busy,
                                        .busy_w = busy > 0 ? k * m->power[POWER_DECODE].wall_w : 0,
                                        .idle_w = idle_w,
                                        .use_days_only = busy_only};
    }
    return n;
}

static bool any_here(const struct compare_option *o)
{
    for (size_t i = 0; i < o->option->machines.n; i++)
        if (machine_here(&o->option->machines.v[i]))
            return true;
    return false;
}

/* Returns "peak, 15 to 21, weekdays". */
static const char *window_words(struct arena *a, const struct tariff_window *w)
{
    struct str s = str_new(a);
    str_addf(&s, "%s%s%g to %g h", w->name ? w->name : "", w->name ? ", " : "", w->from_h, w->to_h);
    if (w->days != weekdays_all)
        str_addf(&s, ", %s", enums_words(&enums_weekdays, (int)w->days));
    if (!isnan(w->season_days_year))
        str_addf(&s, ", %g days a year", w->season_days_year);
    return s.text;
}

static void add_use(struct compare_option *o, const char *what, const struct energy_part *p)
{
    o->energy[o->n_energy++] = (struct energy_use){what, p->price, p->kwh, p->cost};
    o->outcome.energy_cost_year += p->cost;
}

static void run_energy(struct arena *a, const struct comparison *c, const struct energy_terms *t,
                       struct compare_option *o)
{
    struct energy_load loads[ENERGY_MOST_LOADS];
    struct energy_year year;
    const struct tariff_window_list *w = &t->tariff->windows;
    o->outcome.energy_cost_year = 0;
    if (!any_here(o))
        return;
    energy_year(t, loads, loads_of(c, o, false, loads), &year);
    o->energy = ARENA_ARRAY(a, year.n + 2, struct energy_use);
    for (size_t i = 0; i < year.n; i++)
        add_use(o, w->n ? window_words(a, &w->v[i]) : "all hours", &year.window[i]);
    if (t->site->solar_kwh_day > 0)
        add_use(o, "own solar", &year.solar);
    if (t->site->own_meter == flag_yes)
        add_use(o, "daily charge", &(struct energy_part){NAN, NAN, energy_supply_year(t)});
}

/* ---- workloads ---- */

/* Returns the part of the hours asked that the machines of the workload have: less than 1 where their workloads ask for
   more hours than a day has. */
static double part_of_day(const struct compare_option *o, const struct compare_cell *cell)
{
    double part = 1;
    for (size_t i = 0; i < o->option->machines.n; i++)
        for (int k = 0; k < cell->n_machines; k++)
            if (cell->machine[k] == o->machine[i].machine && o->machine[i].asked_h_day > 0)
                part = fmin(part, o->machine[i].use.busy_h_day / o->machine[i].asked_h_day);
    return part;
}

double costs_hours(const struct comparison *c, const struct compare_option *o, size_t i)
{
    return c->scenario->workloads.v[i].use_h_day * part_of_day(o, &o->cell[i]);
}

/* Returns the tokens of all users per second. */
static double tokens_s(const struct comparison *c, const struct compare_option *o, size_t i)
{
    return c->scenario->workloads.v[i].users * o->cell[i].figures.decode_tok_s.mid;
}

/* Returns the millions of tokens a year that the workload generates. */
static double mtok_year(const struct comparison *c, const struct compare_option *o, size_t i)
{
    const double days = c->scenario->site->use_days_year;
    return unit_h_to_s(costs_hours(c, o, i) * days) * tokens_s(c, o, i) / unit_tokens_per_mtok();
}

bool costs_runs(const struct compare_cell *cell)
{
    return cell->n_machines > 0 && cell->figures.verdict != verdict_no && !cell->no_host;
}

/* Returns the watts of the machines that the workload runs on. */
static double decode_w(const struct comparison *c, const struct compare_option *o, const struct compare_cell *cell)
{
    double sum = 0;
    for (size_t i = 0; i < o->option->machines.n; i++)
        for (int k = 0; k < cell->n_machines; k++)
            if (cell->machine[k] == o->machine[i].machine)
                sum += o->machine[i].power[POWER_DECODE].wall_w;
    return sum * with_cooling(c);
}

/* Returns the mean price of a kilowatt-hour while machines work. */
static double busy_price(const struct comparison *c, const struct energy_terms *t, const struct compare_option *o)
{
    struct energy_load loads[ENERGY_MOST_LOADS];
    struct energy_year year;
    energy_year(t, loads, loads_of(c, o, true, loads), &year);
    return year.kwh > 0 ? year.cost / year.kwh : NAN;
}

static void run_workloads(struct arena *a, const struct comparison *c, const struct energy_terms *t,
                          struct compare_option *o)
{
    const struct workload_list *w = &c->scenario->workloads;
    const double price = busy_price(c, t, o);
    struct outcome *r = &o->outcome;
    r->decode_cost_year = r->served_h_day = 0;
    o->cost = ARENA_ARRAY(a, w->n, struct workload_cost);
    for (size_t i = 0; i < w->n; i++) {
        struct workload_cost *x = &o->cost[i];
        const struct compare_cell *cell = &o->cell[i];
        *x = (struct workload_cost){w->v[i].id, NAN, NAN, NAN, NAN, NAN, NAN};
        if (!costs_runs(cell))
            continue;
        const double watts = decode_w(c, o, cell);
        x->mtok_year = mtok_year(c, o, i);
        x->energy_kwh_mtok = unit_w_to_kw(watts) * unit_s_to_h(unit_tokens_per_mtok() / tokens_s(c, o, i));
        x->price_kwh = watts > 0 ? price : NAN;
        x->energy_cost_mtok = watts > 0 ? x->energy_kwh_mtok * price : watts * 0;
        r->decode_cost_year += x->mtok_year > 0 ? x->mtok_year * x->energy_cost_mtok : 0;
        r->served_h_day += costs_hours(c, o, i);
    }
    const double rest_year = o->years > 0 ? r->life_cost / o->years - r->decode_cost_year : NAN;
    for (size_t i = 0; i < w->n; i++) {
        struct workload_cost *x = &o->cost[i];
        if (!(x->mtok_year > 0))
            continue;
        x->own_cost_mtok = rest_year * costs_hours(c, o, i) / r->served_h_day / x->mtok_year;
        x->cost_mtok = x->energy_cost_mtok + x->own_cost_mtok;
    }
}

/* Returns the millions of tokens a year that are generated by the workloads that fit entirely in GPU memory. */
static double held_mtok_year(const struct comparison *c, const struct compare_option *o)
{
    double sum = 0;
    for (size_t i = 0; i < c->scenario->workloads.n; i++)
        sum += o->cell[i].api ? c->demand[i].generated_mtok : o->cell[i].holds ? mtok_year(c, o, i) : 0;
    return sum;
}

/* ---- years ---- */

static void run_years(struct arena *a, struct compare_option *o)
{
    o->n_years = (size_t)ceil(o->years);
    o->year = ARENA_ARRAY(a, o->n_years, struct year_cost);
    for (size_t i = 0; i < o->n_years; i++) {
        const double year = fmin((double)(i + 1), o->years), running = year * o->running_cost_year;
        const struct range p = o->outcome.price;
        o->year[i] = (struct year_cost){
            year, {p.low95 + running, p.low80 + running, p.mid + running, p.high80 + running, p.high95 + running}};
    }
}

void costs_run(struct arena *a, const struct comparison *c, struct compare_option *o)
{
    const struct energy_terms t = energy_terms_of(c->scenario, c->terms, c->policy->use_from_h);
    struct outcome *r = &o->outcome;
    run_energy(a, c, &t, o);
    o->running_cost_year = r->energy_cost_year + r->rent_year;
    r->paid_cost = r->price.mid + o->years * o->running_cost_year;
    r->life_cost = r->paid_cost - r->resale.mid;
    o->mtok = held_mtok_year(c, o) * o->years;
    r->cost_mtok = o->mtok > 0 ? r->life_cost / o->mtok : NAN;
    run_workloads(a, c, &t, o);
    run_years(a, o);
}
