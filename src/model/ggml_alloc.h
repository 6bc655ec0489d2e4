/* ggml_alloc.h: how much memory a scheduled graph needs on each place: ggml's graph allocator (ggml-alloc.c of
   2026-08). Tensors are placed in the order of work, each in the smallest hole that holds it, else at the end; a tensor
   is freed with its last use; a step that may works in the memory of its source. */
#ifndef GGML_ALLOC_H
#define GGML_ALLOC_H

#include "ggml_sched.h"

/* Bytes of each place's buffer. copies is 1, or how many micro-batches are in flight: then inputs and copies are kept
   that often. */
void ggml_alloc_sizes(struct ggml_graph *g, const struct ggml_sched *s, int copies,
                      double out_b[GGML_GRAPH_MAX_PLACES]);

#endif
