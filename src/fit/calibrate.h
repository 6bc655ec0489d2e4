/* calibrate.h: the constants of the step-time law from measurements: robust nonlinear least squares of ln(predicted /
   measured), factors of groups drawn towards 1 by how much groups are expected to differ (priors.h). */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include "priors.h"
#include "predict.h"

struct arena;

struct calibrate_row {
    struct constants_case key; /* of its first device; unlike devices are not fitted to */
    struct predict_case predict;
    struct rig rig;
    struct placement placement;
    enum phase phase;
    double measured_tok_s;
    int group, kin; /* what cross-validation leaves out together; a group that leaves this row out too (its own, if
                       there is no other) */
    bool fitted;    /* false: predicted only */
};

/* The rows of a file that name known things and have a speed; which[i] is the row's number in the file. */
struct calibrate_rows {
    struct calibrate_row *v;
    size_t n;
    size_t *which;
    int groups;
};

struct calibrate;

/* Each group of rows that a prior describes becomes a parameter. rows must stay. */
struct calibrate *calibrate_new(struct arena *a, const struct calibrate_row *rows, size_t n,
                                const struct prior_list *priors, const struct policy *p);
/* Fits all rows that may be, but those whose group or kin is in that one of so many folds (group % folds); -1: none is
   left out. Starts from what was found before. */
void calibrate_solve(struct calibrate *f, int fold, int folds, int rounds);
/* Starts the search from these records; of a group that has none, from what is expected of it, as a new fit does. */
void calibrate_start(struct calibrate *f, const struct calibration_list *known);
/* What the fit says of a row, tokens/s. */
double calibrate_tok_s(const struct calibrate *f, size_t row);
/* Remembers the present solution, and returns to it. */
void calibrate_keep(struct calibrate *f);
void calibrate_restore(struct calibrate *f);
/* The records of the present solution, with standard errors; without ids. */
struct calibration_list calibrate_records(struct arena *a, struct calibrate *f);

#endif
