/* check_sweeps.h: sweeps over power caps: how well relative speeds are predicted, whatever the level. */
#ifndef CHECK_SWEEPS_H
#define CHECK_SWEEPS_H

#include "check.h"
#include "measured.h"

/* Adds the class of all rows of sweeps: errors of predicted over measured, both over the row of the same sweep with the
   highest cap. Rows of one sweep state the same source, cards, split, engine, model, quant, phase, depth, prompt, batch
   and flags; a sweep has three caps or more. predicted: tokens/s of each row; NaN: not predicted. work has room for
   twice as many numbers as rows. */
void check_sweeps(const struct speed_row_list *list, const double *predicted, double *work, struct check_summary *out);

#endif
