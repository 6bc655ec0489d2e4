/* tensors.c: every tensor of every layer, from a model's record.

   Idea: a layer is norms, a mixer and a feed-forward part. The mixer is attention (plain, latent, compressed) or a
   recurrent layer (delta net, Mamba-2, short convolution); the feed-forward part is dense or routed experts. The
   kind of each layer follows from periods and counts in the record.
   Invariant: the elements of all tensors add up to the model's published parameter count (`rigplan validate
   --counts`).
   Reference: the GGUF files that llama.cpp's converter writes; docs/model.md, "Weights". */
#include "tensors.h"

#include "bug.h"
#include "known.h"

#include <math.h>

/* The list that is being filled. */
struct sink {
    struct tensors_one *out;
    int n;
};

static void put(struct sink *s, struct tensors_one t)
{
    BUG_UNLESS(s->n < TENSORS_PER_LAYER);
    s->out[s->n++] = t;
}

/* Appends a matrix that is quantised. */
static void matrix(struct sink *s, enum tensor role, enum tensors_class class, double row, double rows)
{
    put(s, (struct tensors_one){role, class, row, rows, false, false});
}

/* Appends a stack of matrices, one per expert or head. */
static void stacked(struct sink *s, enum tensor role, enum tensors_class class, double row, double rows)
{
    put(s, (struct tensors_one){role, class, row, rows, false, true});
}

/* Appends a tensor that stays F32; nothing if its length is 0 or unknown. */
static void vector(struct sink *s, enum tensors_class class, double length)
{
    if (length > 0)
        put(s, (struct tensors_one){tensor_norm, class, length, 1, true, false});
}

enum tensors_class tensors_class_of(enum tensor role, bool experts)
{
    switch (role) {
    case tensor_token_embd:
    case tensor_ple: return TENSORS_EMBEDDING;
    case tensor_output: return TENSORS_OUTPUT;
    case tensor_attn_q:
    case tensor_attn_k:
    case tensor_attn_v:
    case tensor_attn_qkv:
    case tensor_attn_output:
    case tensor_attn_other: return TENSORS_ATTN;
    case tensor_ffn_gate:
    case tensor_ffn_up:
    case tensor_ffn_down: return experts ? TENSORS_EXPERTS : TENSORS_FFN;
    default: return TENSORS_OTHER;
    }
}

/* Returns true if i is one of `count` numbers spread evenly over 0..n-1. */
static bool spread(double count, double n, int i)
{
    return floor((i + 1) * count / n) > floor(i * count / n);
}

bool tensors_is_full(const struct model *m, int layer)
{
    BUG_UNLESS(layer >= 0);
    if (m->attention != attention_window && m->attention != attention_gdn && m->attention != attention_mamba &&
        m->attention != attention_conv)
        return true;
    if (layer >= m->layers)
        return true;
    if (!isnan(m->full_period))
        return layer % (int)m->full_period == (int)m->full_period - 1;
    return spread(known_or(m->full_layers, m->layers), m->layers, layer);
}

/* Returns true if the layer has only a feed-forward part, without a mixer (Nemotron-H). */
static bool ffn_only(const struct model *m, int layer)
{
    const double full = known_or(m->full_layers, m->layers), others = m->layers - full;
    const double ffn = others - known_or(m->linear_layers, 0);
    const int index = layer - (int)floor(layer * full / m->layers); /* among the layers without attention */
    return m->attention == attention_mamba && ffn > 0 && !tensors_is_full(m, layer) && spread(ffn, others, index);
}

bool tensors_is_recurrent(const struct model *m, int layer)
{
    return known_or(m->linear_layers, 0) > 0 && !tensors_is_full(m, layer) && !ffn_only(m, layer);
}

bool tensors_has_experts(const struct model *m, int layer)
{
    if (!(m->experts > 0) || layer < known_or(m->dense_first, 0))
        return false;
    if (m->attention == attention_mamba && !isnan(m->moe_layers))
        return ffn_only(m, layer);
    return layer >= m->layers || layer % (int)m->moe_period == (int)m->moe_period - 1;
}

bool tensors_has_cache(const struct model *m, int layer)
{
    if (m->attention == attention_encoder || tensors_is_recurrent(m, layer) || ffn_only(m, layer))
        return false;
    return isnan(m->kv_layers) || layer < m->kv_layers || layer >= m->layers;
}

bool tensors_shares_cache(const struct model *m, int layer)
{
    return !isnan(m->kv_layers) && layer >= m->kv_layers && layer < m->layers;
}

