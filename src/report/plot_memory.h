/* plot_memory.h: memory of each device. */
#ifndef PLOT_MEMORY_H
#define PLOT_MEMORY_H

#include "plot_draw.h"

struct plot plot_memory(struct arena *a, const struct comparison *c);

#endif
