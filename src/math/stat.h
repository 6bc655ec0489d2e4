/* stat.h: statistics of samples, over GSL. Each sorts or reads its argument in place; n > 0. */
#ifndef STAT_H
#define STAT_H

#include <stddef.h>

/* Sorts v. The q-quantile (0..1), interpolated. */
double stat_quantile(double *v, size_t n, double q);
double stat_mean(const double *v, size_t n);

#endif
