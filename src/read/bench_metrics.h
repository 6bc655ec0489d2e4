/* bench_metrics.h: the table and the CSV of genai-perf and AIPerf, as a format of bench_format.h. A result gets the
   keys of vLLM's JSON.
   Source: genai_perf/export_data of triton-inference-server/perf_analyzer; exporters and docs/ of ai-dynamo/aiperf,
   2024 to 2026. */
#ifndef BENCH_METRICS_H
#define BENCH_METRICS_H

#include <stdbool.h>

struct bench_format_text;

bool bench_metrics_has(const char *text);
void bench_metrics_read(const struct bench_format_text *t);

#endif
