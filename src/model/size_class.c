/* Idea: ability grows with size, and experts that a token does not use count less than those it does. The geometric
   mean of total and active parameters is the usual rule of thumb between the two bounds (total, active).
   Reference: docs/model.md, "Which models run well". */
#include "size_class.h"

#include "bug.h"

#include <math.h>

double size_class_params(const struct model *m)
{
    if (!(m->experts > 0))
        return m->params_total;
    BUG_UNLESS(isnan(m->act_params) || m->act_params > 0);
    return sqrt(m->params_total * m->act_params);
}

enum size_class size_class_of(double params, const struct policy *p)
{
    return isnan(params)                  ? size_class_unknown
           : params >= p->frontier_params ? size_class_frontier
           : params >= p->large_params    ? size_class_large
           : params >= p->medium_params   ? size_class_medium
           : params >= p->small_params    ? size_class_small
                                          : size_class_tiny;
}
