/* buffers_classic.h: compute buffers of ik_llama.cpp, and of llama.cpp before 2026. Largest of the paths through the graph, in bytes,
   from published logs (data/measured/memory_logs.csv); docs/model.md has the formulas and how well each agrees. */
#ifndef BUFFERS_CLASSIC_H
#define BUFFERS_CLASSIC_H

#include "buffers.h"

/* One device. Latent attention is unpacked for as many heads at once as c->attn_batch_mib holds. */
double buffers_classic_device_b(const struct placement_case *c, const struct buffers_device *d);
/* The host beside devices: one F32 mask and a hidden vector of each token, of each expert in use where the host computes experts. */
double buffers_classic_host_b(const struct placement_case *c, bool experts);

#endif
