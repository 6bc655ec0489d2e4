/* bench_other.h: JSON results of programs whose keys are not those of llama-bench or vLLM: each becomes results with
   the keys of vLLM's JSON.
   - GuideLLM's benchmarks.json. Source: src/guidellm/benchmark/schemas of vllm-project/guidellm, 2025 to 2026.
   - genai-perf's profile_export_genai_perf.json and AIPerf's profile_export_aiperf.json. Source: as bench_metrics.h.
   - sglang.bench_one_batch --result-filename, sglang.bench_offline_throughput --result-filename. Source: as
     bench_serve.h. */
#ifndef BENCH_OTHER_H
#define BENCH_OTHER_H

struct bench_format_text;
struct tree;

/* Returns the list with such results replaced; others stay. */
struct tree *bench_other(const struct bench_format_text *t);

#endif
