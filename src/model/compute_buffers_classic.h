/* compute_buffers_classic.h: compute buffers of ik_llama.cpp, and of llama.cpp before 2026. Largest of the paths
   through the graph, in bytes, from published logs (data/measured/memory_logs.csv); docs/model.md has the formulas and
   how well each agrees. */
#ifndef COMPUTE_BUFFERS_CLASSIC_H
#define COMPUTE_BUFFERS_CLASSIC_H

#include "placement.h"

/* Fills compute_b of every device and host_compute_b of a placement whose layers are already placed. Latent attention
   is unpacked for as many heads at once as c->attn_batch_mib holds. */
void compute_buffers_classic_fill(const struct placement_case *c, struct placement *out);

#endif
