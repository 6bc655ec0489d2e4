/* llama_graph_mix.c: nodes of attention and of recurrent layers.

   Idea: attention makes queries, keys and values, stores keys and values in the cache, and attends to the whole
   cache, either by flash attention or by scores that exist in memory. Latent attention (MLA) stores one row for all
   heads. Recurrent layers (delta net, Mamba-2, short convolution) read and store a state instead.
   Invariant: node order and in-place operations are llama.cpp's, since the packing depends on them.
   Reference: llama.cpp, src/llama-graph.cpp and src/models of 2026-08. Recurrent layers are drawn from reading
   alone; docs/model.md says how well they agree. */
#include "llama_graph_mix.h"

#include "bug.h"
#include "known.h"
#include "quant_mix.h"

static const double f32 = sizeof(float), f16 = 2;
static const int none = GGML_GRAPH_NONE;

/* Widths of attention in one layer, in elements per token. */
struct heads {
    double q, k, v, n;   /* queries, keys, values; number of heads */
    double k_row, v_row; /* rows of the cache */
    double out;          /* result of attention */
    double v_step;       /* distance from one token's values to the next one's */
    int kind;            /* 0: full layer, 1: window layer; index of the inputs */
};

/* Adds a view of that width. */
static int view(const struct llama_graph *b, int of, double width)
{
    return ggml_graph_view(b->g, of, f32 * width * b->rows);
}

/* Adds the product of `of` with the nth attention matrix of that role. */
static int product(const struct llama_graph *b, enum tensor role, int nth, int of, double width)
{
    return llama_graph_op_product(b, llama_graph_op_weight(b, role, TENSORS_ATTN, nth), of, width);
}

/* Adds an operation whose result has memory of its own. */
static int step(const struct llama_graph *b, double width, int first, int second)
{
    return llama_graph_op_step(b, 0, width, first, second);
}

/* Adds an operation that may work in the memory of a source. */
static int in_place(const struct llama_graph *b, double width, int first, int second)
{
    return llama_graph_op_step(b, GGML_GRAPH_INPLACE, width, first, second);
}

/* ---- the cache ---- */

/* Returns the cells that a token attends to. */
static double cells(const struct llama_graph *b, const struct heads *h)
{
    return h->kind ? b->window_cells : b->cells;
}

/* Returns the cells over all sequences. */
static double cells_of_all(const struct llama_graph *b, const struct heads *h)
{
    return cells(b, h) * (b->c->kv_unified ? 1 : b->c->n_seq);
}

/* Adds the layer's cache of rows in format f. */
static int cache(const struct llama_graph *b, const struct heads *h, const struct format *f, double row)
{
    return ggml_graph_stored(b->g, GGML_GRAPH_CACHE, quant_mix_row_b(f, row * cells_of_all(b, h)), b->cache_place);
}

/* Adds the views through which attention reads a cache. */
static int read_cache(const struct llama_graph *b, int stored)
{
    const double bytes = (double)b->g->node[stored].bytes;
    return ggml_graph_view(b->g, ggml_graph_view(b->g, stored, bytes), bytes);
}

/* Multiplies by the rotation matrix of a quantised cache; returns `of` itself if there is none. */
static int rotated(const struct llama_graph *b, int rotation, int of, double width)
{
    return rotation == none ? of : view(b, llama_graph_op_product(b, rotation, view(b, of, width), width), width);
}

/* ---- attention over the cache ---- */

/* Flash attention. A quantised cache is dequantised to 16 bits in the memory after the result. */
static int flash(const struct llama_graph *b, const struct heads *h, int q, int k, int v)
{
    const double dequantised = (b->c->kv->block_weights > 1 ? h->k_row : 0) +
                               (llama_graph_op_values(b)->block_weights > 1 ? h->v_row : 0);
    return ggml_graph_op(b->g, 0, f32 * h->out * b->rows + f16 * cells_of_all(b, h) * dequantised, q, k, v,
                         b->mask[h->kind]);
}

/* Attention without flash attention: scores, softmax, product with the values. */
static int with_scores(const struct llama_graph *b, const struct heads *h, int q, int k, int v)
{
    const int qk = step(b, h->n * cells(b, h), k, q);
    const int soft = in_place(b, h->n * cells(b, h), qk, b->mask[h->kind]);
    return step(b, h->out, v, soft);
}

static void expand_3(const struct llama_graph *b, int x, int y, int z)
{
    ggml_graph_expand(b->g, x);
    ggml_graph_expand(b->g, y);
    ggml_graph_expand(b->g, z);
}

