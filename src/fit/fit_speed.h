/* fit_speed.h: the recipe of a calibration: which rows of speed files are fitted, in how many rounds, what is left out
   together, and when intervals are fitted. calibrate.h has the solver and its weights against outliers, intervals.h the
   intervals. */
#ifndef FIT_SPEED_H
#define FIT_SPEED_H

#include "calibrate.h"
#include "catalogue.h"
#include "measured.h"

struct arena;

enum fit_speed_by { FIT_SPEED_BY_GPU, FIT_SPEED_BY_MODEL, FIT_SPEED_BY_SOURCE };

/* A calibration: what a catalogue file of it holds. */
struct fit_speed {
    struct calibration_list constants;
    struct spread_list spreads;
    const char *date; /* of its newest prior: the same input gives the same file */
};
/* Fits the constants to all rows, then the intervals to the errors of fits that left out whole GPUs or whole models.
   Takes about 20 s for 4,000 rows. */
struct fit_speed fit_speed_run(struct arena *a, const struct catalogue *c, const struct speed_row_list *list);

/* Cross-validation: prepared row i as predicted from the rows of other groups. interval[i] is in factors of tok_s[i].
 */
struct fit_speed_left_out {
    struct calibrate_rows rows;
    double *tok_s;
    struct range *interval;
};
/* Leaves out one GPU, model or source at a time (minutes). */
struct fit_speed_left_out fit_speed_left_out(struct arena *a, const struct catalogue *c,
                                             const struct speed_row_list *list, enum fit_speed_by by);

/* The rows that name known things and have a speed, prepared. */
struct calibrate_rows fit_speed_rows(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                                     enum fit_speed_by by);
/* The same rows, to be left out together by something else. */
void fit_speed_regroup(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                       enum fit_speed_by by, struct calibrate_rows *rows);
/* Fits all rows. */
struct calibrate *fit_speed_all(struct arena *a, const struct catalogue *c, const struct calibrate_rows *rows);
/* Fits all rows, starting from known constants: fewer rounds, since they are near the solution. */
void fit_speed_from(struct calibrate *f, const struct calibration_list *known);
/* tok_s[i] is what the fit without the row's fold predicts for prepared row i. The groups are dealt out to the folds;
   with as many folds as groups, one group is left out at a time. */
void fit_speed_cross(struct calibrate *f, const struct calibrate_rows *rows, int folds, double *tok_s);

#endif
