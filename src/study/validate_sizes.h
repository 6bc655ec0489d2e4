/* validate_sizes.h: size files: bytes of every tensor class. */
#ifndef VALIDATE_SIZES_H
#define VALIDATE_SIZES_H

#include "validate.h"

/* Predicts the rows and sums up the errors; arguments as validate_run. */
void validate_sizes_run(const struct catalogue *c, const struct size_row_list *list, struct setup *s, struct validate_row *rows, double *work,
                        struct validate_summary *out);

#endif