/* Stores keys and values and attends to the cache. Returns the result as rows of h->out elements. */
static int attend(const struct llama_graph *b, const struct heads *h, int q, int k, int v)
{
    struct ggml_graph *g = b->g;
    q = rotated(b, b->k_rotation[h->kind], q, h->q);
    k = rotated(b, b->k_rotation[h->kind], k, h->k);
    v = rotated(b, b->v_rotation[h->kind], v, h->v);
    if (b->m->attention == attention_window)
        expand_3(b, q, k, v);
    else
        expand_3(b, q, v, k);
    const int keys = cache(b, h, b->c->kv, h->k_row), values = cache(b, h, llama_graph_op_values(b), h->v_row);
    ggml_graph_expand(g, ggml_graph_store(g, keys, view(b, k, h->k), b->k_rows[h->kind]));
    const bool contiguous = h->v_step == h->v;
    const int kept = b->c->flash_attn || contiguous ? v : step(b, h->v, v, none);
    const double span = b->c->flash_attn ? (b->rows - 1) * h->v_step + h->v : b->rows * h->v;
    ggml_graph_expand(g, ggml_graph_store(g, values, ggml_graph_view(g, kept, f32 * span), b->v_rows[h->kind]));
    const int query = view(b, view(b, q, h->q), h->q);
    int out;
    if (b->c->flash_attn)
        out = view(b, flash(b, h, query, read_cache(b, keys), read_cache(b, values)), h->out);
    else {
        out = with_scores(b, h, query, read_cache(b, keys), read_cache(b, values));
        out = step(b, h->out, view(b, out, h->out), none);
        if (b->c->kv_on_host)
            g->node[out].place = (int8_t)g->host;
    }
    ggml_graph_expand(g, out);
    return rotated(b, b->v_rotation[h->kind], out, h->out);
}

/* ---- plain attention ---- */

/* Norm of queries or keys, if the model has one, and rotary position embedding (RoPE). */
static int with_rope(const struct llama_graph *b, int of, double width)
{
    const struct model *m = b->m;
    if (m->qk_norm_full == flag_yes && m->norms > 1)
        of = view(b, llama_graph_op_norm(b, of, width), width);
    else {
        of = view(b, of, width);
        if (m->qk_norm == flag_yes || m->qk_norm_full == flag_yes)
            of = llama_graph_op_norm(b, of, width);
    }
    return in_place(b, width, of, b->pos);
}

static struct heads plain_heads(const struct llama_graph *b)
{
    const struct model *m = b->m;
    const double dim = tensors_head_dim(m, b->layer), kv = tensors_kv_heads(m, b->layer) * dim, q = m->heads * dim;
    const bool window = m->attention == attention_window && !tensors_is_full(m, b->layer);
    return (struct heads){.q = q,
                          .k = kv,
                          .v = kv,
                          .n = m->heads,
                          .k_row = kv,
                          .v_row = kv,
                          .out = q,
                          .v_step = m->fused_qkv == flag_yes ? q + 2 * kv : kv,
                          .kind = window};
}

/* Adds the product with the attention matrix of that role, and its bias. */
static int attention_product(const struct llama_graph *b, enum tensor role, int of, double width, enum flag biased)
{
    return llama_graph_op_bias(b, product(b, role, 0, of, width), width, biased);
}

/* Attention with a key and a value per KV head (MHA, GQA). */
static int plain(const struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    const struct heads h = plain_heads(b);
    const bool gated = m->gated_query == flag_yes, fused = m->fused_qkv == flag_yes;
    const enum flag biased = m->qkv_bias == flag_yes || m->all_bias == flag_yes ? flag_yes : flag_no;
    int q, k, v, gate = none;
    if (fused) {
        const double all = h.q + h.k + h.v;
        const int qkv = attention_product(b, tensor_attn_qkv, of, all, biased);
        q = view(b, qkv, h.q);
        k = view(b, qkv, h.k);
        v = view(b, qkv, h.v);
    } else {
        const double wide = gated ? 2 * h.q : h.q;
        q = attention_product(b, tensor_attn_q, of, wide, biased);
        k = attention_product(b, tensor_attn_k, of, h.k, biased);
        v = attention_product(b, tensor_attn_v, of, h.v, biased);
        v = view(b, v, h.v);
    }
    if (gated) {
        gate = view(b, q, h.q);
        q = view(b, q, h.q);
    }
    const bool no_rope = llama_graph_op_single_expert(m) && !h.kind; /* Llama 4: full layers scale queries instead */
    q = no_rope ? in_place(b, h.q, view(b, q, h.q), b->scale) : with_rope(b, q, h.q);
    k = no_rope ? view(b, k, h.k) : with_rope(b, k, h.k);
    int out = attend(b, &h, q, k, v);
    if (gated) {
        const int open = in_place(b, h.q, step(b, h.q, gate, none), none);
        out = in_place(b, h.q, out, open);
    }
    out = product(b, tensor_attn_output, 0, out, m->hidden);
    return llama_graph_op_bias(b, out, m->hidden, m->all_bias);
}

