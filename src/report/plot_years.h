/* plot_years.h: price and cost over the horizon. */
#ifndef PLOT_YEARS_H
#define PLOT_YEARS_H

#include "plot_draw.h"

struct plot plot_years(struct arena *a, const struct comparison *c);

#endif
