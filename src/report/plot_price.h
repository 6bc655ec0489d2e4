/* plot_price.h: speed against price. */
#ifndef PLOT_PRICE_H
#define PLOT_PRICE_H

#include "plot_draw.h"

struct plot plot_price(struct arena *a, const struct comparison *c);

#endif