/* ---- latent attention ---- */

/* Adds the query of latent attention, through its low-rank product if the model has one. */
static int latent_query(const struct llama_graph *b, int of, double width)
{
    const double rank = known_or(b->m->q_lora_rank, 0);
    if (rank == 0)
        return product(b, tensor_attn_q, 0, of, width);
    const int low = product(b, tensor_attn_other, 0, of, rank);
    return product(b, tensor_attn_other, 1, llama_graph_op_norm(b, low, rank), width);
}

/* Latent attention, absorbed: the cache keeps one row for all heads, the latent and the rotary part of the key. */
static int latent(const struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    struct ggml_graph *g = b->g;
    const double rank = m->kv_lora_rank, rope = m->rope_head_dim, nope = m->nope_head_dim;
    const double n = m->heads, row = rank + rope;
    const int first = known_or(m->q_lora_rank, 0) > 0 ? 2 : 0;
    const struct heads h = {.q = n * row, .k = row, .v = rank, .n = n, .k_row = row, .out = n * rank, .v_step = rank};
    const int q = latent_query(b, of, n * (nope + rope));
    const int q_nope = view(b, q, n * nope);
    const int low = product(b, tensor_attn_other, first, of, row);
    const int q_rope = in_place(b, n * rope, view(b, q, n * rope), b->pos);
    const int k_rope = in_place(b, rope, view(b, low, rope), b->pos);
    const int values = view(b, llama_graph_op_norm(b, view(b, low, rank), rank), rank);
    const int absorbed = product(b, tensor_attn_other, first + 1, view(b, q_nope, n * nope), n * rank);
    const int query = step(b, h.q, view(b, absorbed, n * rank), q_rope);
    const int key = step(b, row, values, k_rope);
    expand_3(b, query, values, key);
    const int keys = cache(b, &h, b->c->kv, row);
    ggml_graph_expand(g, ggml_graph_store(g, keys, view(b, key, row), b->k_rows[0]));
    const int query_rows = view(b, view(b, query, h.q), h.q);
    const int out_w = llama_graph_op_weight(b, tensor_attn_other, TENSORS_ATTN, first + 2);
    int out;
    if (b->c->flash_attn)
        out = view(b, flash(b, &h, query_rows, read_cache(b, keys), read_cache(b, keys)), h.out);
    else {
        const int transposed = ggml_graph_op(g, 0, f16 * rank * b->cells, read_cache(b, keys), none, none, none);
        out = with_scores(b, &h, query_rows, read_cache(b, keys), transposed);
    }
    out = llama_graph_op_product(b, out_w, out, n * m->v_head_dim);
    out = view(b, step(b, n * m->v_head_dim, view(b, out, n * m->v_head_dim), none), n * m->v_head_dim);
    ggml_graph_expand(g, out);
    return product(b, tensor_attn_output, 0, out, m->hidden);
}

/* ---- recurrent layers ---- */

/* Adds reading the states of all sequences, `elements` elements each. */
static int state(const struct llama_graph *b, double elements)
{
    const double bytes = f32 * elements * b->c->n_seq;
    const int kept = ggml_graph_stored(b->g, GGML_GRAPH_CACHE, bytes, b->cache_place);
    const int rows = ggml_graph_op(b->g, 0, bytes, ggml_graph_view(b->g, kept, bytes), b->states, none, none);
    ggml_graph_expand(b->g, rows);
    return rows;
}

/* Adds storing the states; the stored part spans span_b bytes of node `from`. */
static void keep_state(const struct llama_graph *b, int from, double elements, double span_b)
{
    const int kept = ggml_graph_stored(b->g, GGML_GRAPH_CACHE, f32 * elements * b->c->n_seq, b->cache_place);
    ggml_graph_expand(b->g, ggml_graph_store(b->g, kept, ggml_graph_view(b->g, from, span_b), none));
}

/* Adds the input of a convolution: the last tokens_kept tokens, which the state keeps, and the new ones. */
static int convolved(const struct llama_graph *b, int of, double width, double tokens_kept)
{
    const int before = state(b, tokens_kept * width);
    const double bytes = f32 * width * (b->rows + tokens_kept * b->c->n_seq);
    const int in = ggml_graph_op(b->g, 0, bytes, ggml_graph_view(b->g, before, 0), view(b, of, width), none, none);
    keep_state(b, in, tokens_kept * width, bytes);
    return in;
}

