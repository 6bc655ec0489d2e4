/* bench_sweep.h: tables of llama-sweep-bench (ik_llama.cpp) and llama-batched-bench (llama.cpp): prefill and decode at
   rising depth, or of several sequences at once; with the lines around them (bench_log.h).
   Source: examples/sweep-bench/sweep-bench.cpp of ikawrakow/ik_llama.cpp; tools/batched-bench/batched-bench.cpp of
   ggml-org/llama.cpp. */
#ifndef BENCH_SWEEP_H
#define BENCH_SWEEP_H

#include "bench_timed.h"

#include <stdbool.h>

struct bench_format_text;
struct bench_log;

/* One row. NAN: not stated. */
struct bench_sweep {
    double prompt, gen, kv; /* tokens; kv: in the cache before, or with sequences all tokens of the row */
    double sequences;       /* NAN: a row of sweep-bench */
    double shared;          /* 1: the sequences share the prompt; 0: they do not */
    double separate;        /* 1: the sequences generate one after the other */
    struct bench_timed prompt_s, prompt_speed, gen_s, gen_speed;
};

bool bench_sweep_has(const char *text);
void bench_sweep_read(const struct bench_format_text *t);
/* Adds the results of a row: of the prompt and of the answer. log NULL: nothing is known around it. */
void bench_sweep_add(const struct bench_format_text *t, struct bench_log *log, int line, const struct bench_sweep *row);

#endif
