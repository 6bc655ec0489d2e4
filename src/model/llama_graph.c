/* llama_graph.c: inputs, layers and output of a micro-batch's graph.

   Idea: a layer is norm, mixer (llama_graph_mix.h), addition to the residual, norm, feed-forward
   (llama_graph_ffn.h), addition. Models differ in norms, in parts that run side by side, and in where the tokens
   without logits are dropped: most models drop them in the last layer, some after the final norm.
   Invariant: the order in which nodes are made and expanded is llama.cpp's, since the packing depends on it.
   Reference: llama.cpp, src/llama-graph.cpp and src/models of 2026-08; docs/model.md, "Compute buffers". */
#include "llama_graph.h"

#include "bug.h"
#include "known.h"
#include "llama_graph_ffn.h"
#include "llama_graph_mix.h"

#include <math.h>

static const double f32 = sizeof(float);
static const int none = GGML_GRAPH_NONE;

/* ---- inputs ---- */

/* Adds the inputs of one kind of cache (0: full layers, 1: window layers): row indices and the mask. */
static void cache_inputs(struct llama_graph *b, int kind, double cells)
{
    const struct placement_case *c = b->c;
    const double mask_b = c->flash_attn ? 2 : f32, index_b = sizeof(int64_t);
    const double v_rows = c->flash_attn ? 1
                                        : fmax(b->m->kv_heads * b->m->head_dim,
                                               tensors_kv_heads(b->m, 0) * tensors_head_dim(b->m, 0));
    b->k_rows[kind] = ggml_graph_input(b->g, index_b * b->tokens);
    b->v_rows[kind] = ggml_graph_input(b->g, index_b * b->tokens * v_rows);
    b->mask[kind] = ggml_graph_input(b->g, mask_b * cells * b->tokens);
}

/* Adds the rotation matrices of a quantised cache: keys are rotated by the largest power of two that divides the head
   width, values by 64. */
static void rotations(struct llama_graph *b, int kind)
{
    static const double least = 64;
    double width = least;
    b->k_rotation[kind] = b->v_rotation[kind] = none;
    if (fmod(b->m->head_dim, least) != 0 || b->m->attention == attention_mla)
        return;
    while (fmod(b->m->head_dim, 2 * width) == 0)
        width *= 2;
    if (b->c->kv->block_weights > 1)
        b->k_rotation[kind] = ggml_graph_input(b->g, f32 * width * width);
    if (llama_graph_op_values(b)->block_weights > 1)
        b->v_rotation[kind] = ggml_graph_input(b->g, f32 * least * least);
}

void llama_graph_begin(struct llama_graph *b, struct ggml_graph *g, const struct placement_case *c, bool pinned)
{
    const struct model *m = c->llm->model;
    *b = (struct llama_graph){.g = g, .c = c, .m = m, .layer = -1, .place = g->host, .pinned = pinned};
    b->cells = placement_cells(c->kv_unified ? c->ctx : c->ctx / c->n_seq);
    b->tokens = b->rows = ceil(fmin(b->cells * (c->kv_unified ? 1 : c->n_seq), c->ubatch) / c->n_seq) * c->n_seq;
    b->window_cells = placement_window_cells(c);
    const int tokens = ggml_graph_input(g, f32 * b->tokens);
    const int embeddings = ggml_graph_input(g, f32 * m->hidden * b->tokens); /* unused alternative to tokens */
    g->node[embeddings].listed = true;
    b->scale = ggml_graph_input(g, f32 * b->tokens);
    b->pos = ggml_graph_input(g, f32 * b->tokens);
    for (int kind = 0; kind < 2; kind++) {
        cache_inputs(b, kind, kind ? b->window_cells : b->cells);
        rotations(b, kind);
    }
    b->states = ggml_graph_input(g, f32 * c->n_seq);
    b->out_ids = ggml_graph_input(g, f32 * fmin(b->tokens, known_or(c->n_outputs, b->tokens)));
    b->stream = llama_graph_op_step(b, GGML_GRAPH_LOOKUP, m->hidden,
                                    ggml_graph_stored(g, GGML_GRAPH_WEIGHT, 0, g->host), tokens);
    ggml_graph_expand(g, b->stream);
}

/* ---- layers ---- */

/* Selects the rows of the tokens that need logits. */
static int rows_with_output(struct llama_graph *b, int of)
{
    const double rows = fmin(b->tokens, known_or(b->c->n_outputs, b->tokens));
    return ggml_graph_op(b->g, 0, f32 * b->m->hidden * rows, of, b->out_ids, none, none);
}

