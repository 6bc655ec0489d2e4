/* validate_offload.h: speeds with part of the model in system RAM. A class is the phase and what lies there; rows that state no bandwidth are
   predicted by the kind of memory that they name. */
#ifndef VALIDATE_OFFLOAD_H
#define VALIDATE_OFFLOAD_H

#include "calibrate_offload.h"

/* What cross-validation leaves out together. */
enum validate_offload_by { VALIDATE_OFFLOAD_BY_GPU, VALIDATE_OFFLOAD_BY_MODEL, VALIDATE_OFFLOAD_BY_SOURCE };

/* Predicts the rows and sums up the errors; arguments as validate_run, work for 4 doubles a row. */
void validate_offload_run(const struct catalogue *c, const struct offload_row_list *list, struct setup *s, struct validate_row *rows, double *work,
                          struct validate_summary *out);
/* Predicts them again, each by constants fitted without its group, and notes the constants fitted to all; fit has room for two for each row. */
void validate_offload_cross(const struct catalogue *c, const struct offload_row_list *list, enum validate_offload_by by, struct setup *s,
                            struct calibrate_offload_row *fit, struct validate_row *rows, double *work, struct validate_summary *out);

#endif
