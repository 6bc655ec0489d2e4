/* import_vllm.h: turns result files of vllm bench latency and throughput into speed rows; import_serving.h has those of
   vllm bench serve. Sources: bench.h. In tokens/s:
   - latency: decode is batch * gen / avg_latency, including the time of the prompts; with one generated token, prefill
   is batch * prompt / avg_latency. The user states batch and lengths, which are not in the file.
   - throughput: decode is num_requests * gen / elapsed_time, including the time of the prompts. The user states gen,
     because the file counts the tokens of prompts and answers together. */
#ifndef IMPORT_VLLM_H
#define IMPORT_VLLM_H

#include <stdbool.h>

struct bench_row_job;
struct tree;

/* Adds the rows of one result to job->rows, or diagnostics. Returns false when the result is not from vllm bench. */
bool import_vllm(struct bench_row_job *job, const struct tree *result);

#endif
