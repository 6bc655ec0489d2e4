/* compute_buffers.h: llama.cpp's compute buffers on each device and on the host: the graph of a micro-batch
   (llama_graph.h), scheduled (ggml_sched.h) and packed (ggml_alloc.h) as ggml does before it computes anything. */
#ifndef COMPUTE_BUFFERS_H
#define COMPUTE_BUFFERS_H

#include "placement.h"

/* Fills compute_b of every device and host_compute_b of a placement whose layers are already placed. */
void compute_buffers_fill(const struct placement_case *c, struct placement *out);
/* Fills them from c->known. Returns false, and changes nothing, if that belongs to another case or placement. */
bool compute_buffers_recall(const struct placement_case *c, struct placement *out);
/* Fills *out with the placement's buffers and with the case that they belong to. */
void compute_buffers_store(const struct placement_case *c, const struct placement *p, struct placement_buffers *out);

#endif
