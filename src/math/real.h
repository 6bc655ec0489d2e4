/* real.h: exp, log and their kin with the same bits on every processor, to within 2 ulp; real_pow and real_cbrt within
   the errors that they state. NaN in, NaN out. */
#ifndef REAL_H
#define REAL_H

double real_exp(double x);
/* 2^x, exact where x is whole. */
double real_exp2(double x);
/* exp(x) - 1, without cancellation near 0; within 8 ulp. */
double real_expm1(double x);
/* Natural logarithm; -INFINITY of 0, NaN below. */
double real_log(double x);
/* log(1 + x), without cancellation near 0; within 8 ulp. */
double real_log1p(double x);
/* x^y for x >= 0, NaN below; within 2 + 2 |y log x| ulp. */
double real_pow(double x, double y);
/* Cube root for x >= 0, NaN below; within 2 ulp. */
double real_cbrt(double x);
/* Root of x^2 + y^2; the squares must not overflow. */
double real_hypot(double x, double y);

#endif
