/* memlog_vllm.h: the start log of vLLM, of V0 and V1: the weights and the cache of one card, the pool's tokens, and why
   a start failed. It names no card. */
#ifndef MEMLOG_VLLM_H
#define MEMLOG_VLLM_H

#include "memlog.h"

/* Returns whether the text has lines of vLLM's start. */
bool memlog_vllm_has(const char *text);
/* Adds a load for each engine that starts in the text. */
void memlog_vllm_read(struct memlog_text *t);

#endif
