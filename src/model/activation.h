/* activation.h: activations of engines that take a pool of memory (vLLM and its like), as profiled at start. */
#ifndef ACTIVATION_H
#define ACTIVATION_H

#include "llm.h"

/* Bytes of activations on one of n devices when a step of that many tokens is profiled: per token so many feed-forward
   and hidden vectors of 16 bits (act_* of the engine). 0 where the engine's record has none. */
double activation_b(const struct llm *l, const struct engine *e, double tokens, int n);

#endif
