/* math/: curves and quantiles. */
#include "test.h"

#include "curve.h"
#include "stat.h"

static void curve(void)
{
    static const double xs[] = {0.1, 0.2, 0.5, 1.0}, ys[] = {0.87, 0.91, 0.924, 0.89};
    static const double rows[][2] = {{0.1, 0.87}, {0.2, 0.91}, {0.15, 0.89}, {0.35, 0.917}, {0.75, 0.907},
                                     {1.0, 0.89}, {1.2, 0.89}, {0.01, 0.87}, {-3, 0.87},    {0.5, 0.924}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("at %g", rows[i][0]);
        CLOSE(curve_at(xs, ys, 4, rows[i][0]), rows[i][1], 1e-14);
    }
    CLOSE(curve_at(xs, ys, 1, 0.7), 0.87, 0);
}

/* Hyndman-Fan type 7, as in GSL, R and NumPy. */
static void quantiles(void)
{
    double v[] = {3.5, 1.25, 2.385, 9.0, 4.5};
    CLOSE(stat_quantile(v, 5, 0.5), 3.5, 1e-15);
    CLOSE(stat_quantile(v, 5, 0), 1.25, 1e-15);
    CLOSE(stat_quantile(v, 5, 1), 9.0, 1e-15);
    CLOSE(stat_quantile(v, 5, 0.9), 7.2, 1e-14);
    CLOSE(stat_quantile(v, 5, 0.25), 2.385, 1e-15);
    CLOSE(stat_mean(v, 5), 4.127, 1e-15);
    CLOSE(stat_quantile(v, 1, 0.37), 1.25, 0);
}

SUITE(math, {"a curve through points", curve}, {"quantiles and mean", quantiles})
