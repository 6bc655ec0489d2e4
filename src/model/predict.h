/* predict.h: a prepared case on a prepared rig: memory verdict, decode, prefill, TTFT with their ranges, and the bound.
 */
#ifndef PREDICT_H
#define PREDICT_H

#include "memory.h"
#include "predict_case.h"
#include "step.h"

struct predict_out {
    struct prediction figures;
    struct memory memory;
    struct step_time decode,
        prefill; /* a step in the middle of the answer, and one of the prompt; times NaN where it does not fit */
};

/* False when no calibration speaks of the case: the rig's constants are unknown, and *out->memory is left as it is. */
bool predict_run(const struct predict_case *c, const struct rig *r, const struct policy *p, struct predict_out *out);
#endif
