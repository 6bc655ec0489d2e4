/* plot_context.h: decode speed against context. */
#ifndef PLOT_CONTEXT_H
#define PLOT_CONTEXT_H

#include "plot_draw.h"

struct plot plot_context(struct arena *a, const struct comparison *c);

#endif
