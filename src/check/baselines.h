/* baselines.h: what rules simpler than the law say of the same rows. Of decode: the bandwidth over the bytes that a
   step reads (weights of the experts in use, cache; cards of a layer split one after the other, of a tensor split at
   once); 0.55 of that; step = that / efficiency + start. Of prefill: the FP16 matrix rate (FP32 where there is none)
   over 2 x the parameters that a token uses, of one card or of all of a tensor split; the part of it that the middle
   row reaches; time of a token = that / efficiency + start. What is fitted knows clean rows of other groups alone:
   efficiency and start by least squares of ln(said / measured). */
#ifndef BASELINES_H
#define BASELINES_H

#include "check.h"
struct check_speed_row;

struct arena;
struct calibrate_rows;

enum baseline { BASELINE_LAW, BASELINE_CEILING, BASELINE_PART, BASELINE_TWO_TERMS, BASELINES };

struct baselines_line {
    const char *target;
    size_t n;
    double mean_frac[BASELINES], median_frac[BASELINES]; /* of |said / measured - 1| of the speed */
};

struct baselines {
    struct baselines_line *line;
    size_t n;
    size_t without; /* rows of which the device's rate is not known; left out of all columns */
    double part[phase_end], efficiency[phase_end], start_s[phase_end]; /* fitted to all groups */
};

/* predicted are the rows of the file, with what the law says; rows those that are prepared, in groups. */
void baselines_run(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                   const struct calibrate_rows *rows, const struct check_speed_row *predicted, struct baselines *out);

#endif
