/* bench_ollama.h: what `ollama run --verbose` prints after an answer: "prompt eval count", "prompt eval duration",
   "prompt eval rate", "eval count", "eval duration", "eval rate".
   Source: Metrics.Summary of api/types.go, ollama/ollama, 2023-07 to 2026-11. */
#ifndef BENCH_OLLAMA_H
#define BENCH_OLLAMA_H

#include "bench_timed.h"

#include <stdbool.h>

struct bench_format_text;
struct bench_log;

/* One answer. NAN: not stated. */
struct bench_ollama {
    int line;
    double prompt, gen; /* tokens */
    struct bench_timed prompt_s, prompt_speed, gen_s, gen_speed;
};

bool bench_ollama_has(const char *text);
void bench_ollama_read(const struct bench_format_text *t);
/* Adds the results of an answer. log NULL: nothing is known around it. model: its name; NULL: not stated. */
void bench_ollama_add(const struct bench_format_text *t, struct bench_log *log, const struct bench_ollama *r,
                      const char *model);

#endif
