/* queue_run.h: a benchmark run of a server: so many requests, and no more. */
#ifndef QUEUE_RUN_H
#define QUEUE_RUN_H

#include "queue.h"

struct queue_run {
    double requests; /* NaN: the load goes on */
    double longest;  /* tokens of the longest answer; NaN: all are equal */
};

/* Fills *out with the means over the requests of the run. A load without clients and without rate is a burst: all
   requests, whose number must be known, come at once. ttft_s is known of an unstable load too, because a run ends. All
   figures are NaN where queue_solve says so. */
void queue_run_solve(const struct step_case *c, const struct queue_load *l, const struct queue_run *r,
                     struct queue_result *out);

/* Fills *out for a batch of l->clients sequences: all prompts are computed first, then all decode. ttft_s is the time
   of all prompts, output_tok_s is of the time behind it. */
void queue_run_batch(const struct step_case *c, const struct queue_load *l, struct queue_result *out);

#endif
