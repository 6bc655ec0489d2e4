/* lsq.h: nonlinear least squares of many residuals over GSL's multilarge solver: Levenberg-Marquardt on the normal
   equations, or, of thousands of unknowns, a trust region whose steps conjugate gradients find (Steihaug and Toint). */
#ifndef LSQ_H
#define LSQ_H

#include <stdbool.h>
#include <stddef.h>

/* f are the residuals. slope works out the Jacobian J at x and gives g = J^T u and the lower half of J^T J, p by p, row
   by row; either may be NULL. along gives J v; where it is there, conjugate gradients are used, which never ask for J^T
   J: unknowns should then be of like scale. */
struct lsq {
    size_t n, p; /* residuals, unknowns; n >= p */
    void *data;
    void (*residuals)(const double *x, void *data, double *f);
    void (*slope)(const double *x, void *data, const double *u, double *g, double *jtj);
    void (*along)(const double *x, void *data, const double *v, double *out);
};

/* Improves x in at most so many steps; stops where a step changes nothing that counts. False when GSL could not go on:
   x is then the best found. */
bool lsq_solve(const struct lsq *l, double *x, int steps);
/* Square roots of the diagonal of the inverse of J^T J at x: standard errors where the residuals are in units of
   theirs. */
bool lsq_errors(const struct lsq *l, const double *x, double *errors);

#endif
