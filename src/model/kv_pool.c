/* kv_pool.c: tokens in a cache pool. Idea: pool / bytes of a token's rows, divided among the devices by KV heads; a
   latent row (MLA) is kept whole on every device. Hybrid models pad their pages, page_pad_frac of the pool. Logs of
   vLLM agree within 3 % (docs/model.md, "Pools"). */
#include "kv_pool.h"

#include "bug.h"
#include "known.h"

#include <math.h>

/* Returns the part of the pool that padded pages of hybrid models take, as a fraction of the rest. */
static double pad_frac(const struct placement_case *c, const struct llm_sum *s)
{
    return s->state_b > 0 ? known_or(c->engine->page_pad_frac, 0) : 0;
}

/* Returns the bytes on each of n devices of so many tokens in layers that keep everything and in window layers. */
static double held_b(const struct placement_case *c, double full, double window, int n)
{
    BUG_UNLESS(n > 0);
    const struct llm_sum s = llm_between(c->llm, 0, c->llm->n_layers);
    const struct placement_parts part = placement_cache_parts(c, 1.0 / n);
    const double b = quant_mix_row_b(c->kv, full * s.full_rows) * part.full +
                     quant_mix_row_b(c->kv, window * s.window_rows) * part.window;
    return b * (1 + pad_frac(c, &s));
}

double kv_pool_tokens(const struct placement_case *c, double pool_b, int n)
{
    return pool_b / held_b(c, 1, 1, n);
}

double kv_pool_need_b(const struct placement_case *c, double tokens, int n)
{
    const double window = known_or(c->llm->model->window_tokens, 0) + c->ubatch;
    return held_b(c, tokens, c->swa_full ? tokens : fmin(tokens, window), n);
}

double kv_pool_long_tokens(const struct placement_case *c, double pool_b, int n)
{
    BUG_UNLESS(c->ctx > 0);
    return pool_b / kv_pool_need_b(c, c->ctx, n) * c->ctx;
}
