/* draw.h: watts that devices draw while they run a model: the mean over a step. */
#ifndef DRAW_H
#define DRAW_H

#include "step_case.h"

/* Returns the mean watts of device d while steps like *t follow each other, one in every step_s seconds; no more than
   its power limit. NaN for a chip that shares the machine's memory: only its machine's watts are known. */
double draw_w(const struct step_case *c, const struct step_time *t, double step_s, int d);

#endif
