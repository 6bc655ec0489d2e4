/* bench_objects.h: JSON of programs that measure speeds and are no benchmarks of llama-bench or vLLM: llama-server
   ("timings"), ollama ("eval_count", "eval_duration" in ns), LM Studio ("stats"), TabbyAPI ("usage" with speeds),
   llama-batched-bench and llama-sweep-bench ("speed_tg").
   Source: tools/server/README.md and tools/batched-bench of ggml-org/llama.cpp; docs/api.md of ollama/ollama;
   developer/rest of lmstudio-ai/docs; endpoints/OAI/types/common.py of theroyallab/tabbyAPI. */
#ifndef BENCH_OBJECTS_H
#define BENCH_OBJECTS_H

struct bench_format_text;
struct tree;

/* Adds to t->list the results of the objects in the list, also of objects within them; an object that is of another
   program, or a result already, goes into the list as it is. Chunks of one answer count once, the last. */
void bench_objects_read(const struct bench_format_text *t, struct tree *objects);

#endif
