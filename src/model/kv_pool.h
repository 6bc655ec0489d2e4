/* kv_pool.h: engines that take a fixed part of the memory and give what weights and activations leave to the cache
   (vLLM and its like). */
#ifndef KV_POOL_H
#define KV_POOL_H

#include "placement.h"

/* Tokens of context that a pool of that many bytes on each of n devices holds, one long sequence. Layers of hybrid
   models lose page_pad_frac of it. */
double kv_pool_tokens(const struct placement_case *c, double pool_b, int n);

/* Bytes on each of n devices of one sequence of that many tokens; window layers keep their window and one step. */
double kv_pool_need_b(const struct placement_case *c, double tokens, int n);

#endif
