/* bench_vllm_text.h: what `vllm bench throughput` and `vllm bench latency` print: "Throughput: 3.47 requests/s, 1234.50
   total tokens/s, 567.80 output tokens/s" and "Avg latency: 2.3 seconds", as results with the keys of their JSON.
   Source: vllm/benchmarks/throughput.py and latency.py of vllm-project/vllm, 2024-01 to 2026-10. */
#ifndef BENCH_VLLM_TEXT_H
#define BENCH_VLLM_TEXT_H

#include <stdbool.h>

struct bench_format_text;

bool bench_vllm_text_has(const char *text);
void bench_vllm_text_read(const struct bench_format_text *t);

#endif
