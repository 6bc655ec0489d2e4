#include_next <gsl/gsl_interp.h>
#include "../must_use.h"

MUST_USE(gsl_interp_alloc)
MUST_USE(gsl_interp_init)
MUST_USE(gsl_interp_eval_e)
MUST_USE(gsl_interp_eval_deriv_e)
MUST_USE(gsl_interp_eval_deriv2_e)
MUST_USE(gsl_interp_eval_integ_e)
