/* predict.h: predicts a prepared case on a prepared rig: memory verdict, decode, prefill and TTFT with their prediction
   intervals, and what limits the speed. */
#ifndef PREDICT_H
#define PREDICT_H

#include "memory.h"
#include "predict_case.h"
#include "step.h"

struct predict_out {
    struct prediction figures;
    struct memory memory;
    struct step_time decode;  /* the step in the middle of the answer; all zero if the case does not fit */
    struct step_time prefill; /* the step of one micro-batch of the prompt; all zero if the case does not fit */
};

/* Fills *out. Returns false when no calibration record covers the case, so that constants or prediction intervals are
   unknown; out->memory is unchanged then. */
bool predict_run(const struct predict_case *c, const struct rig *r, const struct policy *p, struct predict_out *out);

/* Returns the decode speed in tokens/s, summed over the sequences, of a case whose layers are placed like that, even if
   they do not fit; NaN where predict_run returns false. Under load (predict_has_load) no prompts slow it down, so it is
   at least that of predict_speeds_of. */
double predict_decode_tok_s(const struct predict_case *c, const struct rig *r, const struct policy *p,
                            const struct placement *pl);

/* Speeds of a case whose placement is known. */
struct predict_speeds {
    struct range decode_tok_s; /* summed over the sequences */
    struct range ttft_s;       /* of a prompt that starts behind prompt_depth tokens */
    double ceiling_tok_s;      /* summed over the sequences, of bandwidth alone; decode_tok_s never exceeds it */
};

/* Returns true if several clients share the rig, so that their prompts slow down the answers of others
   (predict_speeds_of). Speculative decoding is not covered. */
bool predict_has_load(const struct predict_case *c);
/* Returns the speeds with their prediction intervals, under the load of all clients (predict_has_load), even if the
   layers do not fit; NaN where predict_run returns false or a rate is not known. */
struct predict_speeds predict_speeds_of(const struct predict_case *c, double prompt_depth, const struct rig *r,
                                        const struct policy *p, const struct placement *pl);

#endif
