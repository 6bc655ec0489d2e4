#include "stat.h"

#include "bug.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

double stat_quantile(double *v, size_t n, double q)
{
    BUG_UNLESS(n > 0);
    gsl_sort(v, 1, n);
    return gsl_stats_quantile_from_sorted_data(v, 1, n, q);
}

double stat_mean(const double *v, size_t n)
{
    BUG_UNLESS(n > 0);
    return gsl_stats_mean(v, 1, n);
}
