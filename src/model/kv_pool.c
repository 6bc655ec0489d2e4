#include "kv_pool.h"

#include <math.h>

double kv_pool_activation_b(const struct llm *l, const struct engine *e, double tokens, int n)
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

double kv_pool_tokens(const struct placement_case *c, double kv_pool_b, int n)
{
    const struct llm_sum s = llm_between(c->llm, 0, c->llm->n_layers);
    const bool paged = s.state_b > 0;
    const double row_b = quant_mix_row_b(c->kv, s.full_rows + s.window_rows) /
                         (c->llm->model->attention == attention_mla ? 1 : n);
    return kv_pool_b / row_b / (1 + (paged ? tensors_or(c->engine->page_pad_frac, 0) : 0));
}

double kv_pool_need_b(const struct placement_case *c, double tokens, int n)
{
    const struct llm_sum s = llm_between(c->llm, 0, c->llm->n_layers);
    const double window = fmin(tokens, tensors_or(c->llm->model->window_tokens, 0) + c->ubatch);
    const double parts = c->llm->model->attention == attention_mla ? 1 : n;
    const double pad = s.state_b > 0 ? tensors_or(c->engine->page_pad_frac, 0) : 0;
    return quant_mix_row_b(c->kv, tokens * s.full_rows + window * s.window_rows) / parts * (1 + pad);
}
