/* intervals.h: the spread records from rows and what fits without them said: ln(measured / predicted) is taken as a
   width times a figure of one distribution for each phase; the width is a product of factors of groups (split, kind of
   memory and maker, kind of model, depth, batch, how many other devices were measured with the same kernels, backend
   and maker). Rows of one rig are not independent: n of them count as their root. */
#ifndef INTERVALS_H
#define INTERVALS_H

#include "calibrate.h"
#include "range.h"

struct arena;

/* tok_s is what fits without the row's GPU said, known_tok_s what fits said that knew the GPU but not the model (they
   set how much narrower the ranges of measured devices are). */
struct spread_list intervals_records(struct arena *a, const struct calibrate_rows *rows, const double *tok_s,
                                     const double *known_tok_s);
/* out[i]: factors of tok_s[i] for row i, from the rows of other groups alone; mid is 1, the others NaN where those rows
   tell no range. */
void intervals_left_out(struct arena *a, const struct calibrate_rows *rows, const double *tok_s, struct range *out);

#endif
