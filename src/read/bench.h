/* bench.h: what benchmark programs wrote, as a list of mappings with one result each, in the words of llama-bench's
   JSON or of vLLM's. Read, and told apart by their content: llama-bench -o json, jsonl, csv, md   ggml-org/llama.cpp
   tools/llama-bench: README.md and llama-bench.cpp (test::get_fields and the printers), 2024-01 to 2026-08; of Markdown
   also the lines on devices and the build around it vllm bench serve --save-result, --append-result,
   benchmark_serving.py       vllm-project/vllm vllm/benchmarks/serve.py vllm bench latency and vllm bench throughput
   --output-json                  .../latency.py, .../throughput.py */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

struct arena;
struct diags;
struct tree;

/* NULL with diagnostics when the text is none of these. text is cut up in place. */
struct tree *bench_read(struct arena *a, struct diags *d, const char *file, char *text, size_t size);
/* True when a line begins a Markdown table of llama-bench. */
int bench_md_has(const char *text);
/* The rows of its tables, with gpu_info and build_commit from the lines around them. */
void bench_md_read(struct arena *a, struct diags *d, const char *file, const char *text, struct tree *list);

#endif
