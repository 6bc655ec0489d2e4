/* llama_graph_ffn.c: nodes of the feed-forward part.

   Idea: dense: up, gate, activation, down. Experts: the router scores all experts, the best are chosen, each
   token's vectors go through its chosen experts, and the results are weighted and added up. A shared expert is a
   dense part.
   Invariant: node order and in-place operations are llama.cpp's, since the packing depends on them.
   Reference: llama.cpp, src/llama-graph.cpp (build_ffn, build_moe_ffn) of 2026-08. */
#include "llama_graph_ffn.h"

#include "bug.h"

#include <math.h>

static const int none = GGML_GRAPH_NONE;

/* ---- dense ---- */

/* Adds a dense feed-forward part of that width. */
static int dense(struct llama_graph *b, int of, double width)
{
    const struct model *m = b->m;
    if (m->fused_ffn == flag_yes) {
        const int both = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_ffn_up, TENSORS_FFN, 0), of,
                                                2 * width);
        const int act = llama_graph_op_step(b, 0, width, both, none);
        return llama_graph_op_product(b, llama_graph_op_weight(b, tensor_ffn_down, TENSORS_FFN, 0), act, m->hidden);
    }
    int act = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_ffn_up, TENSORS_FFN, 0), of, width);
    act = llama_graph_op_bias(b, act, width, m->all_bias);
    if (m->ffn_matrices == 3) {
        const int gate = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_ffn_gate, TENSORS_FFN, 0), of,
                                                width);
        act = llama_graph_op_step(b, 0, width, llama_graph_op_bias(b, gate, width, m->all_bias), act);
    } else
        act = llama_graph_op_step(b, GGML_GRAPH_INPLACE, width, act, none);
    const int out = llama_graph_op_product(b, llama_graph_op_weight(b, tensor_ffn_down, TENSORS_FFN, 0), act,
                                           m->hidden);
    return llama_graph_op_bias(b, out, m->hidden, m->all_bias);
}

/* ---- experts ---- */

struct routing {
    int chosen, weights; /* nodes: numbers of the chosen experts, and their weights */
};

/* Adds the router: scores, numbers of the best experts, and their weights. */
static struct routing route(struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    const double n = m->experts, used = m->experts_used;
    struct ggml_graph *g = b->g;
    BUG_UNLESS(n > 0);
    int score = llama_graph_op_product(
        b, ggml_graph_stored(g, GGML_GRAPH_WEIGHT, sizeof(float) * m->hidden * n, b->place), of, n);
    score = llama_graph_op_bias(b, score, n, m->all_bias);
    const int probs = m->sinks == flag_yes ? score : llama_graph_op_step(b, GGML_GRAPH_INPLACE, n, score, none);
    const int biased = m->router_bias == flag_yes ? llama_graph_op_bias(b, probs, n, flag_yes) : probs;
    const int sorted = llama_graph_op_step(b, 0, n, biased, none);
    const int chosen = ggml_graph_view(g, sorted, sizeof(float) * used * b->rows);
    int weights = llama_graph_op_step(b, 0, used, ggml_graph_view(g, probs, sizeof(float) * n * b->rows), chosen);
    const int flat = ggml_graph_view(g, weights, sizeof(float) * used * b->rows);
    const int sum = llama_graph_op_step(b, GGML_GRAPH_INPLACE, 1, llama_graph_op_step(b, 0, 1, flat, none), none);
    weights = ggml_graph_view(g, llama_graph_op_step(b, 0, used, flat, sum), sizeof(float) * used * b->rows);
    ggml_graph_expand(g, weights);
    return (struct routing){chosen, weights};
}

/* Adds the product with the chosen experts' matrices of that role. */
static int expert_product(struct llama_graph *b, enum tensor role, int of, int chosen, double width)
{
    const double bytes = sizeof(float) * width * b->m->experts_used * b->rows;
    const int out = ggml_graph_op(b->g, 0, bytes, llama_graph_op_weight(b, role, TENSORS_EXPERTS, 0), of, chosen, none);
    if (b->m->all_bias != flag_yes)
        return out;
    const int bias = ggml_graph_stored(b->g, GGML_GRAPH_WEIGHT, sizeof(float) * width * b->m->experts,
                                       b->experts_place);
    return ggml_graph_op(b->g, GGML_GRAPH_INPLACE, bytes, out, bias, chosen, none);
}

/* Adds up the results of each token's experts. All additions after the first work in place, so one node stands for
   them. */
static int sum_experts(struct llama_graph *b, int experts)
{
    const double row_b = sizeof(float) * b->m->hidden * b->rows;
    struct ggml_graph *g = b->g;
    ggml_graph_expand(g, experts);
    const int first = ggml_graph_view(g, experts, row_b);
    if (b->m->experts_used == 1)
        return llama_graph_op_step(b, 0, b->m->hidden, first, none);
    const int sum = llama_graph_op_step(b, 0, b->m->hidden, first, ggml_graph_view(g, experts, row_b));
    ggml_graph_expand(g, sum);
    return sum;
}

/* Adds router and routed experts. */
static int routed(struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    const double used = m->experts_used, width = m->expert_ffn;
    const struct routing r = route(b, of);
    int in = ggml_graph_view(b->g, of, sizeof(float) * m->hidden * b->rows);
    if (llama_graph_op_single_expert(m))
        in = llama_graph_op_step(b, GGML_GRAPH_INPLACE, used * m->hidden,
                                 llama_graph_op_step(b, 0, used * m->hidden, in, none), r.weights);
    int act = expert_product(b, tensor_ffn_up, in, r.chosen, width);
    if (m->ffn_matrices == 3)
        act = llama_graph_op_step(b, 0, used * width, expert_product(b, tensor_ffn_gate, in, r.chosen, width), act);
    else
        act = llama_graph_op_step(b, GGML_GRAPH_INPLACE, used * width, act, none);
    int out = expert_product(b, tensor_ffn_down, act, r.chosen, m->hidden);
    if (!llama_graph_op_single_expert(m))
        out = llama_graph_op_step(b, GGML_GRAPH_INPLACE, used * m->hidden, out, r.weights);
    return sum_experts(b, out);
}

int llama_graph_ffn(struct llama_graph *b, int of)
{
    const struct model *m = b->m;
    if (!tensors_has_experts(m, b->layer))
        return dense(b, of, m->ffn);
    const int out = routed(b, of);
    if (!(m->shared_ffn > 0))
        return out;
    int shared = dense(b, of, m->shared_ffn);
    if (m->shared_gate == flag_yes) {
        const int gate = llama_graph_op_product(
            b, ggml_graph_stored(b->g, GGML_GRAPH_WEIGHT, sizeof(float) * m->hidden, b->place), of, 1);
        shared = llama_graph_op_step(b, GGML_GRAPH_INPLACE, m->hidden, shared,
                                     llama_graph_op_step(b, GGML_GRAPH_INPLACE, 1, gate, none));
    }
    return llama_graph_op_step(b, GGML_GRAPH_INPLACE, m->hidden, out, shared);
}
