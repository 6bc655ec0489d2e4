/* plot_power.h: power from idle to peak. */
#ifndef PLOT_POWER_H
#define PLOT_POWER_H

#include "plot_draw.h"

struct plot plot_power(struct arena *a, const struct comparison *c);

#endif
