/* plotted.c: what the pictures of a comparison need beyond its figures.

   Idea: one number says how fast an option is: the decode speed of its slowest workload that has to run, over the speed
   that this workload needs. 1 is just fast enough. Where no such need is stated, the mean decode speed stands instead.
   Invariant: an option of which one of those workloads does not run has no number; it is not 0. */
#include "plotted.h"

#include "cells.h"
#include "circuit.h"
#include "machine.h"
#include "money.h"
#include "power.h"

#include <math.h>

/* ---- speed against price ---- */

static bool is_need(const struct workload *w)
{
    return w->want == want_must && !isnan(w->need_tok_s);
}

static bool any_need(const struct scenario *s)
{
    for (size_t i = 0; i < s->workloads.n; i++)
        if (is_need(&s->workloads.v[i]))
            return true;
    return false;
}

static void set_slowest(const struct comparison *c, struct compare_option *o)
{
    const struct workload_list *w = &c->scenario->workloads;
    double least = INFINITY;
    o->slowest = NULL;
    for (size_t i = 0; i < w->n; i++) {
        if (!is_need(&w->v[i]))
            continue;
        const double frac = cells_runs(&o->cell[i]) ? o->cell[i].figures.decode_tok_s.mid / w->v[i].need_tok_s : NAN;
        if (!(frac >= least)) { /* unknown comes first */
            o->slowest = &w->v[i];
            least = frac;
        }
        if (isnan(frac))
            break;
    }
    o->plotted_speed = o->slowest ? least : o->outcome.speed_tok_s.mid;
    o->plotted_price = o->outcome.price.mid + o->rent;
}

static bool has_point(const struct compare_option *o)
{
    return !isnan(o->plotted_price) && !isnan(o->plotted_speed);
}

static bool is_beaten(const struct compare_option *o, const struct compare_option *by)
{
    const double price = o->plotted_price, other = by->plotted_price;
    return has_point(by) && other <= price && by->plotted_speed >= o->plotted_speed &&
           (other < price || by->plotted_speed > o->plotted_speed);
}

static void mark_front(struct comparison *c)
{
    for (size_t i = 0; i < c->n; i++) {
        struct compare_option *o = &c->v[i];
        if (!has_point(o))
            o->plotted_speed = NAN;
        o->plotted_front = has_point(o);
        for (size_t j = 0; j < c->n && o->plotted_front; j++)
            o->plotted_front = !is_beaten(o, &c->v[j]);
    }
}

/* Returns what all funds hold over the horizon, in the scenario's currency: what the price and the rent of a point are
   paid from. */
static double sum_of_funds(const struct comparison *c)
{
    double sum = 0;
    for (size_t i = 0; i < c->scenario->funds.n; i++)
        sum += c->by_rank[0]->funds[i].amount;
    return c->scenario->funds.n > 0 ? sum : NAN;
}

/* ---- memory ---- */

/* Returns the workload whose weights are the largest, of those that have to run (musts) or of all; of those that the
   first option runs on devices (first), or any. */
static size_t largest(const struct comparison *c, bool musts, bool first)
{
    size_t best = 0;
    double most = -1;
    for (size_t j = 0; j < c->scenario->workloads.n; j++)
        for (size_t i = 0; i < c->n; i++) {
            const struct compare_cell *cell = &c->v[i].cell[j];
            const bool counts = (!musts || c->scenario->workloads.v[j].want == want_must) &&
                                (!first || c->by_rank[0]->cell[j].n_devices > 0);
            if (counts && cell->n_devices > 0 && cell->figures.weights_gib > most) {
                most = cell->figures.weights_gib;
                best = j;
            }
        }
    return best;
}

/* ---- power ---- */

static void set_limits(const struct comparison *c, struct compare_machine *m)
{
    const struct circuit_limits at = circuit_find(c->scenario->site, m->machine->circuit);
    const double rated_w = machine_rated_w(m->machine) * c->policy->psu_limit_frac;
    m->limit = (struct compare_limits){NAN, NAN, NAN};
    if (!machine_here(m->machine))
        return;
    if (rated_w > 0)
        m->limit.supply_w = rated_w + power_loss_w(m->machine, rated_w, at.outlet->mains_v, c->policy);
    m->limit.outlet_w = circuit_outlet_w(at.outlet);
    m->limit.breaker_w = circuit_breaker_left_w(&at);
}

void plotted_run(struct comparison *c)
{
    c->plotted_by_need = any_need(c->scenario);
    bool runs = false;
    for (size_t j = 0; j < c->scenario->workloads.n; j++)
        runs |= c->by_rank[0]->cell[j].n_devices > 0 &&
                (c->n_musts == 0 || c->scenario->workloads.v[j].want == want_must);
    c->largest = largest(c, c->n_musts > 0, runs);
    c->budget = sum_of_funds(c);
    for (size_t i = 0; i < c->n; i++) {
        struct compare_option *o = &c->v[i];
        const struct outcome *r = &o->outcome;
        set_slowest(c, o);
        o->energy_paid = r->paid_cost - r->price.mid - o->rent;
        for (size_t k = 0; k < o->option->machines.n; k++)
            set_limits(c, &o->machine[k]);
    }
    mark_front(c);
}
