/* predict_case.h: a case that is ready to be predicted: placement case, load, speculative decoding and prediction
   intervals. Plain data; prepare/ fills it. */
#ifndef PREDICT_CASE_H
#define PREDICT_CASE_H

#include "placement.h"
#include "range.h"

struct predict_case;

/* Speculative decoding. */
struct predict_draft {
    double tokens, accept_frac;       /* drafted in a step; chance that one is accepted where those before it are */
    const struct predict_case *model; /* what drafts, with this load; NULL: the model's own prediction layers */
    const struct rig *rig;            /* what that runs on */
    double gib;                       /* what it takes of the devices; already in their overhead */
};

struct predict_case {
    struct placement_case memory;
    double depth, prompt, gen; /* tokens in the cache before; of the prompt; generated */
    double batch;              /* sequences decoded at once; rates are sums over them */
    struct range decode_spread,
        prefill_spread; /* factors of a speed within which such cases lie; mid is 1, NaN where nothing is known */
    const struct predict_draft *draft; /* NULL: none */
    bool want_largest_ctx;             /* costs a bisection */
};

#endif
