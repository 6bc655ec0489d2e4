/* stat.h: statistics of samples, over GSL. n > 0 everywhere except in stat_sort_weighted. */
#ifndef STAT_H
#define STAT_H

#include <stddef.h>

/* Sorts v and returns its q-quantile (q in 0..1), interpolated between the two nearest values. */
double stat_quantile(double *v, size_t n, double q);
/* Sorts v ascending and reorders the weights with it. */
void stat_sort_weighted(double *v, double *weight, size_t n);
/* Returns the weighted q-quantile (q in 0..1) of v, which is sorted ascending: the smallest v[i] for which the weights
   up to and including i add up to at least q times the total weight. */
double stat_quantile_weighted(const double *v, const double *weight, size_t n, double q);
double stat_mean(const double *v, size_t n);

#endif
