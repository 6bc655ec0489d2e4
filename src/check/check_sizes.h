/* check_sizes.h: size files: bytes of every tensor class. */
#ifndef CHECK_SIZES_H
#define CHECK_SIZES_H

#include "check.h"

/* Predicts the rows and sums up the errors; arguments as check_run. */
void check_sizes_run(const struct catalogue *c, const struct size_row_list *list, struct prepared *s,
                     struct check_row *rows, double *work, struct check_summary *out);

#endif
