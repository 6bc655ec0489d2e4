/* activation.c: activation memory of pool engines. Idea: the peak of a step is a fixed number of vectors per token,
   counted per engine (act_ffn, act_hidden of its record). Judgement: logs of vLLM agree within a factor of two only
   (docs/model.md, "Pools"). */
#include "activation.h"

#include "bug.h"
#include "known.h"

#include <math.h>

double activation_b(const struct llm *l, const struct engine *e, double tokens, int n)
{
    static const double f16 = 2;
    BUG_UNLESS(n > 0);
    const struct model *m = l->model;
    if (isnan(e->act_ffn))
        return 0;
    const double ffn_width = m->experts > 0 ? known_or(m->experts_used, 0) * m->expert_ffn + known_or(m->shared_ffn, 0)
                                            : m->ffn;
    return f16 * tokens *
           (e->act_ffn * fmax(ffn_width, known_or(m->ffn, 0)) / n + known_or(e->act_hidden, 0) * m->hidden);
}
