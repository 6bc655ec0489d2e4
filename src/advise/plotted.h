/* plotted.h: figures that only the pictures of a comparison show. */
#ifndef PLOTTED_H
#define PLOTTED_H

#include "comparison.h"

/* Sets c->largest, c->plotted_by_need and c->budget, and of every option plotted_speed, plotted_front, slowest,
   energy_paid and the limits of its machines. Needs all figures of the options. */
void plotted_run(struct comparison *c);

#endif
