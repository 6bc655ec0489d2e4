/* bench_guide.h: the tables that GuideLLM prints, as a format of bench_format.h. A result gets the keys of vLLM's JSON.
   - until 0.3: "Benchmarks Info" and "Benchmarks Stats", which state means;
   - since 0.4: "Run Summary Info", "Request Token Statistics", "Request Latency Statistics" and "Server Throughput
     Statistics", which state medians of times and lengths.
   Source: src/guidellm/benchmark/outputs/console.py and benchmark/output.py of vllm-project/guidellm, 2025 to 2026. */
#ifndef BENCH_GUIDE_H
#define BENCH_GUIDE_H

#include <stdbool.h>

struct bench_format_text;
struct tree;

bool bench_guide_has(const char *text);
void bench_guide_read(const struct bench_format_text *t);
/* Adds to a result how requests came, by GuideLLM's word: synchronous, concurrent@8, throughput, constant@1.5 or
   poisson@1.5. amount: streams or rate where the word has none; NAN: not known. */
void bench_guide_strategy(const struct bench_format_text *t, struct tree *result, const char *word, double amount);

#endif
