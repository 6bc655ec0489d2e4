/* ggml_sched.h: where each step of a graph runs and what must be copied there first: the rules of ggml's scheduler
   (ggml-backend.cpp of 2026-08). Work follows its weights; work without weights joins its neighbours; runs of work in
   one place form a stretch, and what a stretch needs from elsewhere is copied at its start. */
#ifndef GGML_SCHED_H
#define GGML_SCHED_H

#include "ggml_graph.h"

/* The order of work with copies in it. */
struct ggml_sched_step {
    int16_t node;
    bool only_keeps; /* keeps the node's memory until here and does nothing else */
};

struct ggml_sched {
    int n, n_copies;
    struct ggml_sched_step step[2 * GGML_GRAPH_MAX_NODES];
    int16_t copy[GGML_GRAPH_MAX_NODES]; /* the copies, in the order they are made */
};

/* What is made of a full graph is of no use; copies may fill it. With offload, work on weights of the host runs on
   device 0 and the weights are copied there, as large batches do. */
void ggml_sched_make(struct ggml_graph *g, bool offload, struct ggml_sched *out);

#endif
