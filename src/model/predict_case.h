/* predict_case.h: a case that is ready to be predicted: memory case, load, speculative decoding and prediction
   intervals. Plain data; prepare/ fills it. */
#ifndef PREDICT_CASE_H
#define PREDICT_CASE_H

#include "placement.h"
#include "range.h"

struct predict_case;

/* Speculative decoding. */
struct predict_draft {
    double tokens;                    /* draft tokens per step */
    double accept_frac;               /* probability that a draft token is accepted if all before it were */
    const struct predict_case *model; /* the draft model with this load; NULL: the model's own prediction layers */
    const struct rig *rig;            /* the rig that the draft model runs on */
    double gib;                       /* memory that it takes on the devices; already in their overhead */
};

struct predict_case {
    struct placement_case memory;
    double depth, prompt, gen; /* tokens: in the cache before the prompt; of the prompt; of the answer */
    double batch;              /* sequences decoded at once; rates are sums over them */
    /* The batch is that many clients, each of which asks again when it has its answer: prompts are computed while
       others decode (queue.h). false: all sequences decode at the same time, as in a benchmark. */
    bool clients;
    /* factors around the predicted speed that contain 80 % and 95 % of measured cases; mid is 1, NaN: not known */
    struct range decode_spread, prefill_spread;
    const struct predict_draft *draft; /* NULL: no speculative decoding */
    bool want_largest_ctx;             /* also find the largest context, by bisection */
};

#endif