double tensors_kv_heads(const struct model *m, int layer)
{
    return tensors_is_full(m, layer) ? known_or(m->global_kv_heads, m->kv_heads) : m->kv_heads;
}

double tensors_head_dim(const struct model *m, int layer)
{
    return tensors_is_full(m, layer) ? known_or(m->global_head_dim, m->head_dim) : m->head_dim;
}

static void latent_attention(const struct model *m, struct sink *s)
{
    const double key = m->nope_head_dim + m->rope_head_dim, q_rank = known_or(m->q_lora_rank, 0);
    if (q_rank > 0) {
        matrix(s, tensor_attn_other, TENSORS_ATTN, m->hidden, q_rank);
        vector(s, TENSORS_OTHER, q_rank);
        matrix(s, tensor_attn_other, TENSORS_ATTN, q_rank, m->heads * key);
    } else
        matrix(s, tensor_attn_q, TENSORS_ATTN, m->hidden, m->heads * key);
    matrix(s, tensor_attn_other, TENSORS_ATTN, m->hidden, m->kv_lora_rank + m->rope_head_dim);
    vector(s, TENSORS_OTHER, m->kv_lora_rank);
    stacked(s, tensor_attn_other, TENSORS_ATTN, m->nope_head_dim, m->kv_lora_rank * m->heads);
    stacked(s, tensor_attn_other, TENSORS_ATTN, m->kv_lora_rank, m->v_head_dim * m->heads);
    matrix(s, tensor_attn_output, TENSORS_ATTN, m->heads * m->v_head_dim, m->hidden);
    if (m->index_heads > 0) {
        matrix(s, tensor_attn_other, TENSORS_ATTN, q_rank, m->index_heads * m->index_dim);
        matrix(s, tensor_attn_other, TENSORS_ATTN, m->hidden, m->index_dim);
        matrix(s, tensor_attn_other, TENSORS_ATTN, m->hidden, m->index_heads);
        vector(s, TENSORS_OTHER, 2 * m->index_dim);
    }
}

/* Returns true if the keys serve as values too (full layers of Gemma 4); the cache still keeps both. */
static bool shares_values(const struct model *m, int layer)
{
    return !isnan(m->global_kv_heads) && tensors_is_full(m, layer);
}

static void plain_attention(const struct model *m, int layer, struct sink *s)
{
    const double dim = tensors_head_dim(m, layer), kv = tensors_kv_heads(m, layer) * dim;
    const double q = m->heads * dim * (m->gated_query == flag_yes ? 2 : 1);
    if (m->fused_qkv == flag_yes)
        matrix(s, tensor_attn_qkv, TENSORS_ATTN, m->hidden, q + 2 * kv);
    else {
        matrix(s, tensor_attn_q, TENSORS_ATTN, m->hidden, q);
        matrix(s, tensor_attn_k, TENSORS_ATTN, m->hidden, kv);
        if (!shares_values(m, layer))
            matrix(s, tensor_attn_v, TENSORS_ATTN, m->hidden, kv);
    }
    if (m->qkv_bias == flag_yes || m->all_bias == flag_yes) {
        vector(s, TENSORS_ATTN, q);
        vector(s, TENSORS_ATTN, kv);
        vector(s, TENSORS_ATTN, kv);
    }
    matrix(s, tensor_attn_output, TENSORS_ATTN, m->heads * dim, m->hidden);
    if (m->all_bias == flag_yes)
        vector(s, TENSORS_ATTN, m->hidden);
    if (m->qk_norm == flag_yes) {
        vector(s, TENSORS_OTHER, dim);
        vector(s, TENSORS_OTHER, dim);
    } else if (m->qk_norm_full == flag_yes) {
        vector(s, TENSORS_OTHER, m->heads * dim);
        vector(s, TENSORS_OTHER, kv);
    }
    if (m->sinks == flag_yes)
        vector(s, TENSORS_ATTN, m->heads);
}

/* Gated delta net (Qwen3-Next): a convolution over 4 tokens, one state per value head. */
static void delta_net(const struct model *m, struct sink *s)
{
    const double keys = 2 * m->linear_groups * m->linear_state, heads = m->linear_inner / m->linear_state;
    matrix(s, tensor_attn_qkv, TENSORS_ATTN, m->hidden, keys + m->linear_inner);
    matrix(s, tensor_attn_other, TENSORS_ATTN, m->hidden, m->linear_inner);
    matrix(s, tensor_attn_other, TENSORS_ATTN, m->hidden, 2 * heads);
    vector(s, TENSORS_ATTN, 4 * (keys + m->linear_inner));
    vector(s, TENSORS_ATTN, heads);
    vector(s, TENSORS_ATTN, heads);
    vector(s, TENSORS_OTHER, m->linear_state);
    matrix(s, tensor_attn_other, TENSORS_ATTN, m->linear_inner, m->hidden);
}

