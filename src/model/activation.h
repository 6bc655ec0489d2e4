/* activation.h: activation memory of engines that reserve a pool (vLLM, SGLang), as they profile it when they start. */
#ifndef ACTIVATION_H
#define ACTIVATION_H

#include "llm.h"

/* Returns the bytes of activations on one of n devices for a profiled step of `tokens` tokens: per token act_ffn
   feed-forward vectors (divided among the devices) and act_hidden hidden vectors of 16 bits. Returns 0 if the engine's
   record states no act_ffn. */
double activation_b(const struct llm *l, const struct engine *e, double tokens, int n);

#endif
