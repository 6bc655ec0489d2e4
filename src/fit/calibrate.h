/* calibrate.h: fits the constants of the step-time law to measured speeds. */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include "calibrate_row.h"
#include "priors.h"

struct arena;

/* The rows of files that have a speed and name known records. */
struct calibrate_rows {
    struct calibrate_row *v;
    size_t n;
    size_t *which; /* of each row: its index in the list of its kind */
    int n_groups;
    size_t n_serving;               /* servers, behind all others */
    double *device_w;               /* where it puts the watts of a device of each row; NULL: nowhere */
    struct serving_speed *left_out; /* where fit_speed_cross puts the figures of each server; NULL: nowhere */
};

struct calibrate;

/* Returns a solver whose parameters are the groups of cases in rows that the priors describe, all factors 1. Keeps
   pointers to rows and p. */
struct calibrate *calibrate_new(struct arena *a, const struct calibrate_row *rows, size_t n,
                                const struct prior_list *priors, const struct policy *p);
/* Fits every row marked fitted except those whose fold group or related group is in the given fold (group % folds ==
   fold); fold -1 leaves nothing out. Starts from the present solution; each round renews the weights against outliers.
 */
void calibrate_solve(struct calibrate *f, int fold, int folds, int rounds);
/* Makes these records the present solution. A group without a record gets factor 1, as in a new solver. */
void calibrate_start(struct calibrate *f, const struct calibration_list *known);
/* Returns the speed of a row under the present solution, tokens/s. */
double calibrate_tok_s(const struct calibrate *f, size_t row);
/* Returns the watts of one device of a row under the present solution; NaN: the row states none, or it is a server. */
double calibrate_device_w(const struct calibrate *f, size_t row);
/* Returns the figures of a server under the present solution. */
struct serving_speed calibrate_serving(const struct calibrate *f, size_t row);
/* Saves the present solution. */
void calibrate_keep(struct calibrate *f);
/* Returns to the saved solution. */
void calibrate_restore(struct calibrate *f);
/* Returns the records of the present solution with standard errors and numbers of rows, without ids. Factors within 1 %
   of 1 have no record. */
struct calibration_list calibrate_records(struct arena *a, struct calibrate *f);

#endif
