/* fit_speed.h: the recipe of a calibration: which rows of speed and serving files are fitted to, in how many rounds,
   which rows are left out together, and when intervals are fitted. calibrate.h has the solver, intervals.h the
   intervals. */
#ifndef FIT_SPEED_H
#define FIT_SPEED_H

#include "calibrate.h"
#include "catalogue.h"
#include "measured.h"

struct arena;

enum fit_speed_by { FIT_SPEED_BY_GPU, FIT_SPEED_BY_MODEL, FIT_SPEED_BY_SOURCE };

/* What is fitted to. */
struct fit_speed_rows {
    struct speed_row_list speed;
    struct serving_row_list serving;
};

/* Adds the rows of the file, unless it is of another kind. */
void fit_speed_add(struct arena *a, struct fit_speed_rows *rows, const struct measured *m);

/* A calibration, as a catalogue file holds it. */
struct fit_speed {
    struct calibration_list constants;
    struct spread_list spreads;
    const char *date; /* of the newest prior, not today's: the same input gives the same file */
};
/* Fits the constants to all rows, then the intervals to the errors of fits that left out whole GPUs or whole models.
   The result does not depend on the catalogue's constants. Takes about 20 s for 4,000 rows. */
struct fit_speed fit_speed_run(struct arena *a, const struct catalogue *c, const struct fit_speed_rows *rows);

/* Each row as predicted from the rows of other fold groups. */
struct fit_speed_left_out {
    struct calibrate_rows rows;
    double *tok_s;          /* of each row of rows; of a server its output */
    struct range *interval; /* of each row of rows but servers, in factors of tok_s; mid is 1 */
};
/* Cross-validates: leaves out one GPU, model or source at a time. Takes minutes. */
struct fit_speed_left_out fit_speed_left_out(struct arena *a, const struct catalogue *c,
                                             const struct fit_speed_rows *rows, enum fit_speed_by by);

/* Returns the rows that ran, have a speed and name known records, prepared, in fold groups. Speculative and partly
   offloaded rows are left out, and servers that are not clean. */
struct calibrate_rows fit_speed_prepare(struct arena *a, const struct catalogue *c, const struct fit_speed_rows *rows,
                                        enum fit_speed_by by);
/* The same for rows of speed files alone. */
struct calibrate_rows fit_speed_rows(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                                     enum fit_speed_by by);
/* Replaces the fold groups of rows, which were prepared from given. */
void fit_speed_regroup(struct arena *a, const struct catalogue *c, const struct fit_speed_rows *given,
                       enum fit_speed_by by, struct calibrate_rows *rows);
/* Returns a fit to all rows, saved (calibrate_keep). */
struct calibrate *fit_speed_all(struct arena *a, const struct catalogue *c, const struct calibrate_rows *rows);
/* Fits all rows, starting from known constants: takes fewer rounds, since they are near the solution. */
void fit_speed_from(struct calibrate *f, const struct calibration_list *known);
/* Fills tok_s[i] with the speed of row i, rows->device_w with the watts and rows->left_out with all figures of servers,
   as predicted by a fit without the row's fold. Fold groups are dealt out to the folds in turn; with as many folds as
   groups, one group is left out at a time. f must have a saved fit to all rows; it is restored at the end. */
void fit_speed_cross(struct calibrate *f, const struct calibrate_rows *rows, int folds, double *tok_s);

#endif