/* Returns true if the final norm works on all tokens: hybrids with one part per layer (Nemotron-H) and Qwen's. */
static bool norms_all_rows(const struct model *m)
{
    return m->attention == attention_gdn || (m->attention == attention_mamba && m->norms == 1);
}

/* Returns true if the last layer works on all tokens and rows are selected after it. */
static bool selects_rows_late(const struct model *m)
{
    return norms_all_rows(m) || m->sinks == flag_yes;
}

/* Returns true in the layer that selects the rows with logits. */
static bool selects_rows(const struct llama_graph *b)
{
    return b->layer == b->m->layers - 1 && !selects_rows_late(b->m);
}

static int add(const struct llama_graph *b, int x, int y)
{
    return llama_graph_op_step(b, GGML_GRAPH_INPLACE, b->m->hidden, x, y);
}

/* Attention and feed-forward side by side, on the same normed input (Command-R). */
static void parallel_layer(struct llama_graph *b)
{
    int in = llama_graph_op_norm(b, b->stream, b->m->hidden);
    int mixed = llama_graph_mix(b, in);
    if (selects_rows(b)) {
        mixed = rows_with_output(b, mixed);
        b->stream = rows_with_output(b, b->stream);
        in = rows_with_output(b, in);
        b->rows = fmin(b->rows, known_or(b->c->n_outputs, b->rows));
    }
    b->stream = add(b, add(b, llama_graph_ffn(b, in), b->stream), mixed);
}

/* The mixer, then the feed-forward part, each added to the residual. */
static void serial_layer(struct llama_graph *b, bool has_mixer, bool has_ffn)
{
    const struct model *m = b->m;
    const bool after = m->norms >= 4; /* a norm after each part too */
    if (has_mixer) {
        const int in = llama_graph_op_norm(b, b->stream, m->hidden);
        ggml_graph_expand(b->g, m->attention == attention_gdn ? in : b->stream);
        int mixed = llama_graph_mix(b, in);
        if (selects_rows(b)) {
            mixed = rows_with_output(b, mixed);
            b->stream = rows_with_output(b, b->stream);
            b->rows = fmin(b->rows, known_or(b->c->n_outputs, b->rows));
        }
        b->stream = add(b, after ? llama_graph_op_norm(b, mixed, m->hidden) : mixed, b->stream);
    }
    if (!has_ffn)
        return;
    const int out = llama_graph_ffn(b, llama_graph_op_norm(b, b->stream, m->hidden));
    if (m->fused_ffn == flag_yes) /* the sum is done in place of the residual, not of the feed-forward result */
        b->stream = add(b, b->stream, out);
    else
        b->stream = add(b, after ? llama_graph_op_norm(b, out, m->hidden) : out, b->stream);
}

void llama_graph_layer(struct llama_graph *b, int layer, int place, int experts_place, int cache_place)
{
    const struct model *m = b->m;
    BUG_UNLESS(0 <= layer && layer < b->c->llm->n_layers);
    BUG_UNLESS(place <= b->g->host && experts_place <= b->g->host && cache_place <= b->g->host);
    b->layer = layer;
    b->place = place;
    b->experts_place = experts_place;
    b->cache_place = cache_place;
    const bool ffn = !isnan(m->ffn) || tensors_has_experts(m, layer);
    const bool one_part = m->attention == attention_mamba && m->norms == 1; /* mixer or feed-forward, not both */
    const bool mixer = tensors_is_recurrent(m, layer) || tensors_has_cache(m, layer) ||
                       m->attention == attention_encoder || m->kv_layers > 0;
    if (m->norms == 1 && !one_part)
        parallel_layer(b);
    else
        serial_layer(b, mixer, ffn && !(one_part && mixer));
}

void llama_graph_output(struct llama_graph *b, int place)
{
    const struct model *m = b->m;
    const bool late = selects_rows_late(m), norm_first = norms_all_rows(m);
    const bool tied = m->tied == flag_yes;
    b->layer = -1;
    b->place = place;
    if (late && norm_first)
        b->stream = llama_graph_op_norm(b, b->stream, m->hidden);
    if (late) { /* a draft head may read the residual: its memory is kept */
        b->g->node[b->stream].flags |= GGML_GRAPH_RESULT;
        b->stream = rows_with_output(b, b->stream);
        b->rows = fmin(b->rows, known_or(b->c->n_outputs, b->rows));
    }
    if (!norm_first)
        b->stream = llama_graph_op_norm(b, b->stream, m->hidden);
    const int w = llama_graph_op_weight(b, tied ? tensor_token_embd : tensor_output,
                                        tied ? TENSORS_EMBEDDING : TENSORS_OUTPUT, 0);
    ggml_graph_expand(b->g, llama_graph_op_product(b, w, b->stream, m->vocab));
}
