/* baselines.h: errors of naive predictors on the rows that the law is tested on. */
#ifndef BASELINES_H
#define BASELINES_H

#include "check.h"
struct check_speed_row;

struct arena;
struct calibrate_rows;

/* Naive predictors of a speed, tokens/s. Decode: the ceiling is bandwidth / bytes read in a step. Prefill: the ceiling
   is the FP16 matrix rate / (2 * parameters that a token uses). */
enum baseline {
    BASELINE_CEILING,  /* the ceiling itself */
    BASELINE_FRACTION, /* a fraction of it: decode 0.55, prefill the median of the rows fitted to */
    BASELINE_TWO_TERM, /* time = ceiling's time / efficiency + start, both fitted */
    BASELINES
};

struct baselines_error {
    double mean_frac, median_frac; /* of |predicted / measured - 1| */
};

/* One group of rows that has an accuracy target. */
struct baselines_line {
    const char *target; /* name of the group */
    size_t n;
    struct baselines_error rigplan, baseline[BASELINES];
};

struct baselines {
    struct baselines_line *line;
    size_t n;
    size_t without_ceiling; /* rows whose device has no known rate; they are in no line */
    /* Fitted to the rows of all fold groups. */
    double fraction[phase_end], efficiency[phase_end], start_s[phase_end];
};

/* Fills *out. rows are the prepared rows in their fold groups, predicted the rows of the file as cross-validation
   predicts them. A row's fitted baselines know clean rows of other fold groups alone. */
void baselines_run(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                   const struct calibrate_rows *rows, const struct check_speed_row *predicted, struct baselines *out);

#endif
