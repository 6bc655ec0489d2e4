/* bench_timings.h: the timings that llama.cpp prints at the end of a run and llama-server after each request, with
   whatever stands before the lines: "prompt eval time = 500.00 ms / 1000 tokens (..., 2000.00 tokens per second)" and
   "eval time = ...". Tokens that were in the cache already are the depth; requests that ran at the same time are left
   out.
   Source: common_perf_print of common/sampling.cpp, llama_perf_context_print and llama_print_timings of src/llama*.cpp,
   and slot print_timing of tools/server, ggml-org/llama.cpp, 2023-07 to 2026-11; print_timings of
   ikawrakow/ik_llama.cpp. */
#ifndef BENCH_TIMINGS_H
#define BENCH_TIMINGS_H

#include "bench_timed.h"

#include <stdbool.h>

struct bench_format_text;
struct bench_log;

/* One request or run. NAN: not stated. */
struct bench_request {
    int line;
    const char *program, *engine; /* engine NULL: llama.cpp, whose backend must be known */
    double prompt, gen, cached;   /* tokens: processed, generated, in the cache before */
    struct bench_timed prompt_s, prompt_speed, gen_s, gen_speed;
    bool drafted; /* speculative */
};

/* Returns a request that states nothing. */
struct bench_request bench_timings_none(int line, const char *program);
/* Adds the results of a request: of its prompt, if it has more than one token, and of its answer. log NULL: nothing is
   known around it. Returns how many were added: the last ones of the list. */
int bench_timings_add(const struct bench_format_text *t, struct bench_log *log, const struct bench_request *r);
bool bench_timings_has(const char *text);
void bench_timings_read(const struct bench_format_text *t);

#endif
