/* memlog_llama.h: the start log of llama.cpp and of programs built on it (ik_llama.cpp, ollama with llama.cpp's
   runner): the loader's lines (llm_load_print_meta, print_info), the buffers (load_tensors, llama_kv_cache,
   llama_context, sched_reserve), the devices and why a start failed. Lines may have any prefix. */
#ifndef MEMLOG_LLAMA_H
#define MEMLOG_LLAMA_H

#include "memlog.h"

/* Returns whether the text has lines of the loader. */
bool memlog_llama_has(const char *text);
/* Adds a load for each model and context of the text. A line that looks like one of the loader's and is not read is a
   warning. */
void memlog_llama_read(struct memlog_text *t);

#endif
