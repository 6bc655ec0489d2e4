#include "buffers.h"

#include <math.h>

/* Sizes of one model in elements; everything below is bytes per token of the micro-batch, F32 unless it says so. */
struct sizes {
    double E, V, Hd, H, kv, A_dense, A_experts, live, x, f, c, c_window;
    bool mla;
};

static const double f32 = 4, f16 = 2;

static struct sizes sizes_of(const struct placement_case *c)
{
    const struct model *m = c->llm->model;
    struct sizes s = {.E = m->hidden, .V = m->vocab, .H = m->heads, .Hd = m->heads * m->head_dim, .c = placement_cells(c->kv_unified ? c->ctx : c->ctx / c->n_seq)};
    s.kv = m->kv_heads * m->head_dim;
    s.mla = m->attention == attention_mla;
    s.live = m->layer_buffers;
    s.x = tensors_or(m->experts_used, 0);
    s.f = tensors_or(m->expert_ffn, 0);
    s.A_dense = 3 * tensors_or(m->ffn, 0);
    s.A_experts = m->expert_buffers * s.x * s.f + (s.E > 2 * s.f ? s.x * s.E : 0);
    s.c_window = placement_window_cells(c);
    return s;
}

/* Attention mask of the cache kinds there, and the index tensors. */
static double mask_and_indices(const struct placement_case *c, const struct sizes *s, bool full, bool window)
{
    const double per_cell = c->flash_attn ? f16 : f32;
    const double indices = window ? 36 : 20;
    return per_cell * ((full ? s->c : 0) + (window ? s->c_window : 0)) + indices;
}

/* The widest moment of a layer. */
static double layer_stage(const struct placement_case *c, const struct buffers_device *d, const struct sizes *s)
{
    const bool fused = c->llm->model->fused_ffn == flag_yes;
    double k = 0;
    if (d->dense)
        k = fmax(k, f32 * (s->A_dense + s->live * s->E + (fused ? 0 : s->Hd)));
    if (d->experts)
        k = fmax(k, f32 * (s->A_experts + s->live * s->E + s->Hd));
    if (s->mla)
        k = fmax(k, f32 * (1344 * s->H + 3 * s->E));
    if (!c->flash_attn)
        k = fmax(k, f32 * s->H * s->c + f32 * (2 * s->E + 2 * s->Hd) + 8 * s->kv + 16);
    return k;
}

static double logits_stage(const struct placement_case *c, const struct sizes *s)
{
    const double beside = c->llm->model->logit_buffers * s->E;
    const double outputs = isnan(c->n_outputs) ? c->ubatch : fmin(c->n_outputs, c->ubatch);
    return f32 * outputs / c->ubatch * (s->V + beside);
}

/* A quantised cache is unpacked to 16 bits for one layer; that part does not grow with the micro-batch. */
static double unpacked_cache_b(const struct placement_case *c, const struct sizes *s, double mi)
{
    if (c->kv->block_weights == 1 || !c->flash_attn)
        return 0;
    const struct llm_layer *l = &c->llm->layer[0];
    for (int i = 0; i < c->llm->n_layers && l->k_row == 0; i++)
        l = &c->llm->layer[i];
    return f16 * s->c * (l->k_row + l->v_row) + c->ubatch * (f32 * (2 * s->E + 2 * s->Hd) + mi);
}

double buffers_device_b(const struct placement_case *c, const struct buffers_device *d)
{
    const struct sizes s = sizes_of(c);
    const double mi = mask_and_indices(c, &s, d->full, d->window);
    const double extra = d->pipelined ? 4 * mi + 16 * s.E : mi;
    double k = layer_stage(c, d, &s) + extra;
    if (d->holds_output)
        k = fmax(k, logits_stage(c, &s) + (d->pipelined ? extra : 0));
    double b = fmax(c->ubatch * k, unpacked_cache_b(c, &s, mi));
    if (d->streamed_b > 0)
        b = fmax(b, d->streamed_b + c->ubatch * (f32 * (fmax(s.x * s.E + 2 * s.x * s.f, s.A_dense * 2 / 3) + 2 * s.E) + mi));
    return b;
}

double buffers_host_b(const struct placement_case *c, double copies)
{
    const struct sizes s = sizes_of(c);
    const struct model *m = c->llm->model;
    const bool window = m->attention == attention_window;
    const double mi = mask_and_indices(c, &s, true, window);
    const double indices = c->flash_attn ? 0 : 8 * s.kv * (window ? 2 : 1);
    return c->ubatch * (2 * f32 * s.E + copies * mi + 8 + indices);
}
