/* curve.c: piecewise linear interpolation; GSL finds the interval by bisection. */
#include "curve.h"

#include "bug.h"

#include <gsl/gsl_interp.h>

double curve_at(const double *xs, const double *ys, size_t n, double x)
{
    BUG_UNLESS(n > 0);
    if (!(x > xs[0]))
        return ys[0];
    if (x >= xs[n - 1])
        return ys[n - 1];
    const size_t i = gsl_interp_bsearch(xs, x, 0, n - 1);
    BUG_UNLESS(i + 1 < n);
    return ys[i] + (ys[i + 1] - ys[i]) * (x - xs[i]) / (xs[i + 1] - xs[i]);
}