/* Adds the kernel of a convolution over 4 tokens. */
static int conv_weight(const struct llama_graph *b, double width)
{
    return ggml_graph_stored(b->g, GGML_GRAPH_WEIGHT, 4 * f32 * width, b->place);
}

/* Gated delta net (Qwen3-Next). key and inner are the widths of all keys and of all values. */
static int delta_net(const struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    struct ggml_graph *g = b->g;
    const double key = m->linear_groups * m->linear_state, inner = m->linear_inner;
    const double n = inner / m->linear_state, wide = 2 * key + inner;
    const int qkv = view(b, product(b, tensor_attn_qkv, 0, of, wide), wide);
    const int z = product(b, tensor_attn_other, 0, of, inner);
    const int ab = product(b, tensor_attn_other, 1, of, 2 * n);
    const int beta = in_place(b, n, step(b, n, view(b, ab, n), none), none);
    const int decay = in_place(b, n, step(b, n, view(b, ab, n), none), none);
    const int in = convolved(b, qkv, wide, 3), before = state(b, m->linear_state * inner);
    const int conv = in_place(b, wide, step(b, wide, in, conv_weight(b, wide)), none);
    int q = step(b, key, view(b, conv, key), none);
    int k = step(b, key, view(b, conv, key), none);
    const int v = view(b, conv, inner);
    if (key < inner) {
        q = view(b, step(b, inner, view(b, q, key), none), inner);
        k = view(b, step(b, inner, view(b, k, key), none), inner);
    }
    const double after = f32 * m->linear_state * inner * b->c->n_seq;
    const int net = ggml_graph_op(g, 0, f32 * inner * b->rows + after, q, k, v, view(b, decay, n));
    ggml_graph_from(g, net, view(b, beta, n));
    ggml_graph_from(g, net, ggml_graph_view(g, before, after));
    const int out = view(b, net, inner);
    keep_state(b, net, m->linear_state * inner, after);
    const int open = in_place(b, inner, view(b, z, inner), none);
    const int gated = in_place(b, inner, llama_graph_op_norm(b, out, inner), open);
    return view(b, product(b, tensor_attn_other, 2, view(b, gated, inner), m->hidden), m->hidden);
}

/* Mamba-2. The scan reads the state directly in the cache. */
static int mamba2(const struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    const double keys = 2 * m->linear_groups * m->linear_state, inner = m->linear_inner;
    const double wide = inner + keys, n = inner / 64, all = inner + wide + n;
    const double state_b = f32 * m->linear_state * inner * b->c->n_seq;
    const int in = product(b, tensor_attn_other, 0, of, all);
    const int window = convolved(b, view(b, in, wide), wide, 3);
    const int conv = in_place(b, wide, step(b, wide, window, conv_weight(b, wide)), none);
    const int delta = in_place(b, n, step(b, n, view(b, in, n), none), none);
    const int kept = ggml_graph_view(b->g, ggml_graph_stored(b->g, GGML_GRAPH_CACHE, state_b, b->cache_place), state_b);
    const int scan = ggml_graph_op(b->g, 0, f32 * inner * b->rows + state_b, kept, view(b, conv, inner), delta,
                                   b->states);
    keep_state(b, scan, m->linear_state * inner, state_b);
    const int skip = step(b, inner, view(b, conv, inner), none);
    const int sum = in_place(b, inner, view(b, scan, inner), skip);
    const int gated = step(b, inner, step(b, inner, view(b, in, inner), none), sum);
    const int out = llama_graph_op_norm(b, view(b, gated, inner), inner);
    return product(b, tensor_attn_other, 1, view(b, out, inner), m->hidden);
}

/* Gated short convolution (LFM2). */
static int short_convolution(const struct llama_graph *b, int of)
{
    const double width = b->m->hidden;
    const int in = product(b, tensor_attn_other, 0, of, 3 * width);
    const int gated = step(b, width, view(b, in, width), view(b, in, width));
    const int conv = step(b, width, convolved(b, gated, width, 2), conv_weight(b, width));
    const int out = in_place(b, width, view(b, in, width), conv);
    return product(b, tensor_attn_other, 1, out, width);
}

int llama_graph_mix(struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    BUG_UNLESS(b->layer >= 0 && b->rows > 0);
    if (m->attention == attention_mla)
        return latent(b, of);
    if (!tensors_is_recurrent(m, b->layer))
        return plain(b, of);
    if (m->attention == attention_mamba)
        return mamba2(b, of);
    return m->attention == attention_conv ? short_convolution(b, of) : delta_net(b, of);
}
