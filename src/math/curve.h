/* curve.h: piecewise linear interpolation. */
#ifndef CURVE_H
#define CURVE_H

#include <stddef.h>

/* Returns y at x on the curve through the n points (xs[i], ys[i]); xs ascending, n > 0. Below xs[0] returns ys[0],
   above the last point ys[n - 1]; NaN x returns ys[0]. */
double curve_at(const double *xs, const double *ys, size_t n, double x);

#endif
