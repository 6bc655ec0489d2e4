/* compute_buffers.h: llama.cpp's compute buffers on each device and on the host: the graph of a micro-batch
   (llama_graph.h), scheduled (ggml_sched.h) and packed (ggml_alloc.h) as ggml does before it computes anything. */
#ifndef COMPUTE_BUFFERS_H
#define COMPUTE_BUFFERS_H

#include "placement.h"

/* Fills compute_b of every device and host_compute_b of a placement whose layers are already placed. Takes them
   from c->cache if they are there, else keeps them there. */
void compute_buffers_fill(const struct placement_case *c, struct placement *out);

#endif
