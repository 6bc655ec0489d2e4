/* check_memory.h: memory files: weights, cache, compute and layers of every device and host line; the compute buffers
   of devices also by split x flash attention x kind of model x what lies in system RAM. */
#ifndef CHECK_MEMORY_H
#define CHECK_MEMORY_H

#include "check.h"

/* Predicts the rows and sums up the errors; arguments as check_run. */
void check_memory_run(const struct catalogue *c, const struct memory_row_list *list, struct prepared *s,
                      struct check_row *rows, double *work, struct check_summary *out);

#endif
