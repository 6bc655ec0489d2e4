/* schedule.h: where each step of a graph runs and what must be copied there first: the rules of ggml's scheduler
   (ggml-backend.cpp of 2026-08). Work follows its weights; work without weights joins its neighbours; runs of work in one place
   form a stretch, and what a stretch needs from elsewhere is copied at its start. */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include "graph.h"

/* The order of work with copies in it. */
struct schedule_step {
    int16_t node;
    bool only_keeps;  /* keeps the node's memory until here and does nothing else */
};

struct schedule {
    int n, n_copies;
    struct schedule_step step[2 * GRAPH_MAX_NODES];
    int16_t copy[GRAPH_MAX_NODES]; /* the copies, in the order they are made */
};

/* What is made of a full graph is of no use; copies may fill it. With offload, work on weights of the host runs on device 0 and the weights are copied there, as large batches do. */
void schedule_make(struct graph *g, bool offload, struct schedule *out);

#endif
