/* calibrate_speed.h: calibration from the rows of speed files, and cross-validation: each row predicted by constants
   fitted without all rows of its GPU, model or source. */
#ifndef CALIBRATE_SPEED_H
#define CALIBRATE_SPEED_H

#include "calibrate.h"
#include "check.h"

struct arena;

enum calibrate_speed_by { CALIBRATE_SPEED_BY_GPU, CALIBRATE_SPEED_BY_MODEL, CALIBRATE_SPEED_BY_SOURCE };

/* The rows of a speed file that name known things and have a speed, prepared; which[i] is the row's number in the file.
 */
struct calibrate_speed_rows {
    struct calibrate_row *v;
    size_t n;
    size_t *which;
    int groups;
};
struct calibrate_speed_rows calibrate_speed_rows(struct arena *a, const struct catalogue *c,
                                                 const struct speed_row_list *list, enum calibrate_speed_by by);
/* The same rows, to be left out together by something else. */
void calibrate_speed_regroup(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                             enum calibrate_speed_by by, struct calibrate_speed_rows *rows);
/* Fits all rows. */
struct calibrate *calibrate_speed_all(struct arena *a, const struct catalogue *c,
                                      const struct calibrate_speed_rows *rows);
/* tok_s[i] is what the fit without the row's fold says of prepared row i. The groups are dealt out to so many folds: as
   many as groups leaves one group out at a time. */
void calibrate_speed_cross(struct calibrate *f, const struct calibrate_speed_rows *rows, int folds, double *tok_s);

#endif
