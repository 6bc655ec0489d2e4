/* check_offload.h: speeds with part of the model in system RAM. A class is the phase and what lies there; rows that
   state no bandwidth are predicted by the kind of memory that they name. */
#ifndef CHECK_OFFLOAD_H
#define CHECK_OFFLOAD_H

#include "fit_offload.h"
#include "check.h"

/* What cross-validation leaves out together. */
enum check_offload_by { CHECK_OFFLOAD_BY_GPU, CHECK_OFFLOAD_BY_MODEL, CHECK_OFFLOAD_BY_SOURCE };

#define RESULT offload_prediction
#define TABLE "offload_row.def"
#include "result_struct.inc"

struct check_offload_row {
    struct check_row row; /* class and error of decode */
    struct offload_prediction out;
    double prefill_error_frac; /* NaN where there is nothing to compare */
    int prefill_class;         /* -1: none */
};

/* Predicts the rows of a file again, each by constants fitted without its group, and notes the constants fitted to all;
   fit has room for two for each row. */
void check_offload_cross(const struct catalogue *c, const struct offload_row_list *list, enum check_offload_by by,
                         struct prepared *s, struct fit_offload_row *fit, struct check_offload_row *rows, double *work,
                         struct check_summary *out);

#endif
