/* compare.h: every option of a scenario against every workload: power, heat, circuit, bill, funds and cost, and the
 * ranking. */
#ifndef COMPARE_H
#define COMPARE_H

#include "comparison.h"

struct arena;

/* Everything lies in the arena. */
const struct comparison *compare_run(struct arena *a, const struct catalogue *c, const struct scenario *s);

#endif
