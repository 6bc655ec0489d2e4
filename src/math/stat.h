/* stat.h: statistics of samples, over GSL. Each sorts or reads its argument in place; n > 0. */
#ifndef STAT_H
#define STAT_H

#include <stddef.h>

/* Sorts v. The q-quantile (0..1), interpolated. */
double stat_quantile(double *v, size_t n, double q);
/* Sorts v, and the weights with it; the q-quantile of the sorted: the least value up to which a part q of the weight
   lies. */
void stat_sort_weighted(double *v, double *weight, size_t n);
double stat_quantile_weighted(const double *v, const double *weight, size_t n, double q);
double stat_mean(const double *v, size_t n);

#endif
