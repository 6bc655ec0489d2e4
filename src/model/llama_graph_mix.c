#include "llama_graph_mix.h"

#include "quant_mix.h"

static const double f32 = sizeof(float), f16 = 2;
static const int none = GGML_GRAPH_NONE;

/* What attention needs of a layer. Widths are elements per token. */
struct heads {
    double q, k, v, n;   /* queries, keys, values, and heads */
    double k_row, v_row; /* of the cache */
    double out;          /* what attention yields */
    double v_step;       /* from one token's values to the next one's */
    int kind;            /* 1: keeps a window */
};

static int view(const struct llama_graph *b, int of, double width)
{
    return ggml_graph_view(b->g, of, f32 * width * b->rows);
}

/* ---- the cache ---- */

static double cells(const struct llama_graph *b, const struct heads *h)
{
    return h->kind ? b->window_cells : b->cells;
}

static double cells_of_all(const struct llama_graph *b, const struct heads *h)
{
    return cells(b, h) * (b->c->kv_unified ? 1 : b->c->n_seq);
}

static int cache(const struct llama_graph *b, const struct heads *h, const struct format *f, double row)
{
    return ggml_graph_stored(b->g, GGML_GRAPH_CACHE, quant_mix_row_b(f, row * cells_of_all(b, h)), b->cache_place);
}

static int seen(const struct llama_graph *b, int stored)
{
    const double bytes = (double)b->g->node[stored].bytes;
    return ggml_graph_view(b->g, ggml_graph_view(b->g, stored, bytes), bytes);
}

static int rotated(const struct llama_graph *b, int turn, int of, double width)
{
    return turn == none ? of : view(b, llama_graph_op_product(b, turn, view(b, of, width), width), width);
}

/* ---- scores and their use ---- */

/* Flash attention; a quantised cache is dequantised to 16 bits behind its result. */
static int flash(const struct llama_graph *b, const struct heads *h, int q, int k, int v)
{
    const double dequantised = (b->c->kv->block_weights > 1 ? h->k_row : 0) +
                               (llama_graph_op_values(b)->block_weights > 1 ? h->v_row : 0);
    return ggml_graph_op(b->g, 0, f32 * h->out * b->rows + f16 * cells_of_all(b, h) * dequantised, q, k, v,
                         b->mask[h->kind]);
}

static int scores(const struct llama_graph *b, const struct heads *h, int q, int k, int v)
{
    const int qk = llama_graph_op_step(b, 0, h->n * cells(b, h), k, q);
    const int soft = llama_graph_op_step(b, GGML_GRAPH_INPLACE, h->n * cells(b, h), qk, b->mask[h->kind]);
    return llama_graph_op_step(b, 0, h->out, v, soft);
}

static void expand_3(const struct llama_graph *b, int x, int y, int z)
{
    ggml_graph_expand(b->g, x);
    ggml_graph_expand(b->g, y);
    ggml_graph_expand(b->g, z);
}

/* Stores keys and values and attends; the result is flat. */
static int attend(const struct llama_graph *b, const struct heads *h, int q, int k, int v)
{
    struct ggml_graph *g = b->g;
    q = rotated(b, b->k_turn[h->kind], q, h->q);
    k = rotated(b, b->k_turn[h->kind], k, h->k);
    v = rotated(b, b->v_turn[h->kind], v, h->v);
    if (b->m->attention == attention_window)
        expand_3(b, q, k, v);
    else
        expand_3(b, q, v, k);
    const int keys = cache(b, h, b->c->kv, h->k_row), values = cache(b, h, llama_graph_op_values(b), h->v_row);
    ggml_graph_expand(g, ggml_graph_store(g, keys, view(b, k, h->k), b->k_rows[h->kind]));
    const bool apart = h->v_step == h->v;
    const int kept = b->c->flash_attn || apart ? v : llama_graph_op_step(b, 0, h->v, v, none);
    const double span = b->c->flash_attn ? (b->rows - 1) * h->v_step + h->v : b->rows * h->v;
    ggml_graph_expand(g, ggml_graph_store(g, values, ggml_graph_view(g, kept, f32 * span), b->v_rows[h->kind]));
    const int seen_q = view(b, view(b, q, h->q), h->q);
    int out;
    if (b->c->flash_attn)
        out = view(b, flash(b, h, seen_q, seen(b, keys), seen(b, values)), h->out);
    else {
        out = llama_graph_op_step(b, 0, h->out, view(b, scores(b, h, seen_q, seen(b, keys), seen(b, values)), h->out),
                                  none);
        if (b->c->kv_on_host)
            g->node[out].place = (int8_t)g->host;
    }
    ggml_graph_expand(g, out);
    return rotated(b, b->v_turn[h->kind], out, h->out);
}

