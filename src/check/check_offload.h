/* check_offload.h: speeds with part of the model in system RAM. A class is the phase and what lies there; rows that
   state no bandwidth are predicted by the kind of memory that they name. */
#ifndef CHECK_OFFLOAD_H
#define CHECK_OFFLOAD_H

#include "fit_offload.h"

/* What cross-validation leaves out together. */
enum check_offload_by { CHECK_OFFLOAD_BY_GPU, CHECK_OFFLOAD_BY_MODEL, CHECK_OFFLOAD_BY_SOURCE };

/* Predicts the rows and sums up the errors; arguments as check_run, work for 4 doubles a row. */
void check_offload_run(const struct catalogue *c, const struct offload_row_list *list, struct prepared *s,
                       struct check_row *rows, double *work, struct check_summary *out);
/* Predicts them again, each by constants fitted without its group, and notes the constants fitted to all; fit has room
   for two for each row. */
void check_offload_cross(const struct catalogue *c, const struct offload_row_list *list, enum check_offload_by by,
                         struct prepared *s, struct fit_offload_row *fit, struct check_row *rows, double *work,
                         struct check_summary *out);

#endif
