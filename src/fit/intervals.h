/* intervals.h: fits prediction intervals to the errors of predictions whose fit did not know the row. */
#ifndef INTERVALS_H
#define INTERVALS_H

#include "calibrate.h"
#include "range.h"

struct arena;

/* Returns spread records of both phases. tok_s[i] is the prediction of row i with its GPU left out of the fit,
   known_tok_s[i] that with its model left out; the latter sets how much narrower the ranges of measured devices are. A
   phase with fewer than 25 rows has no records. */
struct spread_list intervals_records(struct arena *a, const struct calibrate_rows *rows, const double *tok_s,
                                     const double *known_tok_s);
/* Fills out[i] with the range of row i in factors of tok_s[i], from the rows of other fold groups alone; mid is 1. The
   bounds are NaN where those are fewer than 25 rows. */
void intervals_left_out(struct arena *a, const struct calibrate_rows *rows, const double *tok_s, struct range *out);

#endif
