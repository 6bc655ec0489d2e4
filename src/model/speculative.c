/* speculative.c: time and yield of a step with speculative decoding.

   Idea: step = k draft steps + one verification. Verification is the step law for k + 1 tokens per sequence:
   weights and cache are read once, more experts are activated, and attention products are done for each token. On
   average the step yields (1 - a^(k+1)) / (1 - a) tokens.
   Invariant: the yield is between 1 and k + 1; the acceptance rate is always given by the user, never assumed.
   Reference: Leviathan and others, arXiv 2211.17192; docs/model.md, "Drafting". A judgement: only its parts are
   tested. */
#include "speculative.h"

#include "bug.h"
#include "pace.h"
#include "real.h"

#include <math.h>

double speculative_yield(double accept_frac, double tokens)
{
    BUG_UNLESS(!(accept_frac < 0) && !(accept_frac > 1) && !(tokens < 0));
    return accept_frac < 1 ? (1 - real_pow(accept_frac, tokens + 1)) / (1 - accept_frac) : tokens + 1;
}

/* Returns the draft model's seconds for a decode step or the prompt, on the first device of the step's rig with its
   power cap. */
static double draft_model_s(const struct predict_draft *d, const struct step_case *s, enum phase phase)
{
    struct placement pl;
    struct rig r = *d->rig;
    r.dev[0].device = s->rig->dev[0].device;
    r.dev[0].assumed = s->rig->dev[0].assumed;
    r.dev[0].cap_w = s->rig->dev[0].cap_w;
    placement_layers(&d->model->memory, &r, &pl);
    return pace_s(d->model, &pl, &r, s->policy, phase);
}

double speculative_token_s(const struct predict_case *c, const struct step_case *s, const struct step_time *plain)
{
    const struct step_part *p = &plain->part;
    if (c->draft->model)
        return draft_model_s(c->draft, s, phase_decode);
    return (p->gemm_s + p->kv_s + p->attn_s + p->small_s + p->ram_s + p->comm_s) / c->memory.llm->model->layers +
           p->head_s;
}

/* Weights and cache are read once for all draft tokens of a sequence; attention products are done for each token. */
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
    return c->draft->model ? draft_model_s(c->draft, s, phase_prefill) : prompt_s / c->memory.llm->model->layers;
}
