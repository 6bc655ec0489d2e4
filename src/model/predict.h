/* predict.h: a prepared case on a prepared rig: memory verdict, decode, prefill, TTFT with their ranges, and the bound.
 */
#ifndef PREDICT_H
#define PREDICT_H

#include "memory.h"
#include "step.h"

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

struct predict_out {
    struct prediction figures;
    struct memory memory;
    struct step_time decode,
        prefill; /* a step in the middle of the answer, and one of the prompt; times NaN where it does not fit */
};

/* Micro-batches that the prompt is worked through in. */
double predict_prompt_steps(const struct predict_case *c);
/* False when no calibration speaks of the case: the rig's constants are unknown, and *out->memory is left as it is. */
bool predict_run(const struct predict_case *c, const struct rig *r, const struct policy *p, struct predict_out *out);
/* Seconds of one decode step, or of the whole prompt, for a placement that is known: what calibration compares with
   measurements. */
double predict_s(const struct predict_case *c, const struct placement *pl, const struct rig *r, const struct policy *p,
                 enum phase phase);

#endif
