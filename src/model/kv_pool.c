/* kv_pool.c: tokens in a cache pool. Idea: pool / bytes of a token's rows, divided among the devices by KV heads; a
   latent row (MLA) is kept whole on every device. Hybrid models pad their pages, page_pad_frac of the pool. Logs of
   vLLM agree within 3 % (docs/model.md, "Pools"). */
#include "kv_pool.h"

#include "bug.h"
#include "known.h"

#include <math.h>

double kv_pool_tokens(const struct placement_case *c, double pool_b, int n)
{
    const struct llm_sum s = llm_between(c->llm, 0, c->llm->n_layers);
    BUG_UNLESS(n > 0);
    const bool hybrid = s.state_b > 0;
    const double row_b = quant_mix_row_b(c->kv, s.full_rows + s.window_rows) /
                         (c->llm->model->attention == attention_mla ? 1 : n);
    return pool_b / row_b / (1 + (hybrid ? known_or(c->engine->page_pad_frac, 0) : 0));
}

double kv_pool_need_b(const struct placement_case *c, double tokens, int n)
{
    const struct llm_sum s = llm_between(c->llm, 0, c->llm->n_layers);
    const double window = fmin(tokens, known_or(c->llm->model->window_tokens, 0) + c->ubatch);
    const double parts = c->llm->model->attention == attention_mla ? 1 : n;
    const double pad = s.state_b > 0 ? known_or(c->engine->page_pad_frac, 0) : 0;
    return quant_mix_row_b(c->kv, tokens * s.full_rows + window * s.window_rows) / parts * (1 + pad);
}
