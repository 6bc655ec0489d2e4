/* cells.h: predicts every workload on every machine of an option, and over its links, and keeps the best. */
#ifndef CELLS_H
#define CELLS_H

#include "comparison.h"

struct arena;
struct prepared;

/* Fills o->cell, one per workload, and the figures of o->outcome that follow from them: speed, holds, runs, musts.
   scratch is overwritten. */
void cells_run(struct arena *a, const struct comparison *c, struct prepared *scratch, struct compare_option *o);
/* Returns true if the workload runs there at all, however slowly. */
bool cells_runs(const struct compare_cell *cell);

#endif
