/* costs.h: what an option costs to run and to own: electricity by the hours of the tariff, total cost over the horizon,
   cost per million tokens. */
#ifndef COSTS_H
#define COSTS_H

#include "comparison.h"

struct arena;

/* Sets running_cost_year, energy, cost, mtok and year of *o, and the figures of its outcome that follow from them.
   Price, rent, resale and the use of its machines are set. */
void costs_run(struct arena *a, const struct comparison *c, struct compare_option *o);

/* Returns whether a workload pays for electricity and hours: it has machines. */
bool costs_runs(const struct compare_cell *cell);
/* Returns the hours a day that workload i has its machines. */
double costs_hours(const struct comparison *c, const struct compare_option *o, size_t i);

#endif
