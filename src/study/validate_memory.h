/* validate_memory.h: memory files: weights, cache, compute and layers of every device and host line. */
#ifndef VALIDATE_MEMORY_H
#define VALIDATE_MEMORY_H

#include "validate.h"

/* Predicts the rows and sums up the errors; arguments as validate_run. */
void validate_memory_run(const struct catalogue *c, const struct memory_row_list *list, struct setup *s, struct validate_row *rows, double *work,
                         struct validate_summary *out);

#endif
