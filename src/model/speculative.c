#include "speculative.h"

#include "pace.h"

#include <math.h>

double speculative_yield(double accept_frac, double tokens)
{
    return accept_frac < 1 ? (1 - pow(accept_frac, tokens + 1)) / (1 - accept_frac) : tokens + 1;
}

/* On the first device of the step's rig, as it is. */
static double by_model_s(const struct predict_draft *d, const struct step_case *s, enum phase phase)
{
    struct placement pl;
    struct rig r = *d->rig;
    r.dev[0].device = s->rig->dev[0].device;
    r.dev[0].cap_w = s->rig->dev[0].cap_w;
    placement_layers(&d->model->memory, &r, &pl);
    return pace_s(d->model, &pl, &r, s->policy, phase);
}

double speculative_token_s(const struct predict_case *c, const struct step_case *s, const struct step_time *plain)
{
    const struct step_part *p = &plain->part;
    if (c->draft->model)
        return by_model_s(c->draft, s, phase_decode);
    return (p->gemm_s + p->kv_s + p->attn_s + p->small_s + p->ram_s + p->comm_s) / c->memory.llm->model->layers +
           p->head_s;
}

/* Weights and cache are read once for all drafted tokens of a sequence; each has its own products of attention. */
void speculative_step(const struct predict_case *c, const struct step_case *s, const struct step_load *load,
                      const struct step_time *plain, struct step_time *out)
{
    const double k = c->draft->tokens;
    struct step_load all = *load;
    all.n_tok *= k + 1;
    all.n_out *= k + 1;
    step_time(s, &all, out);
    const double attn = k * out->part.attn_s, drafting = k * speculative_token_s(c, s, plain);
    out->part.attn_s += attn;
    out->part.draft_s = drafting;
    out->part.total_s += attn + drafting;
}

double speculative_prompt_s(const struct predict_case *c, const struct step_case *s, double prompt_s)
{
    return c->draft->model ? by_model_s(c->draft, s, phase_prefill) : prompt_s / c->memory.llm->model->layers;
}
