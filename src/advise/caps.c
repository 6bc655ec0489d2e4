/* caps.c: a sweep over power caps.

   Idea: nothing is fitted or interpolated. Every cap is a request like any other, with cap_w of each card changed: the
   speed is that of predict_run, watts and cost are those of house_run and costs_run for the same machines.
   Invariant: caps go up and end at the card's own limit. The lowest one leaves the card as much above its base power as
   a cap has to for its speed to be more than a guess (policy.low_cap_frac). */
#include "caps.h"

#include "arena.h"
#include "cells.h"
#include "costs.h"
#include "deploy_room.h"
#include "house.h"
#include "machine.h"

#include <math.h>
#include <string.h>

static const double round_w = 10; /* caps are multiples of it */

/* ---- which option ---- */

/* Returns whether all devices of the cell are cards of one kind with a known limit, in one machine at home. */
static bool can_be_capped(const struct compare_cell *cell)
{
    if (!cells_runs(cell) || cell->n_devices == 0 || cell->n_machines != 1 || !machine_here(cell->machine[0]))
        return false;
    for (int i = 0; i < cell->n_devices; i++)
        if (cell->devices[i] != cell->devices[0])
            return false;
    const struct device *d = cell->devices[0];
    return cell->machine[0]->devices.n > 0 && d->unified != flag_yes && d->tdp_w > 0;
}

static const struct compare_option *first_with_cards(const struct comparison *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (can_be_capped(&c->by_rank[i]->cell[c->largest]))
            return c->by_rank[i];
    return NULL;
}

/* ---- one cap ---- */

/* Returns a copy of the machine whose cards of that kind have the cap. */
static struct machine capped_machine(struct arena *a, const struct machine *m, const struct device *card, double cap_w)
{
    struct machine out = *m;
    struct device_line *lines = ARENA_ARRAY(a, m->devices.n, struct device_line);
    for (size_t i = 0; i < m->devices.n; i++) {
        lines[i] = m->devices.v[i];
        if (lines[i].device == card)
            lines[i].cap_w = cap_w;
    }
    out.devices.v = lines;
    return out;
}

/* Returns the option with the machine of the sweep replaced: its money stays, its watts and running costs are new. */
static struct compare_option capped_option(struct arena *a, const struct comparison *c, double cap_w,
                                           const struct device_load *device)
{
    const struct cap_sweep *s = &c->caps;
    const struct compare_option *from = s->option;
    const size_t n = from->option->machines.n, n_cells = c->scenario->workloads.n;
    struct option *option = ARENA_NEW(a, struct option);
    struct machine *machines = ARENA_ARRAY(a, n, struct machine);
    struct compare_option out = {.option = option, .years = from->years, .held_years = from->held_years};
    *option = *from->option;
    option->machines.v = machines;
    out.cell = ARENA_ARRAY(a, n_cells, struct compare_cell);
    for (size_t j = 0; j < n_cells; j++)
        out.cell[j] = from->cell[j];
    memcpy(out.cell[c->largest].device, device, sizeof out.cell[c->largest].device);
    for (size_t i = 0; i < n; i++) {
        const struct machine *was = &from->option->machines.v[i];
        const bool here = was == from->cell[c->largest].machine[0];
        machines[i] = here ? capped_machine(a, was, s->card, cap_w) : *was;
        for (size_t j = 0; j < n_cells; j++)
            for (int k = 0; k < out.cell[j].n_machines; k++)
                if (from->cell[j].machine[k] == was)
                    out.cell[j].machine[k] = &machines[i];
    }
    house_run(a, c, &out);
    out.outcome.price = from->outcome.price;
    out.outcome.resale = from->outcome.resale;
    out.outcome.rent_year = from->outcome.rent_year;
    costs_run(a, c, &out);
    return out;
}

/* Returns the decode speed per user under the cap, and puts what the devices draw into `device`; NaN: it does not run.
 */
static double speed(const struct comparison *c, struct deploy_room *room, double cap_w, struct device_load *device)
{
    struct request q = *c->caps.option->cell[c->largest].asked;
    struct predict_out p;
    for (int i = 0; i < q.n; i++)
        q.cap_w[i] = cap_w;
    struct prepared *s = deploy_room_prepared(room, &q);
    if (!s)
        return NAN;
    s->predict.want_largest_ctx = false;
    if (!predict_run(&s->predict, &s->rig, c->policy, &p))
        return NAN;
    memcpy(device, p.memory.device, sizeof p.memory.device);
    return p.figures.decode_tok_s.mid / q.batch;
}

static void add_point(struct arena *a, struct comparison *c, struct deploy_room *room, double cap_w)
{
    struct device_load device[RESULTS_MAX_DEVICES];
    memcpy(device, c->caps.option->cell[c->largest].device, sizeof device);
    const double tok_s = speed(c, room, cap_w, device);
    const struct compare_option o = capped_option(a, c, cap_w, device);
    c->caps.v[c->caps.n++] = (struct cap_point){cap_w, tok_s, o.outcome.decode_wall_w, o.running_cost_year};
}

/* ---- the sweep ---- */

size_t caps_knee(const struct cap_point *v, size_t n)
{
    static const double flat_frac = 0.01, bend_frac = 0.05; /* below them: no change; a straight line */
    size_t best = n;
    double most = bend_frac;
    if (n < 3)
        return n;
    const double low = v[0].decode_tok_s, high = v[n - 1].decode_tok_s;
    if (isnan(low) || isnan(high))
        return n;
    if (high - low <= flat_frac * high)
        return 0;
    for (size_t i = 1; i + 1 < n; i++) {
        const double x = (v[i].cap_w - v[0].cap_w) / (v[n - 1].cap_w - v[0].cap_w);
        const double above = (v[i].decode_tok_s - low) / (high - low) - x;
        if (above > most) {
            most = above;
            best = i;
        }
    }
    return best;
}

/* Returns the watts that the card of the cell draws whatever its clock. */
static double base_w(const struct comparison *c, const struct compare_cell *cell)
{
    struct rig_device card = {.device = cell->devices[0]};
    memcpy(card.constants.v, cell->constants, sizeof card.constants.v);
    return rig_base_w(&card, c->policy);
}

void caps_run(struct arena *a, struct comparison *c, struct deploy_room *room)
{
    struct cap_sweep *s = &c->caps;
    *s = (struct cap_sweep){.option = first_with_cards(c)};
    if (!s->option)
        return;
    const struct compare_cell *cell = &s->option->cell[c->largest];
    s->workload = &c->scenario->workloads.v[c->largest];
    s->card = cell->devices[0];
    s->n_cards = cell->n_devices;
    s->now_w = cell->asked->cap_w[0];
    const double high = s->card->tdp_w;
    const double low = ceil((base_w(c, cell) + c->policy->low_cap_frac * high) / round_w) * round_w;
    const double step = ceil((high - low) / (COMPARE_CAPS - 1) / round_w) * round_w;
    for (int i = COMPARE_CAPS - 1; i > 0; i--)
        if (high - i * step >= low)
            add_point(a, c, room, floor((high - i * step) / round_w) * round_w);
    add_point(a, c, room, high);
    s->knee = caps_knee(s->v, s->n);
}
