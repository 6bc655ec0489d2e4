#include "kv_pool.h"

#include <math.h>

double kv_pool_tokens(const struct placement_case *c, double pool_b, int n)
{
    const struct llm_sum s = llm_between(c->llm, 0, c->llm->n_layers);
    const bool paged = s.state_b > 0;
    const double row_b = quant_mix_row_b(c->kv, s.full_rows + s.window_rows) /
                         (c->llm->model->attention == attention_mla ? 1 : n);
    return pool_b / row_b / (1 + (paged ? tensors_or(c->engine->page_pad_frac, 0) : 0));
}

double kv_pool_need_b(const struct placement_case *c, double tokens, int n)
{
    const struct llm_sum s = llm_between(c->llm, 0, c->llm->n_layers);
    const double window = fmin(tokens, tensors_or(c->llm->model->window_tokens, 0) + c->ubatch);
    const double parts = c->llm->model->attention == attention_mla ? 1 : n;
    const double pad = s.state_b > 0 ? tensors_or(c->engine->page_pad_frac, 0) : 0;
    return quant_mix_row_b(c->kv, tokens * s.full_rows + window * s.window_rows) / parts * (1 + pad);
}
