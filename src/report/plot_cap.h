/* plot_cap.h: power cap against speed and yearly cost. */
#ifndef PLOT_CAP_H
#define PLOT_CAP_H

#include "plot_draw.h"

struct plot plot_cap(struct arena *a, const struct comparison *c);

#endif
