/* queue.h: waiting and speed of a server with many requests at once, by a formula (mean field). */
#ifndef QUEUE_H
#define QUEUE_H

#include "enums.h"
#include "step_case.h"

/* What is asked of a server: equal requests, from a fixed number of clients or at a rate. */
struct queue_load {
    double clients;            /* closed loop: each sends its next request when it has its answer; NaN: see rate_s */
    double rate_s;             /* open load: requests per second, at random times; used where clients is NaN */
    double depth, prompt, gen; /* tokens of a request: in its cache before the prompt, of the prompt, of the answer */
    double context;            /* tokens in its cache before the answer; NaN: depth + prompt */
    double max_seqs;           /* requests that the engine works on at once; NaN: no limit */
    double budget_tokens;      /* tokens of a step; NaN: the case's micro-batch */
    double pool_tokens;        /* tokens that the cache holds; NaN: no limit */
    /* closed loop: requests that come at once, from 1 to queue_most_together; NaN: the geometric mean of these */
    double together;
};

struct queue_result {
    double running;         /* requests that are worked on at once, mean */
    double output_tok_s;    /* tokens of answers per second, of all requests; unstable: the most that is reached */
    double tpot_s;          /* seconds per token of an answer behind its first */
    double ttft_s;          /* seconds from sending a request to its first token; NaN: unstable */
    bool unstable;          /* requests come faster than they are answered: the queue grows without end */
    enum queue_limit limit; /* what keeps further requests waiting */
};

/* Returns the batches that are in flight at once, each a server of its own with its part of requests and cache
   (queue_lane): one for each stage of a pipeline, if there are as many requests; 1 elsewhere. Each of them takes the
   whole step's time, since it passes all stages. requests: that there are at once; NaN: not limited. */
double queue_lanes(const struct step_case *c, double requests);
/* Returns the load of one of the batches in flight. */
struct queue_load queue_lane(const struct queue_load *l, double lanes);

/* Returns the most requests of a closed loop that come at once: those whose prompts share a step. Clients that began
   together and get answers of equal length stay together. 1 at a rate. */
double queue_most_together(const struct step_case *c, const struct queue_load *l);
/* Returns the seconds of a step of n decoding requests, each with half of its answer in the cache. */
double queue_decode_s(const struct step_case *c, const struct queue_load *l, double n);
/* Fills *out with the steady state. All figures are NaN where the cache does not hold a request, or where a rate of the
   devices is not known. Takes at most 10 steps (step_time); 3 of a closed loop. */
void queue_solve(const struct step_case *c, const struct queue_load *l, struct queue_result *out);

#endif
