/* pace.h: seconds of one decode step and of the whole prompt, for a known placement. */
#ifndef PACE_H
#define PACE_H

#include "predict_case.h"
#include "step.h"

/* Returns the load of the decode step in the middle of the answer. Each term of a step is linear in the context, so
   this step takes the mean time of all steps. */
struct step_load pace_decode_load(const struct predict_case *c);
/* Returns the number of micro-batches of the prompt. */
double pace_prompt_steps(const struct predict_case *c);
/* Returns the load of the mean micro-batch of the prompt. */
struct step_load pace_prompt_load(const struct predict_case *c);
/* Returns the seconds of `chunks` micro-batches, each of which takes the step *one. They run one after the other, or
   overlap where the stages of a pipelined layer split work at the same time. */
double pace_steps_s(const struct step_case *s, double chunks, const struct step_time *one);
/* Returns the seconds of the whole prompt; *one becomes the step of one micro-batch. */
double pace_prompt_s(const struct predict_case *c, const struct step_case *s, struct step_time *one);
/* Returns the seconds of one decode step or of the whole prompt; the calibration compares these with measurements. */
double pace_s(const struct predict_case *c, const struct placement *pl, const struct rig *r, const struct policy *p,
              enum phase phase);
/* The same, and the mean watts of one of the devices in *device_w (draw.h). */
double pace_s_w(const struct predict_case *c, const struct placement *pl, const struct rig *r, const struct policy *p,
                enum phase phase, double *device_w);

#endif
