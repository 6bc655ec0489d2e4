/* compute_buffers_classic.c: compute buffers as the largest of the paths through the graph.

   Idea: a device's buffer is as large as the largest of attention (scores or flash attention, masks, latent rows
   expanded or absorbed), experts, logits, and weights streamed in from the host with the experts' vectors. Each is
   a closed formula in micro-batch, cells and widths.
   Invariant: a device without layers and output has no buffer.
   Reference: published logs (data/measured/memory_logs.csv); docs/model.md, "Older builds, ik_llama.cpp", lists the
   formulas and how close each is. */
#include "compute_buffers_classic.h"

#include "known.h"

#include <math.h>

static const double f32 = 4, f16 = 2;

/* What one place computes. */
struct share {
    bool holds_output, dense, experts; /* output matrix, dense layers, layers with experts */
    bool host;                         /* the place is the host of a rig without devices */
    double streamed_b;                 /* largest weight tensor copied in from the host; 0: none */
};

/* Returns the cells of one sequence, or of all if they share a cache. */
static double cells(const struct placement_case *c)
{
    return placement_cells(c->kv_unified ? c->ctx : c->ctx / c->n_seq);
}

/* Returns the bytes of latent attention's keys and values when they are expanded. One chunk of heads exists in F32; all
   heads end up in 16 bits (on the host in the cache's format). */
static double expanded_latent_b(const struct placement_case *c, bool host)
{
    const struct model *m = c->llm->model;
    const double n = cells(c), limit_b = unit_mib_to_b(known_or(c->attn_batch_mib, INFINITY));
    const double head_b = f32 * n * (m->nope_head_dim + m->v_head_dim);
    double heads = m->heads;
    while (head_b * heads > limit_b && fmod(heads, 2) == 0)
        heads /= 2;
    const double one_b = host ? quant_mix_row_b(c->kv, 1) : f16;
    const double chunk_b = head_b * heads;
    const double all_b = one_b * n * m->heads * (m->nope_head_dim + m->rope_head_dim + m->v_head_dim);
    return all_b + chunk_b * (heads < m->heads ? 1 + one_b / f32 : 1);
}

/* Returns the bytes of attention in one layer. */
static double attention_b(const struct placement_case *c, bool host)
{
    const struct model *m = c->llm->model;
    const double n = cells(c), both_masks = (f32 + f16) * n, Hd = m->heads * m->head_dim;
    const bool latent = m->attention == attention_mla && c->latent != PLACEMENT_LATENT_EXPANDED;
    if (latent && c->flash_attn && c->attn_batch_mib != 0)
        return expanded_latent_b(c, host) + c->ubatch * both_masks;
    if (latent) {
        const double limit_b = c->attn_batch_mib > 0 ? unit_mib_to_b(c->attn_batch_mib) : INFINITY;
        const double scores_b = c->flash_attn ? 0 : fmin(f32 * c->ubatch * m->heads * n, limit_b);
        return scores_b + c->ubatch * (both_masks + 2 * f32 * m->heads * (m->kv_lora_rank + m->rope_head_dim));
    }
    if (c->flash_attn)
        return c->ubatch * (both_masks + f32 * (2 * Hd + 2 * m->hidden));
    return f32 * c->ubatch * ((m->heads + 1) * n + 4 * m->hidden);
}

/* Returns the bytes of the hidden and feed-forward vectors of the experts in use. */
static double experts_b(const struct placement_case *c)
{
    const struct model *m = c->llm->model;
    const double x = known_or(m->experts_used, 0);
    return f32 * c->ubatch * x * (m->hidden + 2 * known_or(m->expert_ffn, 0));
}

static double logits_b(const struct placement_case *c)
{
    const double outputs = isnan(c->n_outputs) ? c->ubatch : fmin(c->n_outputs, c->ubatch);
    return f32 * outputs * (c->llm->model->vocab + 2 * c->llm->model->hidden);
}

/* Returns true if weights in system RAM are copied to a device for a micro-batch, false if the host computes them. */
static bool streams(const struct placement_case *c)
{
    const struct model *m = c->llm->model;
    const double per_expert = c->engine->experts_wait == flag_yes && m->experts > 0 ? m->experts / m->experts_used : 1;
    return per_expert > 1 ? c->ubatch > c->engine->stream_tokens * per_expert : c->ubatch >= c->engine->stream_tokens;
}

/* Returns the buffer of a place: the largest of its paths. */
static double device_b(const struct placement_case *c, const struct share *d)
{
    double b = d->dense || d->experts ? attention_b(c, d->host) : 0;
    if (d->experts)
        b = fmax(b, experts_b(c));
    if (d->holds_output)
        b = fmax(b, logits_b(c));
    if (d->streamed_b > 0 && streams(c))
        b = fmax(b, d->streamed_b + experts_b(c) +
                        c->ubatch * (2 * f32 * c->llm->model->hidden + (f32 + f16) / 2 * cells(c)));
    return b;
}

/* Returns the host's buffer beside devices: an F32 mask and a hidden vector per token, or one per expert in use if the
   host computes experts. */
static double host_b(const struct placement_case *c, bool experts)
{
    const struct model *m = c->llm->model;
    const double wide = experts && !streams(c) ? m->experts_used : 1;
    return f32 * c->ubatch * (cells(c) + wide * m->hidden);
}

/* Returns the largest tensor that device d copies in from the host; 0: none. */
static double largest_streamed_b(const struct placement_case *c, const struct placement *p, int d)
{
    if (d == 0 && p->layers_on_host > 0)
        return llm_largest_below(c->llm, (int)p->layers_on_host);
    return p->host.n_expert_layers > 0 ? c->llm->largest_experts_b : 0;
}

void compute_buffers_classic_fill(const struct placement_case *c, struct placement *out)
{
    const struct share whole = {
        .host = true, .holds_output = true, .dense = true, .experts = c->llm->model->experts > 0};
    int first = (int)out->layers_on_host;
    for (int d = 0; d < out->n; d++) {
        const bool all = c->split == split_tensor && out->n > 1;
        const int last = all ? c->llm->n_layers : first + out->dev[d].n_layers;
        const struct llm_sum s = llm_between(c->llm, all ? 0 : first, last);
        const struct share part = {out->dev[d].holds_output, s.dense_layers > 0, s.expert_layers > 0, false,
                                   largest_streamed_b(c, out, d)};
        first = last;
        if (part.dense || part.experts || part.holds_output)
            out->dev[d].compute_b = device_b(c, &part);
    }
    out->host_compute_b = out->n > 0 ? host_b(c, out->host.n_expert_layers > 0) : device_b(c, &whole);
}
