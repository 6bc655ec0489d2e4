/* speculative.h: speculative decoding. A draft model (or the model's own prediction layers) drafts k tokens one after
   the other; the model then verifies all of them and one more in one step and keeps the leading tokens that it
   accepts. */
#ifndef SPECULATIVE_H
#define SPECULATIVE_H

#include "predict_case.h"
#include "step_case.h"

/* Returns the expected tokens per step for k = tokens drafted and a = accept_frac: (1 - a^(k+1)) / (1 - a); k + 1 if a
   is 1 (Leviathan and others, arXiv 2211.17192). */
double speculative_yield(double accept_frac, double tokens);
/* Returns the seconds to draft one token for every sequence: a decode step of the draft model on its rig, or one
   layer's part of *plain, the model's own decode step, plus its output matrix for prediction layers. */
double speculative_token_s(const struct predict_case *c, const struct step_case *s, const struct step_time *plain);
/* Fills *out with the step that drafts and verifies; *plain is the model's decode step without drafting. */
void speculative_step(const struct predict_case *c, const struct step_case *s, const struct step_load *load,
                      const struct step_time *plain, struct step_time *out);
/* Returns the seconds that the draft model needs for the prompt, if the model itself needs prompt_s. */
double speculative_prompt_s(const struct predict_case *c, const struct step_case *s, double prompt_s);

#endif
