/* pace.h: seconds of the steps that an answer takes, for a placement that is known: one decode step, and the whole
 * prompt. */
#ifndef PACE_H
#define PACE_H

#include "predict_case.h"
#include "step.h"

/* The decode step in the middle of the answer. Each term is linear in the context, so this is the mean step too. */
struct step_load pace_decode_load(const struct predict_case *c);
/* Micro-batches of the prompt. */
double pace_prompt_steps(const struct predict_case *c);
/* Seconds for the whole prompt; its micro-batches run one after the other, or overlap where the stages of a layer split
   work at the same time. *one is one micro-batch. */
double pace_prompt_s(const struct predict_case *c, const struct step_case *s, struct step_time *one);
/* Seconds of one decode step, or of the whole prompt. Calibration compares these with measurements. */
double pace_s(const struct predict_case *c, const struct placement *pl, const struct rig *r, const struct policy *p,
              enum phase phase);

#endif