/* Mamba-2: a convolution over 4 tokens, with bias. */
static void mamba2(const struct model *m, struct sink *s)
{
    const double keys = 2 * m->linear_groups * m->linear_state, heads = m->linear_inner / m->linear_head_dim;
    matrix(s, tensor_attn_other, TENSORS_ATTN, m->hidden, 2 * m->linear_inner + keys + heads);
    vector(s, TENSORS_ATTN, 5 * (keys + m->linear_inner));
    vector(s, TENSORS_ATTN, 3 * heads);
    vector(s, TENSORS_OTHER, m->linear_inner);
    matrix(s, tensor_attn_other, TENSORS_ATTN, m->linear_inner, m->hidden);
}

/* Short convolution (LFM2): three gates in, a convolution over 3 tokens, one matrix out. */
static void short_convolution(const struct model *m, struct sink *s)
{
    matrix(s, tensor_attn_other, TENSORS_ATTN, m->hidden, 3 * m->hidden);
    vector(s, TENSORS_ATTN, 3 * m->hidden);
    matrix(s, tensor_attn_other, TENSORS_ATTN, m->hidden, m->hidden);
}

/* Compressed sparse attention (DeepSeek-V4): a compressed query, one key that serves as value, an output in two steps
   of eight groups. */
static void compressed_attention(const struct model *m, struct sink *s)
{
    static const double groups = 8;
    const double q_rank = m->q_lora_rank, width = m->heads * m->head_dim;
    matrix(s, tensor_attn_other, TENSORS_ATTN, m->hidden, q_rank);
    vector(s, TENSORS_OTHER, q_rank);
    matrix(s, tensor_attn_other, TENSORS_ATTN, q_rank, width);
    matrix(s, tensor_attn_k, TENSORS_ATTN, m->hidden, m->head_dim);
    vector(s, TENSORS_OTHER, m->head_dim);
    matrix(s, tensor_attn_other, TENSORS_ATTN, width / groups, groups * q_rank);
    matrix(s, tensor_attn_output, TENSORS_ATTN, groups * q_rank, m->hidden);
}

static void mixer(const struct model *m, int layer, struct sink *s)
{
    if (ffn_only(m, layer))
        return;
    if (!tensors_is_recurrent(m, layer)) {
        if (m->attention == attention_mla)
            latent_attention(m, s);
        else if (m->attention == attention_compressed)
            compressed_attention(m, s);
        else
            plain_attention(m, layer, s);
    } else if (m->attention == attention_mamba)
        mamba2(m, s);
    else if (m->attention == attention_conv)
        short_convolution(m, s);
    else
        delta_net(m, s);
}

static void dense_ffn(const struct model *m, double width, struct sink *s)
{
    if (m->ffn_matrices == 3 && m->fused_ffn != flag_yes)
        matrix(s, tensor_ffn_gate, TENSORS_FFN, m->hidden, width);
    matrix(s, tensor_ffn_up, TENSORS_FFN, m->hidden, width * (m->fused_ffn == flag_yes ? 2 : 1));
    matrix(s, tensor_ffn_down, TENSORS_FFN, width, m->hidden);
    if (m->all_bias == flag_yes) {
        vector(s, TENSORS_FFN, width);
        vector(s, TENSORS_FFN, m->hidden);
    }
}

/* Returns true for the last layers of the model proper, whose feed-forward is twice as wide. */
static bool wide_ffn(const struct model *m, int layer)
{
    return layer < m->layers && layer >= m->layers - m->wide_ffn_layers;
}

static void experts(const struct model *m, struct sink *s)
{
    vector(s, TENSORS_OTHER, m->hidden * m->experts);
    if (m->all_bias == flag_yes || m->router_bias == flag_yes)
        vector(s, TENSORS_OTHER, m->experts);
    if (m->ffn_matrices == 3)
        stacked(s, tensor_ffn_gate, TENSORS_EXPERTS, m->hidden, m->expert_ffn * m->experts);
    stacked(s, tensor_ffn_up, TENSORS_EXPERTS, m->hidden, m->expert_ffn * m->experts);
    stacked(s, tensor_ffn_down, TENSORS_EXPERTS, m->expert_ffn, m->hidden * m->experts);
    if (m->all_bias == flag_yes) {
        vector(s, TENSORS_EXPERTS, m->expert_ffn * m->experts);
        vector(s, TENSORS_EXPERTS, m->expert_ffn * m->experts);
        vector(s, TENSORS_EXPERTS, m->hidden * m->experts);
    }
    if (m->shared_ffn > 0) {
        dense_ffn(m, m->shared_ffn, s);
        if (m->shared_gate == flag_yes)
            vector(s, TENSORS_OTHER, m->hidden);
    }
}

