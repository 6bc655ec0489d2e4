/* ggml_alloc.h: memory that a scheduled graph needs on each place, by the rules of ggml's graph allocator (ggml-alloc.c
   of 2026-08). */
#ifndef GGML_ALLOC_H
#define GGML_ALLOC_H

#include "ggml_sched.h"

/* Fills out_b with the bytes of each place's buffer (devices, then host). copies: micro-batches in flight; with more
   than one, inputs and copies between places are kept once per micro-batch. Uses up the counters in *g. */
void ggml_alloc_sizes(struct ggml_graph *g, const struct ggml_sched *s, int copies,
                      double out_b[GGML_GRAPH_MAX_PLACES]);

#endif
