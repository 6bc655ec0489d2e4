/* check_watts.h: speed files that state watts: the draw of each card against the law's. */
#ifndef CHECK_WATTS_H
#define CHECK_WATTS_H

#include "check.h"
#include "measured.h"
#include "memory.h"

/* Returns the mean watts of a device; NaN: not known. */
double check_watts_of(const struct memory *m, bool decode);
/* Adds the classes of watts to the summary. error: predicted / measured - 1 of each row; NaN: the row states no watts,
   or none are predicted. work has room for twice as many numbers as rows. */
void check_watts(const struct catalogue *c, const struct speed_row_list *list, const double *error, double *work,
                 struct check_summary *out);

#endif
