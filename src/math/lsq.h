/* lsq.h: nonlinear least squares with many residuals. Two methods: Levenberg-Marquardt on the normal equations for few
   unknowns, conjugate gradients in a trust region (Steihaug and Toint) for thousands. Results are the same bits on
   every processor if those of the functions below are. */
#ifndef LSQ_H
#define LSQ_H

#include <stdbool.h>
#include <stddef.h>

/* One least-squares problem. x are the p unknowns, f the n residuals, J the n x p Jacobian of f at x. */
struct lsq {
    size_t n, p; /* residuals, unknowns; n >= p */
    void *data;  /* passed to the functions below */
    /* Fills f (n values) at x. */
    void (*residuals)(const double *x, void *data, double *f);
    /* Fills g (p values) with J^T u, and the lower half of jtj (p x p, row by row) with J^T J; either may be NULL. */
    void (*slope)(const double *x, void *data, const double *u, double *g, double *jtj);
    /* Fills out (n values) with J v. Selects conjugate gradients, which do not ask for J^T J; the unknowns should then
       have similar scales. NULL: Levenberg-Marquardt. */
    void (*along)(const double *x, void *data, const double *v, double *out);
};

/* Numbers of room that lsq_solve and lsq_errors need. */
size_t lsq_room(const struct lsq *l);
size_t lsq_errors_room(const struct lsq *l);
/* Improves x in at most `steps` iterations and stops early when a step changes x no more or none makes the sum of
   squares smaller. Returns false where the residuals or their slopes at x are not finite; x is then unchanged. */
bool lsq_solve(const struct lsq *l, double *x, int steps, double *room);
/* Fills errors (p values) with the square roots of the diagonal of (J^T J)^-1 at x: standard errors of the unknowns if
   each residual is divided by its own standard deviation. Returns false and fills NaN when J^T J is singular. */
bool lsq_errors(const struct lsq *l, const double *x, double *errors, double *room);

#endif
