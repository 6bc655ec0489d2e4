/* memlog_sglang.h: the start log of SGLang: weights and cache of one card, the pool's tokens. It names no card. */
#ifndef MEMLOG_SGLANG_H
#define MEMLOG_SGLANG_H

#include "memlog.h"

/* Returns whether the text has lines of SGLang's start. */
bool memlog_sglang_has(const char *text);
/* Adds a load for each server that starts in the text. */
void memlog_sglang_read(struct memlog_text *t);

#endif
