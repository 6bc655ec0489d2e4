/* bench.h: reads the output of benchmark programs as a list of mappings, one for each result, with the keys of
   llama-bench's JSON or of vLLM's JSON. The format is recognised by the content:
   - llama-bench -o json, jsonl, csv or md, alone or among the lines of a log; the lines around the tables of Markdown
     name devices, build and model.
     Source: tools/llama-bench/README.md and llama-bench.cpp (test::get_fields and the printers) of ggml-org/llama.cpp,
     2024-01 to 2026-08.
   - vllm bench serve --save-result or --append-result, and benchmark_serving.py.
     Source: vllm/benchmarks/serve.py of vllm-project/vllm.
   - vllm bench latency and vllm bench throughput with --output-json (bench_vllm_text.h: as printed).
     Source: vllm/benchmarks/latency.py and throughput.py of vllm-project/vllm.
   - bench_sweep.h: llama-sweep-bench of ik_llama.cpp, llama-batched-bench.
   - bench_timings.h: timings of llama.cpp and llama-server.
   - bench_ollama.h: ollama --verbose.
   - bench_mlx.h: mlx_lm.benchmark, mlx_lm.generate.
   - bench_kobold.h: koboldcpp --benchmark, its CSV, its console.
   - bench_exllama.h: ExLlamaV2, ExLlamaV3, TabbyAPI.
   - bench_lmstudio.h: statistics of LM Studio.
   - bench_objects.h: JSON of llama-server, ollama, LM Studio, TabbyAPI, llama-batched-bench and llama-sweep-bench.
   - serving benchmarks: bench_serve.h, bench_metrics.h and bench_guide.h (printed), bench_other.h (JSON). */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;
struct tree;

/* Returns whether the text, in UTF-8, looks like the output of a benchmark. */
bool bench_has(const char *text);
/* Returns the list of results; NULL with diagnostics when the text has none of these formats or has faults. Text in
   UTF-16 is read as well. Modifies text. */
struct tree *bench_read(struct arena *a, struct diags *d, const char *file, char *text, size_t size);

#endif
