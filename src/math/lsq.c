/* lsq.c: nonlinear least squares by GSL's "multilarge" trust-region solver.

   Minimises |f(x)|^2 over x. The caller supplies f and products with its Jacobian J; J itself is never stored. With
   few unknowns the solver factorises J^T J (Levenberg-Marquardt, Cholesky); with thousands it finds each step by
   conjugate gradients inside the trust region (Steihaug and Toint), which needs J v and J^T u only.
   Reference: GSL manual, "Large Nonlinear Least-Squares Fitting". */
#include "lsq.h"

#include "bug.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multilarge_nlinear.h>
#include <math.h>

static int residuals(const gsl_vector *x, void *data, gsl_vector *f)
{
    const struct lsq *l = data;
    l->residuals(x->data, l->data, f->data);
    return GSL_SUCCESS;
}

static int slope(CBLAS_TRANSPOSE_t transposed, const gsl_vector *x, const gsl_vector *u, void *data, gsl_vector *v,
                 gsl_matrix *jtj)
{
    const struct lsq *l = data;
    if (transposed == CblasTrans)
        l->slope(x->data, l->data, u->data, v ? v->data : NULL, jtj ? jtj->data : NULL);
    else
        l->along(x->data, l->data, u->data, v->data);
    return GSL_SUCCESS;
}

bool lsq_solve(const struct lsq *l, double *x, int steps)
{
    BUG_UNLESS(l->n >= l->p);
    gsl_set_error_handler_off();
    gsl_multilarge_nlinear_parameters how = gsl_multilarge_nlinear_default_parameters();
    how.trs = l->along ? gsl_multilarge_nlinear_trs_cgst : gsl_multilarge_nlinear_trs_lm;
    how.solver = l->along ? gsl_multilarge_nlinear_solver_none : gsl_multilarge_nlinear_solver_cholesky;
    how.tol = 1e-2; /* conjugate gradients stop at this relative size of the residual gradient; the next step mends the
                       rest */
    how.scale = gsl_multilarge_nlinear_scale_levenberg;
    gsl_multilarge_nlinear_workspace *w = gsl_multilarge_nlinear_alloc(gsl_multilarge_nlinear_trust, &how, l->n, l->p);
    BUG_UNLESS(w != NULL);
    struct lsq own = *l;
    gsl_multilarge_nlinear_fdf problem = {.f = residuals, .df = slope, .n = l->n, .p = l->p, .params = &own};
    const gsl_vector_view start = gsl_vector_view_array(x, l->p);
    int info = 0, status = gsl_multilarge_nlinear_init(&start.vector, &problem, w);
    if (status == GSL_SUCCESS)
        status = gsl_multilarge_nlinear_driver((size_t)steps, 1e-4, 1e-8, 1e-6, NULL, NULL, &info, w);
    const gsl_vector *found = gsl_multilarge_nlinear_position(w);
    for (size_t i = 0; i < l->p; i++)
        x[i] = gsl_vector_get(found, i);
    gsl_multilarge_nlinear_free(w);
    return status == GSL_SUCCESS || status == GSL_EMAXITER || status == GSL_ENOPROG;
}

bool lsq_errors(const struct lsq *l, const double *x, double *errors)
{
    gsl_set_error_handler_off();
    gsl_matrix *m = gsl_matrix_calloc(l->p, l->p);
    gsl_vector *f = gsl_vector_alloc(l->n);
    BUG_UNLESS(m != NULL && f != NULL);
    l->residuals(x, l->data, f->data);
    l->slope(x, l->data, f->data, NULL, m->data);
    const bool good = gsl_linalg_cholesky_decomp1(m) == GSL_SUCCESS && gsl_linalg_cholesky_invert(m) == GSL_SUCCESS;
    for (size_t i = 0; i < l->p; i++)
        errors[i] = good ? sqrt(gsl_matrix_get(m, i, i)) : NAN;
    gsl_vector_free(f);
    gsl_matrix_free(m);
    return good;
}
