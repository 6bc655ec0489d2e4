/* best_cap.h: the power caps of an option whose device lines ask for the best one (device_line.best_cap). */
#ifndef BEST_CAP_H
#define BEST_CAP_H

#include "comparison.h"

struct arena;

/* Returns the option with those caps set, each for the workload that uses its machine the most hours of those that run
   there; o as it is where no line asks, or where no cap saves energy. seated: what runs on the option without caps. */
const struct option *best_cap_option(struct arena *a, const struct comparison *c, const struct option *o,
                                     const struct compare_option *seated);

#endif
