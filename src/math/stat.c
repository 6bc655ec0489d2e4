#include "stat.h"

#include "bug.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

double stat_quantile(double *v, size_t n, double q)
{
    BUG_UNLESS(n > 0 && q >= 0 && q <= 1);
    gsl_sort(v, 1, n);
    return gsl_stats_quantile_from_sorted_data(v, 1, n, q);
}

double stat_mean(const double *v, size_t n)
{
    BUG_UNLESS(n > 0);
    return gsl_stats_mean(v, 1, n);
}

void stat_sort_weighted(double *v, double *weight, size_t n)
{
    gsl_sort2(v, 1, weight, 1, n);
}

double stat_quantile_weighted(const double *v, const double *weight, size_t n, double q)
{
    double all = 0, upto = 0;
    BUG_UNLESS(n > 0 && q >= 0 && q <= 1);
    for (size_t i = 0; i < n; i++)
        all += weight[i];
    for (size_t i = 0; i + 1 < n; i++) {
        upto += weight[i];
        if (upto >= q * all)
            return v[i];
    }
    return v[n - 1];
}
