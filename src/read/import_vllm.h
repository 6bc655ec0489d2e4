/* import_vllm.h: result files of vllm bench as speed rows. Sources: bench.h.
     serve       one stream: decode is 1 / mean_tpot (which leaves out the first token), prefill is prompt / mean_ttft,
   waiting and HTTP included; several at once: output_throughput, the prompts' time included. Where requests came at a
   rate, it is a load and no speed latency     batch and lengths are not in the file: batch * gen / avg_latency, the
   prompts' time included; of one token: prefill throughput  the file has prompts and answers together: the answers are
   num_requests * gen */
#ifndef IMPORT_VLLM_H
#define IMPORT_VLLM_H

#include <stdbool.h>

struct bench_row_job;
struct tree;

/* Rows of one result; false when it is none of vLLM's. */
bool import_vllm(struct bench_row_job *job, const struct tree *result);

#endif