/* ---- plain attention ---- */

/* Normed and rotated by position. */
static int turned(const struct llama_graph *b, int of, double width)
{
    const struct model *m = b->m;
    if (m->qk_norm_full == flag_yes && m->norms > 1)
        of = view(b, llama_graph_op_norm(b, of, width), width);
    else {
        of = view(b, of, width);
        if (m->qk_norm == flag_yes || m->qk_norm_full == flag_yes)
            of = llama_graph_op_norm(b, of, width);
    }
    return llama_graph_op_step(b, GGML_GRAPH_INPLACE, width, of, b->pos);
}

static struct heads plain_heads(const struct llama_graph *b)
{
    const struct model *m = b->m;
    const double dim = tensors_head_dim(m, b->layer), kv = tensors_kv_heads(m, b->layer) * dim, q = m->heads * dim;
    const bool window = m->attention == attention_window && !tensors_is_full(m, b->layer);
    return (struct heads){q, kv, kv, m->heads, kv, kv, q, m->fused_qkv == flag_yes ? q + 2 * kv : kv, window};
}

static int plain(const struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    const struct heads h = plain_heads(b);
    const bool gated = m->gated_query == flag_yes, fused = m->fused_qkv == flag_yes,
               bias = m->qkv_bias == flag_yes || m->all_bias == flag_yes;
    const enum flag biased = bias ? flag_yes : flag_no;
    int q, k, v, gate = none;
    if (fused) {
        const double all = h.q + h.k + h.v;
        const int qkv = llama_graph_op_bias(
            b, llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_qkv, TENSORS_ATTN, 0), of, all), all,
            biased);
        q = view(b, qkv, h.q);
        k = view(b, qkv, h.k);
        v = view(b, qkv, h.v);
    } else {
        const double wide = gated ? 2 * h.q : h.q;
        q = llama_graph_op_bias(
            b, llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_q, TENSORS_ATTN, 0), of, wide), wide,
            biased);
        k = llama_graph_op_bias(
            b, llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_k, TENSORS_ATTN, 0), of, h.k), h.k,
            biased);
        v = llama_graph_op_bias(
            b, llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_v, TENSORS_ATTN, 0), of, h.v), h.v,
            biased);
        v = view(b, v, h.v);
    }
    if (gated) {
        gate = view(b, q, h.q);
        q = view(b, q, h.q);
    }
    const bool unturned = llama_graph_op_single_expert(m) && !h.kind; /* Llama 4: full layers scale queries instead */
    q = unturned ? llama_graph_op_step(b, GGML_GRAPH_INPLACE, h.q, view(b, q, h.q), b->scale) : turned(b, q, h.q);
    k = unturned ? view(b, k, h.k) : turned(b, k, h.k);
    int out = attend(b, &h, q, k, v);
    if (gated) {
        const int open = llama_graph_op_step(b, GGML_GRAPH_INPLACE, h.q, llama_graph_op_step(b, 0, h.q, gate, none),
                                             none);
        out = llama_graph_op_step(b, GGML_GRAPH_INPLACE, h.q, out, open);
    }
    out = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_output, TENSORS_ATTN, 0), out, m->hidden);
    return llama_graph_op_bias(b, out, m->hidden, m->all_bias);
}

/* ---- latent attention ---- */

static int latent_query(const struct llama_graph *b, int of, double width)
{
    const double rank = tensors_or(b->m->q_lora_rank, 0);
    if (rank == 0)
        return llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_q, TENSORS_ATTN, 0), of, width);
    const int low = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, 0), of, rank);
    return llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, 1),
                                  llama_graph_op_norm(b, low, rank), width);
}

