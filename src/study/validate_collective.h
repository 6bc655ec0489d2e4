/* validate_collective.h: all-reduces between devices against what the links' records say. A class is a link and whose kernels ran. */
#ifndef VALIDATE_COLLECTIVE_H
#define VALIDATE_COLLECTIVE_H

#include "validate.h"

/* Predicts the rows and sums up the errors; arguments as validate_run. */
void validate_collective_run(const struct catalogue *c, const struct collective_row_list *list, struct validate_row *rows, double *work,
                             struct validate_summary *out);

#endif
