/* check_serving.h: serving files: output, time per token and time to the first token of a server under load. A class is
   engine, era, load and figure; rows that are not clean have classes of their own. */
#ifndef CHECK_SERVING_H
#define CHECK_SERVING_H

#include "serving_request.h"
#include "check.h"

#define RESULT serving_prediction
#define TABLE "serving_row.def"
#include "result_struct.inc"

enum check_serving_figure { SERVING_OUTPUT, SERVING_TPOT, SERVING_TTFT, SERVING_FIGURES };

struct check_serving_row {
    struct check_row row; /* class and error of the output */
    struct serving_prediction out;
    /* predicted / measured - 1, NaN: nothing to compare; and the class of each figure, -1: none */
    double error_frac[SERVING_FIGURES];
    int class[SERVING_FIGURES];
    const struct engine *engine; /* of a clean row: it and its era are a group with a target; NULL: not clean */
    bool old;                    /* of an older era */
};

/* Replaces the predictions of n rows by their cross-validated figures, and sums up the errors again. which[i] is the
   row's index in the file. */
void check_serving_replace(const struct serving_row_list *list, const size_t *which, const struct serving_speed *speed,
                           size_t n, struct check_serving_row *rows, double *work, struct check_summary *out);

#endif
