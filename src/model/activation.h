/* activation.h: activation memory of engines that reserve a pool (vLLM, SGLang), as they profile it when they start. */
#ifndef ACTIVATION_H
#define ACTIVATION_H

#include "llm.h"

/* Returns the bytes of activations on one of n devices for a profiled step of `tokens` tokens: per token act_ffn
   feed-forward vectors (divided among the devices), or what the active experts keep (act_experts), and act_hidden
   hidden vectors of 16 bits. Returns 0 if the engine's record states no act_ffn. */
double activation_b(const struct llm *l, const struct engine *e, double tokens, int n);
/* Returns the most bytes of activations on one of n devices when the pool is sized: those of the step, or of the
   sampler that picks one token for each of `seqs` requests with act_logits vocabularies of 32 bits alive. Every device
   samples from the whole vocabulary. act_logits or seqs NaN: no sampler counts. */
double activation_peak_b(const struct llm *l, double step_b, double act_logits, double seqs);

#endif
