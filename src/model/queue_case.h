/* queue_case.h: the load of a prepared case's server, and its steady state over all batches in flight. Scenarios and
   `predict --clients` both ask here, so they agree. */
#ifndef QUEUE_CASE_H
#define QUEUE_CASE_H

#include "predict_case.h"
#include "queue.h"
#include "range.h"

/* Returns the load of c->batch clients, each with the case's depth, prompt and gen; the cache has no limit. Callers
   change what they know better. */
struct queue_load queue_case_load(const struct predict_case *c);
/* Fills *out like queue_solve, for all batches in flight together (queue_lanes): running and output are their sums,
   TPOT and TTFT those of one request. */
void queue_case_solve(const struct step_case *s, const struct queue_load *l, struct queue_result *out);
/* Returns the range of the TTFT whose middle, of queue_case_solve, is ttft_s: its low end for clients who come apart,
   its high end for clients who come together, each times those of `factor` (of the seconds of a prompt; mid 1). */
struct range queue_case_ttft(const struct step_case *s, const struct queue_load *l, double ttft_s, struct range factor);

#endif
