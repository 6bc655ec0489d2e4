/* spd.h: symmetric positive definite systems, over GSL's Cholesky decomposition. Matrices are n x n, row by row; only
   the lower half is read. */
#ifndef SPD_H
#define SPD_H

#include <stdbool.h>
#include <stddef.h>

/* Replaces a by its Cholesky factor. Returns false when a is not positive definite; a is then of no use. */
bool spd_factor(double *a, size_t n);
/* Replaces b (n values) by the solution x of A x = b; factor is what spd_factor made of A. */
void spd_solve(const double *factor, size_t n, double *b);

#endif
