/* bench.h: reads the output of benchmark programs as a list of mappings, one for each result, with the keys of
   llama-bench's JSON or of vLLM's JSON. The format is recognised by the content:
   - llama-bench -o json, jsonl, csv or md; of Markdown also the lines around the tables that name devices and build.
     Source: tools/llama-bench/README.md and llama-bench.cpp (test::get_fields and the printers) of ggml-org/llama.cpp,
     2024-01 to 2026-08.
   - vllm bench serve --save-result or --append-result, and benchmark_serving.py.
     Source: vllm/benchmarks/serve.py of vllm-project/vllm.
   - vllm bench latency and vllm bench throughput with --output-json.
     Source: vllm/benchmarks/latency.py and throughput.py of vllm-project/vllm. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

struct arena;
struct diags;
struct tree;

/* Returns the list of results; NULL with diagnostics when the text has none of these formats or has faults. Modifies
   text. */
struct tree *bench_read(struct arena *a, struct diags *d, const char *file, char *text, size_t size);
/* Returns true when a line of the text is the head of a Markdown table of llama-bench. */
int bench_md_has(const char *text);
/* Adds the rows of the Markdown tables to list, with gpu_info and build from the lines around the tables. Faults are
   diagnostics. */
void bench_md_read(struct arena *a, struct diags *d, const char *file, const char *text, struct tree *list);

#endif