/* Prediction (MTP) layer: a projection, its own embedding and output matrix unless it shares the model's, three norms
   (GLM-4.5). */
static void prediction_head(const struct model *m, struct sink *s)
{
    matrix(s, tensor_mtp, TENSORS_OTHER, 2 * m->hidden, m->hidden);
    for (int i = 0; i < 2 && m->mtp_shared != flag_yes; i++)
        matrix(s, tensor_mtp, TENSORS_OTHER, m->hidden, m->vocab);
    for (int i = 0; i < 3; i++)
        vector(s, TENSORS_OTHER, m->hidden);
}

/* Per-layer embedding of one layer: the gate and the projection back (Gemma 3n, Gemma 4 E); for Gemma 3n also
   alternating updates (AltUp) and the learned residual (LAuReL). */
static void layer_embedding(const struct model *m, struct sink *s)
{
    const double n = known_or(m->altup_inputs, 0);
    matrix(s, tensor_attn_other, TENSORS_OTHER, m->hidden, m->ple_width);
    matrix(s, tensor_attn_other, TENSORS_OTHER, m->ple_width, m->hidden);
    vector(s, TENSORS_OTHER, m->hidden);
    if (n == 0)
        return;
    vector(s, TENSORS_OTHER, n * n + n * n * n + m->hidden * n); /* coefficients and router */
    vector(s, TENSORS_OTHER, 2 * m->hidden);
    matrix(s, tensor_attn_other, TENSORS_OTHER, m->hidden, m->laurel_rank);
    matrix(s, tensor_attn_other, TENSORS_OTHER, m->laurel_rank, m->hidden);
    vector(s, TENSORS_OTHER, m->hidden);
}

/* Per-layer embeddings of all layers: the table and the projection from the token's embedding. */
static void layer_embeddings(const struct model *m, struct sink *s)
{
    const double wide = m->ple_width * m->layers, n = known_or(m->altup_inputs, 0);
    matrix(s, tensor_ple, TENSORS_EMBEDDING, wide, m->vocab);
    matrix(s, tensor_attn_other, TENSORS_OTHER, m->hidden, wide);
    vector(s, TENSORS_OTHER, m->ple_width);
    if (n > 0) {
        stacked(s, tensor_attn_other, TENSORS_OTHER, m->hidden, m->hidden * (n - 1));
        stacked(s, tensor_attn_other, TENSORS_OTHER, m->hidden, m->hidden * (n - 1));
    }
}

int tensors_of_layer(const struct model *m, int layer, struct tensors_one out[TENSORS_PER_LAYER])
{
    BUG_UNLESS(0 <= layer && layer < m->layers + m->mtp_layers);
    struct sink s = {out, 0};
    const int norms = (int)m->norms * (m->norm_bias == flag_yes ? 2 : 1);
    for (int i = 0; i < norms; i++)
        vector(&s, TENSORS_OTHER, m->hidden);
    mixer(m, layer, &s);
    if (tensors_has_experts(m, layer))
        experts(m, &s);
    else if (!isnan(m->ffn))
        dense_ffn(m, m->ffn * (wide_ffn(m, layer) ? 2 : 1), &s);
    if (m->ple_width > 0)
        layer_embedding(m, &s);
    if (layer >= m->layers)
        prediction_head(m, &s);
    return s.n;
}

int tensors_global(const struct model *m, struct tensors_one out[TENSORS_PER_LAYER])
{
    struct sink s = {out, 0};
    matrix(&s, tensor_token_embd, TENSORS_EMBEDDING, m->hidden, m->vocab);
    if (m->tied != flag_yes)
        matrix(&s, tensor_output, TENSORS_OUTPUT, m->hidden, m->vocab);
    vector(&s, TENSORS_OTHER, m->hidden);
    if (m->norm_bias == flag_yes)
        vector(&s, TENSORS_OTHER, m->hidden);
    vector(&s, TENSORS_OTHER, m->rope_factors);
    if (m->positions > 0)
        vector(&s, TENSORS_OTHER, m->positions * m->hidden);
    if (m->ple_width > 0)
        layer_embeddings(m, &s);
    return s.n;
}
