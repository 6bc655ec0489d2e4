/* validate_memory.h: memory files: weights, cache, compute and layers of every device and host line; the compute buffers of
   devices also by split x flash attention x kind of model x what lies in system RAM. */
#ifndef VALIDATE_MEMORY_H
#define VALIDATE_MEMORY_H

#include "validate.h"

/* Predicts the rows and sums up the errors; arguments as validate_run. */
void validate_memory_run(const struct catalogue *c, const struct memory_row_list *list, struct setup *s, struct validate_row *rows, double *work,
                         struct validate_summary *out);

#endif
