/* bench_exllama.h: ExLlamaV2, ExLlamaV3 and TabbyAPI: test_inference.py -s and -ps (" ** Position   128 + 128 tokens:
   ... t/s", " ** Length   128 tokens: ... t/s"), eval/perf.py ("Length     256:  1000.00 tokens/s", "Context    0:
   ...") and TabbyAPI's line after each request ("Metrics (ID: ...): 200 tokens generated in 5.0 seconds (Queue: ...").
   Source: test_inference.py of turboderp-org/exllamav2; eval/perf.py of turboderp-org/exllamav3; common/gen_logging.py
   of theroyallab/tabbyAPI, 2024-05 to 2026-10. */
#ifndef BENCH_EXLLAMA_H
#define BENCH_EXLLAMA_H

#include <stdbool.h>

struct bench_format_text;

bool bench_exllama_has(const char *text);
void bench_exllama_read(const struct bench_format_text *t);

#endif
