/* buffers.h: llama.cpp's compute buffers on each device and on the host: the graph of a micro-batch (blocks.h), scheduled
   (schedule.h) and packed (pack.h) as ggml does before it computes anything. */
#ifndef BUFFERS_H
#define BUFFERS_H

#include "placement.h"

/* Fills compute_b of every device and host_compute_b of a placement whose layers are already placed. */
void buffers_fill(const struct placement_case *c, struct placement *out);
/* Fills them from the case's `known`; false, and nothing done, where that is of another case or placement. */
bool buffers_recall(const struct placement_case *c, struct placement *out);
/* Keeps them together with what they are of. */
void buffers_store(const struct placement_case *c, const struct placement *p, struct placement_buffers *out);

#endif
