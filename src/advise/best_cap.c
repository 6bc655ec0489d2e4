#include "best_cap.h"

#include "arena.h"
#include "cells.h"
#include "power_use.h"

#include <math.h>

static bool asks(const struct machine *m)
{
    bool found = false;
    for (size_t i = 0; i < m->devices.n; i++)
        found |= m->devices.v[i].best_cap == flag_yes;
    return found;
}

/* Returns the cell that runs on the machine alone for the most hours; NULL: none. */
static const struct compare_cell *busiest(const struct comparison *c, const struct compare_option *o,
                                          const struct machine *m)
{
    const struct compare_cell *best = NULL;
    double most = -1;
    for (size_t i = 0; i < c->scenario->workloads.n; i++) {
        const struct compare_cell *cell = &o->cell[i];
        const double hours = c->scenario->workloads.v[i].use_h_day;
        if (cells_runs(cell) && cell->n_machines == 1 && cell->machine[0] == m && cell->asked && hours > most) {
            most = hours;
            best = cell;
        }
    }
    return best;
}

/* Returns a copy of the machine whose lines that ask for it have the cap. */
static struct machine capped(struct arena *a, const struct machine *m, double cap_w)
{
    struct machine out = *m;
    struct device_line *lines = ARENA_ARRAY(a, m->devices.n, struct device_line);
    for (size_t i = 0; i < m->devices.n; i++) {
        lines[i] = m->devices.v[i];
        if (lines[i].best_cap == flag_yes)
            lines[i].cap_w = cap_w;
    }
    out.devices.v = lines;
    return out;
}

const struct option *best_cap_option(struct arena *a, const struct comparison *c, const struct option *o,
                                     const struct compare_option *seated)
{
    struct option *out = NULL;
    struct machine *machines = NULL;
    for (size_t i = 0; i < o->machines.n; i++) {
        const struct machine *m = &o->machines.v[i];
        const struct compare_cell *cell = asks(m) ? busiest(c, seated, m) : NULL;
        const double cap_w = cell ? power_use_best_cap(c->catalogue, cell->asked, m, ARENA_ARRAY(a, 2, struct prepared))
                                        .cap_w
                                  : NAN;
        if (isnan(cap_w))
            continue;
        if (!out) {
            machines = ARENA_ARRAY(a, o->machines.n, struct machine);
            for (size_t k = 0; k < o->machines.n; k++)
                machines[k] = o->machines.v[k];
            out = ARENA_NEW(a, struct option);
            *out = *o;
            out->machines.v = machines;
        }
        machines[i] = capped(a, m, cap_w);
    }
    return out ? out : o;
}
