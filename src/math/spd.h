/* spd.h: symmetric positive definite systems by Cholesky decomposition. Matrices are n x n, row by row; only the lower
   half is read or written. Results are the same bits on every processor. */
#ifndef SPD_H
#define SPD_H

#include <stdbool.h>
#include <stddef.h>

/* Replaces a by its Cholesky factor. Returns false when a is not positive definite or not finite; a is then of no use.
 */
bool spd_factor(double *a, size_t n);
/* Replaces b (n values) by the solution x of A x = b; factor is what spd_factor made of A. */
void spd_solve(const double *factor, size_t n, double *b);
/* Fills diagonal (n values) with the diagonal of the inverse of A; factor is what spd_factor made of A, and is then of
   no use. */
void spd_inverse_diagonal(double *factor, size_t n, double *diagonal);

#endif
