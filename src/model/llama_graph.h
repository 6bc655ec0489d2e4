/* llama_graph.h: the graph that llama.cpp builds for a micro-batch of a model, layer by layer (llama-graph.cpp and
   src/models of 2026-08): which tensors there are, how large they are and what they are made from. */
#ifndef LLAMA_GRAPH_H
#define LLAMA_GRAPH_H

#include "ggml_graph.h"
#include "placement.h"

/* A graph under construction. Widths are elements of F32 per token unless they say so. */
struct llama_graph {
    struct ggml_graph *g;
    const struct placement_case *c;
    const struct model *m;
    double tokens, rows; /* of the micro-batch; those still worked on: fewer after the last layer's rows are chosen */
    double cells, window_cells;
    int stream; /* the residual stream */
    int pos, out_ids, scale, mask[2], k_rows[2], v_rows[2], k_turn[2], v_turn[2],
        states; /* inputs; [1] is of window layers */
    int layer, place, experts_place, cache_place;
    bool pinned; /* everything is on devices: a norm runs where its layer is */
};

/* Inputs and the embedding, which the host looks up. */
void llama_graph_begin(struct llama_graph *b, struct ggml_graph *g, const struct placement_case *c, bool pinned);
/* One layer, its weights, routed experts and cache in these places. */
void llama_graph_layer(struct llama_graph *b, int layer, int place, int experts_place, int cache_place);
/* Final norm and logits. */
void llama_graph_output(struct llama_graph *b, int place);

/* For llama_graph_mix.c and llama_graph_ffn.c: a multiplication by the nth matrix of that kind, its result `width`
   wide; expert matrices take the chosen experts too. */
int llama_graph_weight(const struct llama_graph *b, enum tensor role, enum tensors_class class, int nth);
int llama_graph_product(const struct llama_graph *b, int weight, int of, double width);
int llama_graph_norm(const struct llama_graph *b, int of, double width);
int llama_graph_step(const struct llama_graph *b, int flags, double width, int first, int second);
int llama_graph_bias(const struct llama_graph *b, int of, double width, enum flag there);
/* Format of cached values. */
const struct format *llama_graph_values(const struct llama_graph *b);
/* One expert a token, whose weight is applied to a copy of the input (Llama 4). */
bool llama_graph_single_expert(const struct model *m);
/* Attention or what stands for it, of the normed stream; the feed-forward part. */
int llama_graph_mix(struct llama_graph *b, int of);
int llama_graph_ffn(struct llama_graph *b, int of);

#endif
