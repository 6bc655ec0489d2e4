/* cells.h: predicts every workload on every machine of an option, and over its links, and keeps the best. */
#ifndef CELLS_H
#define CELLS_H

#include "comparison.h"

struct arena;
struct deploy_room;

/* Fills o->cell, one per workload, and the figures of o->outcome that follow from them: speed, holds, runs, musts.
   The room may be shared by all options. */
void cells_run(struct arena *a, const struct comparison *c, struct deploy_room *room, struct compare_option *o);
/* Fills *cell with how the option runs one workload. */
void cells_run_workload(struct arena *a, const struct comparison *c, struct deploy_room *room, const struct option *o,
                        const struct workload *w, struct compare_cell *cell);
/* Returns true if the workload runs there at all, however slowly. */
bool cells_runs(const struct compare_cell *cell);

#endif
