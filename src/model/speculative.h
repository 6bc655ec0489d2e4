/* speculative.h: speculative decoding. Something cheap drafts k tokens one after the other; the model then works on all
   of them and one more in one step and keeps the leading ones that it would have chosen itself. Formula of the yield:
   Leviathan and others, arXiv 2211.17192. */
#ifndef SPECULATIVE_H
#define SPECULATIVE_H

#include "predict_case.h"
#include "step_case.h"

/* Expected tokens of a step: (1 - a^(k+1)) / (1 - a); k + 1 where a is 1. */
double speculative_yield(double accept_frac, double tokens);
/* Seconds to draft one token for every sequence: a decode step of the drafting model on its rig; of prediction layers a
   layer's part of *plain, the model's own decode step, and its output matrix. */
double speculative_token_s(const struct predict_case *c, const struct step_case *s, const struct step_time *plain);
/* The step of k drafted tokens and their verification; *plain as above. */
void speculative_step(const struct predict_case *c, const struct step_case *s, const struct step_load *load,
                      const struct step_time *plain, struct step_time *out);
/* Seconds that the drafting model takes for the prompt which takes the model prompt_s. */
double speculative_prompt_s(const struct predict_case *c, const struct step_case *s, double prompt_s);

#endif
