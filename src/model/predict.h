/* predict.h: a prepared case on a prepared rig: memory verdict, decode, prefill, TTFT with their ranges, and the bound. */
#ifndef PREDICT_H
#define PREDICT_H

#include "memory.h"
#include "step.h"

struct predict_case {
    struct placement_case memory;
    double depth, prompt, gen;     /* tokens in the cache before; of the prompt; generated */
    double batch;                  /* sequences decoded at once; rates are sums over them */
    bool want_largest_ctx;         /* costs a bisection */
};

struct predict_out {
    struct prediction figures;
    struct memory memory;
    struct step_time decode, prefill; /* a step in the middle of the answer, and one of the prompt; times NaN where it does not fit */
};

/* False when no calibration speaks of a device's backend. */
bool predict_run(const struct predict_case *c, const struct rig *r, const struct policy *p, const struct calibration_list *cal,
                 struct predict_out *out);

#endif
