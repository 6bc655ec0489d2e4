/* import_vllm.h: turns result files of vllm bench into speed rows. Sources: bench.h. In tokens/s:
   - serve, one request at a time: decode is 1 / mean_tpot, without the first token; prefill is prompt / mean_ttft,
     including waiting and HTTP.
   - serve, several requests at a time: decode is output_throughput, including the time of the prompts. A result with a
     request rate is left out: it measures the load.
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
