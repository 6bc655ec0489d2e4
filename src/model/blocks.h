/* blocks.h: the graph that llama.cpp builds for a micro-batch of a model, layer by layer (llama-graph.cpp and src/models of
   2026-08): which tensors there are, how large they are and what they are made from. */
#ifndef BLOCKS_H
#define BLOCKS_H

#include "graph.h"
#include "placement.h"

/* A graph under construction. Widths are elements of F32 per token unless they say so. */
struct blocks {
    struct graph *g;
    const struct placement_case *c;
    const struct model *m;
    double tokens, rows;     /* of the micro-batch; those still worked on: fewer after the last layer's rows are chosen */
    double cells, window_cells;
    int stream;              /* the residual stream */
    int pos, out_ids, scale, mask[2], k_rows[2], v_rows[2], k_turn[2], v_turn[2], states; /* inputs; [1] is of window layers */
    int layer, place, experts_place, cache_place;
    bool pinned;             /* everything is on devices: a norm runs where its layer is */
};

/* Inputs and the embedding, which the host looks up. */
void blocks_begin(struct blocks *b, struct graph *g, const struct placement_case *c, bool pinned);
/* One layer, its weights, routed experts and cache in these places. */
void blocks_layer(struct blocks *b, int layer, int place, int experts_place, int cache_place);
/* Final norm and logits. */
void blocks_output(struct blocks *b, int place);

/* For blocks_mix.c and blocks_ffn.c: a multiplication by the nth matrix of that kind, its result `width` wide; expert matrices
   take the chosen experts too. */
int blocks_weight(const struct blocks *b, enum tensor role, enum tensors_class class, int nth);
int blocks_product(const struct blocks *b, int weight, int of, double width);
int blocks_norm(const struct blocks *b, int of, double width);
int blocks_step(const struct blocks *b, int flags, double width, int first, int second);
int blocks_bias(const struct blocks *b, int of, double width, enum flag there);
/* Format of cached values. */
const struct format *blocks_values(const struct blocks *b);
/* One expert a token, whose weight is applied to a copy of the input (Llama 4). */
bool blocks_single_expert(const struct model *m);
/* Attention or what stands for it, of the normed stream; the feed-forward part. */
int blocks_mix(struct blocks *b, int of);
int blocks_ffn(struct blocks *b, int of);

#endif
