/* check_offload.h: offload files: speeds with part of the model in system RAM. A class is the phase and what lies in
   RAM. Where a row states no bandwidth it is derived from channels and transfer rate, or from the processor. */
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
    double prefill_error_frac; /* predicted / measured - 1; NaN: nothing to compare */
    int prefill_class;         /* -1: none */
    bool has_target;           /* something lies in system RAM, and its bandwidth is stated */
};

/* Cross-validates: predicts each row again by constants fitted without its GPU, model or source, sums up the errors
   again, and puts the constants fitted to all rows into the summary. fit has room for two for each row. */
void check_offload_cross(const struct catalogue *c, const struct offload_row_list *list, enum check_offload_by by,
                         struct prepared *s, struct fit_offload_row *fit, struct check_offload_row *rows, double *work,
                         struct check_summary *out);

#endif
