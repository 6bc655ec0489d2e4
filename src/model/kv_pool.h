/* kv_pool.h: KV cache of engines that reserve a fixed fraction of the memory and give the cache what weights and
   activations leave (vLLM, SGLang). */
#ifndef KV_POOL_H
#define KV_POOL_H

#include "placement.h"

/* Returns the tokens of context that a pool of pool_b bytes on each of n devices holds for one long sequence, all
   layers keeping the whole context. Hybrid models lose page_pad_frac of the pool to padding. */
double kv_pool_tokens(const struct placement_case *c, double pool_b, int n);

/* As kv_pool_tokens, as builds log it that count windows: the sequences of the case's context that the pool holds at
   once, times that context. */
double kv_pool_long_tokens(const struct placement_case *c, double pool_b, int n);

/* Returns the bytes on each of n devices of one sequence of `tokens` tokens; window layers keep their window plus one
   micro-batch, or everything where the engine does not drop what is behind the window. */
double kv_pool_need_b(const struct placement_case *c, double tokens, int n);

#endif
