/* compute_buffers_classic.h: compute buffers of ik_llama.cpp, and of llama.cpp before 2026, by closed formulas. */
#ifndef COMPUTE_BUFFERS_CLASSIC_H
#define COMPUTE_BUFFERS_CLASSIC_H

#include "placement.h"

/* Fills compute_b of every device and host_compute_b of a placement whose layers are already placed. Latent attention
   is expanded for as many heads at once as fit in c->attn_batch_mib. */
void compute_buffers_classic_fill(const struct placement_case *c, struct placement *out);

#endif
