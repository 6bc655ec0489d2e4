/* llama_graph_op.h: a llama.cpp graph under construction, and the operations that its layers are made of. Widths are
   elements of F32 per token unless they say so. */
#ifndef LLAMA_GRAPH_OP_H
#define LLAMA_GRAPH_OP_H

#include "ggml_graph.h"
#include "placement.h"

/* A graph under construction. */
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

/* A multiplication by the nth matrix of that kind, its result `width`
   wide; expert matrices take the chosen experts too. */
int llama_graph_op_weight(const struct llama_graph *b, enum tensor role, enum tensors_class class, int nth);
int llama_graph_op_product(const struct llama_graph *b, int weight, int of, double width);
int llama_graph_op_norm(const struct llama_graph *b, int of, double width);
int llama_graph_op_step(const struct llama_graph *b, int flags, double width, int first, int second);
int llama_graph_op_bias(const struct llama_graph *b, int of, double width, enum flag there);
/* Format of cached values. */
const struct format *llama_graph_op_values(const struct llama_graph *b);
/* One expert a token, whose weight is applied to a copy of the input (Llama 4). */
bool llama_graph_op_single_expert(const struct model *m);

#endif
