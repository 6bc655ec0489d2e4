/* compare.h: predicts every option of a scenario with every workload: memory, speed, power, heat, circuit, bill, funds,
   cost; then ranks the options.

   Every option is worked out alone; ranking, Pareto front, break-even and sensitivity come after and only compare. */
#ifndef COMPARE_H
#define COMPARE_H

#include "comparison.h"

struct arena;
struct market;

/* Returns the comparison, in the arena. The scenario is judged and linked (read/load.h). */
const struct comparison *compare_run(struct arena *a, const struct market *m, const struct scenario *s);

#endif
