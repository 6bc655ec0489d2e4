#include "spd.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

bool spd_factor(double *a, size_t n)
{
    gsl_matrix_view m = gsl_matrix_view_array(a, n, n);
    gsl_error_handler_t *before = gsl_set_error_handler_off();
    const int status = gsl_linalg_cholesky_decomp1(&m.matrix);
    gsl_set_error_handler(before);
    return status == GSL_SUCCESS;
}

void spd_solve(const double *factor, size_t n, double *b)
{
    const gsl_matrix_const_view m = gsl_matrix_const_view_array(factor, n, n);
    gsl_vector_view x = gsl_vector_view_array(b, n);
    gsl_linalg_cholesky_svx(&m.matrix, &x.vector);
}
