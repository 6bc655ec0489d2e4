/* import_serving.h: turns results of serving benchmarks (import_load.h) into rows. One request at a time: speed rows,
   in tokens/s, where decode is 1 / mean TPOT, without the first token, and prefill is prompt / mean TTFT, including
   waiting and HTTP. Every other load: a row of a serving file (serving_row.def). */
#ifndef IMPORT_SERVING_H
#define IMPORT_SERVING_H

#include "import_load.h"

struct import_serving {
    struct import_load *v;
    size_t n, room;
};

/* Adds the result to those that import_serving_rows takes. Returns false when it is not one of a serving benchmark. */
bool import_serving_add(struct bench_row_job *job, struct import_serving *s, const struct tree *result);
/* Adds the rows to job->rows (speed rows) or to job->loads (rows of a serving file, if any result is of several
   requests at once; then those of one request at a time are among them), or diagnostics. */
void import_serving_rows(struct bench_row_job *job, const struct import_serving *s);

#endif
