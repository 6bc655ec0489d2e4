/* activation.c: activation memory of pool engines. Idea: the peak of a step is a fixed number of vectors per token,
   counted per engine (act_ffn, act_experts, act_hidden of its record); the sampler may need more. Judgement: logs of
   vLLM agree within a factor of two only (docs/model.md, "Pools"). */
#include "activation.h"

#include "bug.h"
#include "known.h"

#include <math.h>

static const double f16 = 2, f32 = 4;

/* Returns the elements per token alive in the routed experts on one of n devices: the two halves of up and gate of all
   active experts, whose memory their results take over afterwards, and the product of the halves. */
static double experts_wide(const struct model *m, const struct engine *e, int n)
{
    const double part = m->expert_ffn / n, shared = known_or(m->shared_ffn, 0) / n;
    if (isnan(e->act_experts))
        return known_or(e->act_ffn, 0) * (known_or(m->experts_used, 0) * part + shared);
    return known_or(m->experts_used, 0) * (fmax(2 * part, e->act_experts * m->hidden) + part);
}

double activation_b(const struct llm *l, const struct engine *e, double tokens, int n)
{
    BUG_UNLESS(n > 0);
    const struct model *m = l->model;
    if (isnan(e->act_ffn))
        return 0;
    const double dense = e->act_ffn * known_or(m->ffn, 0) / n;
    return f16 * tokens *
           (fmax(dense, m->experts > 0 ? experts_wide(m, e, n) : 0) + known_or(e->act_hidden, 0) * m->hidden);
}

double activation_peak_b(const struct llm *l, double step_b, double act_logits, double seqs)
{
    return fmax(step_b, f32 * known_or(act_logits, 0) * known_or(seqs, 0) * l->model->vocab);
}