/* The cache keeps the latent and the rotary part of the key; all heads share it. */
static int latent(const struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    struct ggml_graph *g = b->g;
    const double rank = m->kv_lora_rank, rope = m->rope_head_dim, nope = m->nope_head_dim, n = m->heads,
                 row = rank + rope;
    const int first = tensors_or(m->q_lora_rank, 0) > 0 ? 2 : 0;
    const struct heads h = {n * row, row, rank, n, row, 0, n * rank, rank, 0};
    const int q = latent_query(b, of, n * (nope + rope));
    const int q_nope = view(b, q, n * nope);
    const int low = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, first), of,
                                           row);
    const int q_rope = llama_graph_op_step(b, GGML_GRAPH_INPLACE, n * rope, view(b, q, n * rope), b->pos);
    const int k_rope = llama_graph_op_step(b, GGML_GRAPH_INPLACE, rope, view(b, low, rope), b->pos);
    const int values = view(b, llama_graph_op_norm(b, view(b, low, rank), rank), rank);
    const int absorbed = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, first + 1),
                                                view(b, q_nope, n * nope), n * rank);
    const int query = llama_graph_op_step(b, 0, h.q, view(b, absorbed, n * rank), q_rope);
    const int key = llama_graph_op_step(b, 0, row, values, k_rope);
    expand_3(b, query, values, key);
    const int keys = cache(b, &h, b->c->kv, row);
    ggml_graph_expand(g, ggml_graph_store(g, keys, view(b, key, row), b->k_rows[0]));
    const int seen_q = view(b, view(b, query, h.q), h.q),
              out_w = llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, first + 2);
    int out;
    if (b->c->flash_attn)
        out = view(b, flash(b, &h, seen_q, seen(b, keys), seen(b, keys)), h.out);
    else {
        const int turned_v = ggml_graph_op(g, 0, f16 * rank * b->cells, seen(b, keys), none, none, none);
        out = scores(b, &h, seen_q, seen(b, keys), turned_v);
    }
    out = llama_graph_op_product(b, out_w, out, n * m->v_head_dim);
    out = view(b, llama_graph_op_step(b, 0, n * m->v_head_dim, view(b, out, n * m->v_head_dim), none),
               n * m->v_head_dim);
    ggml_graph_expand(g, out);
    return llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_output, TENSORS_ATTN, 0), out, m->hidden);
}

/* ---- recurrent layers ---- */

/* Reads a sequence's state, as large as `elements`. */
static int state(const struct llama_graph *b, double elements)
{
    const double bytes = f32 * elements * b->c->n_seq;
    const int kept = ggml_graph_stored(b->g, GGML_GRAPH_CACHE, bytes, b->cache_place);
    const int rows = ggml_graph_op(b->g, 0, bytes, ggml_graph_view(b->g, kept, bytes), b->states, none, none);
    ggml_graph_expand(b->g, rows);
    return rows;
}

/* Stores a state; the part that is stored reaches over span_b of the tensor. */
static void keep_state(const struct llama_graph *b, int from, double elements, double span_b)
{
    const int kept = ggml_graph_stored(b->g, GGML_GRAPH_CACHE, f32 * elements * b->c->n_seq, b->cache_place);
    ggml_graph_expand(b->g, ggml_graph_store(b->g, kept, ggml_graph_view(b->g, from, span_b), none));
}

/* A short convolution over the last few tokens, of which the state keeps all but the newest. */
static int convolved(const struct llama_graph *b, int of, double width, double tokens_kept)
{
    const int before = state(b, tokens_kept * width);
    const double bytes = f32 * width * (b->rows + tokens_kept * b->c->n_seq);
    const int in = ggml_graph_op(b->g, 0, bytes, ggml_graph_view(b->g, before, 0), view(b, of, width), none, none);
    keep_state(b, in, tokens_kept * width, bytes);
    return in;
}

static int conv_weight(const struct llama_graph *b, double width)
{
    return ggml_graph_stored(b->g, GGML_GRAPH_WEIGHT, 4 * f32 * width, b->place);
}

