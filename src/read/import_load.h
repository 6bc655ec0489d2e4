/* import_load.h: one result of a serving benchmark: the load that came, and what was measured. The result has the keys
   of vLLM's JSON and these, which other readers add:
   - program: what printed it; engine: id of the engine; engine_open: yes, the program measures any engine;
   - arrivals: word of the enum, where request_rate and max_concurrency do not say it;
   - mean_input_tokens, mean_output_tokens: where totals are not stated;
   - tensor_parallel, data_parallel, ctx, max_seqs, budget_tokens, kv_type, flags: of the server;
   - cut_off, failed_some: yes; windows: yes, its speeds are of a part of the run. */
#ifndef IMPORT_LOAD_H
#define IMPORT_LOAD_H

#include "bench_row.h"
#include "enums.h"

struct import_load {
    const struct tree *result;
    struct bench_row_who who;
    const char *program, *flags, *kv_type, *how; /* how: words for the note; NULL: none */
    enum arrivals arrivals;                      /* unknown: one request at a time, and clients is 1 */
    double clients, rate_s, requests;            /* NaN: not stated, or not of this load */
    double prompt, gen;                          /* tokens, means */
    double output_tok_s, total_tok_s, ttft_s, tpot_s;
    double ctx, max_seqs, budget_tokens;
    bool medians; /* only medians of the times are stated */
    bool gaps;    /* tpot_s is the mean gap between tokens */
};

/* Is the result one of a serving benchmark? */
bool import_load_is(const struct tree *result);
/* Reads a result. Returns false with a diagnostic when it lacks something, contradicts itself or what the user states,
   or a row cannot describe it. */
bool import_load_read(struct bench_row_job *job, const struct tree *result, struct import_load *out);

#endif
