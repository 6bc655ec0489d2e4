/* curve.h: a curve through points, straight between them. */
#ifndef CURVE_H
#define CURVE_H

#include <stddef.h>

/* y at x; xs ascending, n > 0. Beyond the ends the end values hold. */
double curve_at(const double *xs, const double *ys, size_t n, double x);

#endif
