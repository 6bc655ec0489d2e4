#include "activation.h"

#include <math.h>

double activation_b(const struct llm *l, const struct engine *e, double tokens, int n)
{
    static const double f16 = 2;
    const struct model *m = l->model;
    if (isnan(e->act_ffn))
        return 0;
    const double wide = m->experts > 0 ? tensors_or(m->experts_used, 0) * m->expert_ffn + tensors_or(m->shared_ffn, 0)
                                       : m->ffn;
    return f16 * tokens *
           (e->act_ffn * fmax(wide, tensors_or(m->ffn, 0)) / n + tensors_or(e->act_hidden, 0) * m->hidden);
}
