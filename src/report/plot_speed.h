/* plot_speed.h: decode speed of one workload, option by option. */
#ifndef PLOT_SPEED_H
#define PLOT_SPEED_H

#include "plot_draw.h"

/* Returns the plot speed-WORKLOAD of workload j. */
struct plot plot_speed(struct arena *a, const struct comparison *c, size_t j);

#endif
