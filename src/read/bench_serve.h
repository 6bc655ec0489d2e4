/* bench_serve.h: results that serving benchmarks print as lines of a name and a value, as a format of bench_format.h.
   A result gets the keys of vLLM's JSON; its load comes from its own lines, else from the command above it.
   - vllm bench serve, benchmark_serving.py, sglang.bench_serving and lmdeploy's profile_restful_api.py: "Serving
     Benchmark Result"; sglang.bench_offline_throughput: "Offline Throughput Benchmark Result".
     Source: vllm/benchmarks/serve.py of vllm-project/vllm, python/sglang/bench_serving.py and
     bench_offline_throughput.py of sgl-project/sglang, 2024 to 2026.
   - lmdeploy's profile_throughput.py and profile_restful_api.py until 2024. Source: benchmark/ of InternLM/lmdeploy.
   - trtllm-bench throughput. Source: tensorrt_llm/bench/dataclasses/reporting.py of NVIDIA/TensorRT-LLM.
   - sglang.bench_one_batch and bench_latency. Source: python/sglang/bench_one_batch.py of sgl-project/sglang. */
#ifndef BENCH_SERVE_H
#define BENCH_SERVE_H

#include <stdbool.h>

struct bench_format_text;

bool bench_serve_has(const char *text);
void bench_serve_read(const struct bench_format_text *t);

#endif
