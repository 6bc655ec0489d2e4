/* ggml_sched.h: where each operation of a graph runs and what must be copied there first, by the rules of ggml's
   scheduler (ggml-backend.cpp of 2026-08). */
#ifndef GGML_SCHED_H
#define GGML_SCHED_H

#include "ggml_graph.h"

/* One entry of the final order. */
struct ggml_sched_step {
    int16_t node;
    bool only_keeps; /* computes nothing; keeps the node's memory until this entry */
};

struct ggml_sched {
    int n, n_copies;
    struct ggml_sched_step step[2 * GGML_GRAPH_MAX_NODES];
    int16_t copy[GGML_GRAPH_MAX_NODES]; /* nodes that are copies, in the order they are made */
};

/* Fills *out with the order of operations, copies included, and the place of every node. offload: operations on weights
   of the host run on device 0, to which the weights are copied, as for large batches. The copies may fill the graph: do
   not use the result if g->full is set afterwards. */
void ggml_sched_make(struct ggml_graph *g, bool offload, struct ggml_sched *out);

#endif
