/* plot_roofline.h: what each card of the best option reaches. */
#ifndef PLOT_ROOFLINE_H
#define PLOT_ROOFLINE_H

#include "plot_draw.h"

struct plot plot_roofline(struct arena *a, const struct comparison *c);

#endif
