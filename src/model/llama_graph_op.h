/* llama_graph_op.h: a llama.cpp graph under construction, and the operations that its layers are made of. Widths are
   elements of F32 per token; nodes are numbers in the graph. */
#ifndef LLAMA_GRAPH_OP_H
#define LLAMA_GRAPH_OP_H

#include "ggml_graph.h"
#include "placement.h"

/* A graph under construction. */
struct llama_graph {
    struct ggml_graph *g;
    const struct placement_case *c;
    const struct model *m;
    double tokens;                   /* of the micro-batch */
    double rows;                     /* tokens still processed: fewer once the rows with logits are selected */
    double cells, window_cells;      /* cache cells of a full layer and of a window layer */
    int stream;                      /* node of the residual */
    int pos, out_ids, scale, states; /* input nodes: positions, rows with logits, query scales, rows of states */
    /* input nodes of the cache, [0] for full layers, [1] for window layers: mask, row indices, rotation matrices */
    int mask[2], k_rows[2], v_rows[2], k_rotation[2], v_rotation[2];
    int layer;                             /* the current layer; -1: none */
    int place, experts_place, cache_place; /* places of its weights, routed experts and cache */
    bool pinned;                           /* all weights are on devices: a norm runs where its layer is */
};

/* Adds the nth matrix of that role and class in the current layer, on its place. Returns its node. */
int llama_graph_op_weight(const struct llama_graph *b, enum tensor role, enum tensors_class class, int nth);
/* Adds the product of a weight and node `of`, `width` wide. Returns its node. */
int llama_graph_op_product(const struct llama_graph *b, int weight, int of, double width);
/* Adds a norm with its weight, and with its bias if the model has one. Returns its node. */
int llama_graph_op_norm(const struct llama_graph *b, int of, double width);
/* Adds an operation on one or two nodes (GGML_GRAPH_NONE: none), `width` wide. Returns its node. */
int llama_graph_op_step(const struct llama_graph *b, int flags, double width, int first, int second);
/* Adds a bias if `there` is yes; otherwise returns `of`. */
int llama_graph_op_bias(const struct llama_graph *b, int of, double width, enum flag there);
/* Returns the format of cached values. */
const struct format *llama_graph_op_values(const struct llama_graph *b);
/* Returns true for models with one expert per token, whose weight is applied to a copy of the input (Llama 4). */
bool llama_graph_op_single_expert(const struct model *m);

#endif
