/* check_collective.h: all-reduces between devices against what the links' records say. A class is a link and whose
   kernels ran. */
#ifndef CHECK_COLLECTIVE_H
#define CHECK_COLLECTIVE_H

#include "check.h"

/* Predicts the rows and sums up the errors; arguments as check_run. */
void check_collective_run(const struct catalogue *c, const struct collective_row_list *list, struct check_row *rows,
                          double *work, struct check_summary *out);

#endif