/* Gated delta net (Qwen3-Next). */
static int delta_net(const struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    struct ggml_graph *g = b->g;
    const double key = m->linear_groups * m->linear_state, inner = m->linear_inner, n = inner / m->linear_state,
                 wide = 2 * key + inner;
    const int qkv = view(
        b, llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_qkv, TENSORS_ATTN, 0), of, wide), wide);
    const int z = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, 0), of, inner);
    const int ab = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, 1), of, 2 * n);
    const int beta = llama_graph_op_step(b, GGML_GRAPH_INPLACE, n, llama_graph_op_step(b, 0, n, view(b, ab, n), none),
                                         none);
    const int decay = llama_graph_op_step(b, GGML_GRAPH_INPLACE, n, llama_graph_op_step(b, 0, n, view(b, ab, n), none),
                                          none);
    const int in = convolved(b, qkv, wide, 3), before = state(b, m->linear_state * inner);
    const int conv = llama_graph_op_step(b, GGML_GRAPH_INPLACE, wide,
                                         llama_graph_op_step(b, 0, wide, in, conv_weight(b, wide)), none);
    int q = llama_graph_op_step(b, 0, key, view(b, conv, key), none),
        k = llama_graph_op_step(b, 0, key, view(b, conv, key), none);
    const int v = view(b, conv, inner);
    if (key < inner) {
        q = view(b, llama_graph_op_step(b, 0, inner, view(b, q, key), none), inner);
        k = view(b, llama_graph_op_step(b, 0, inner, view(b, k, key), none), inner);
    }
    const double after = f32 * m->linear_state * inner * b->c->n_seq;
    const int net = ggml_graph_op(g, 0, f32 * inner * b->rows + after, q, k, v, view(b, decay, n));
    ggml_graph_from(g, net, view(b, beta, n));
    ggml_graph_from(g, net, ggml_graph_view(g, before, after));
    const int out = view(b, net, inner);
    keep_state(b, net, m->linear_state * inner, after);
    const int open = llama_graph_op_step(b, GGML_GRAPH_INPLACE, inner, view(b, z, inner), none);
    const int gated = llama_graph_op_step(b, GGML_GRAPH_INPLACE, inner, llama_graph_op_norm(b, out, inner), open);
    return view(b,
                llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, 2),
                                       view(b, gated, inner), m->hidden),
                m->hidden);
}

/* Mamba-2: the scan reads the state where it is kept. */
static int mamba2(const struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    const double keys = 2 * m->linear_groups * m->linear_state, inner = m->linear_inner, wide = inner + keys,
                 n = inner / 64, all = inner + wide + n;
    const double state_b = f32 * m->linear_state * inner * b->c->n_seq;
    const int in = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, 0), of, all);
    const int window = convolved(b, view(b, in, wide), wide, 3);
    const int conv = llama_graph_op_step(b, GGML_GRAPH_INPLACE, wide,
                                         llama_graph_op_step(b, 0, wide, window, conv_weight(b, wide)), none);
    const int pace = llama_graph_op_step(b, GGML_GRAPH_INPLACE, n, llama_graph_op_step(b, 0, n, view(b, in, n), none),
                                         none);
    const int kept = ggml_graph_view(b->g, ggml_graph_stored(b->g, GGML_GRAPH_CACHE, state_b, b->cache_place), state_b);
    const int scan = ggml_graph_op(b->g, 0, f32 * inner * b->rows + state_b, kept, view(b, conv, inner), pace,
                                   b->states);
    keep_state(b, scan, m->linear_state * inner, state_b);
    const int through = llama_graph_op_step(b, 0, inner, view(b, conv, inner), none);
    const int sum = llama_graph_op_step(b, GGML_GRAPH_INPLACE, inner, view(b, scan, inner), through);
    const int gated = llama_graph_op_step(b, 0, inner, llama_graph_op_step(b, 0, inner, view(b, in, inner), none), sum);
    const int out = llama_graph_op_norm(b, view(b, gated, inner), inner);
    return llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, 1), view(b, out, inner),
                                  m->hidden);
}

/* Gated short convolution (LFM2). */
static int short_convolution(const struct llama_graph *b, int of)
{
    const double width = b->m->hidden;
    const int in = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, 0), of,
                                          3 * width);
    const int gated = llama_graph_op_step(b, 0, width, view(b, in, width), view(b, in, width));
    const int conv = llama_graph_op_step(b, 0, width, convolved(b, gated, width, 2), conv_weight(b, width));
    const int out = llama_graph_op_step(b, GGML_GRAPH_INPLACE, width, view(b, in, width), conv);
    return llama_graph_op_product(b, llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, 1), out, width);
}

int llama_graph_mix(struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    if (m->attention == attention_mla)
        return latent(b, of);
    if (!tensors_is_recurrent(m, b->layer))
        return plain(b, of);
    if (m->attention == attention_mamba)
        return mamba2(b, of);
    return m->attention == attention_conv ? short_convolution(b, of) : delta_net(b, of);
}
