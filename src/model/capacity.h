/* capacity.h: how many users a rig serves at once: by memory (the KV cache of n contexts) and by speed (a decode step
   of n sequences). Decode only: prefill of other users' prompts slows decoding further and is not modelled. */
#ifndef CAPACITY_H
#define CAPACITY_H

#include "predict.h"

/* Returns the largest number of sequences of ctx tokens each whose cache fits on the devices; 0 if one does not fit.
   At most the policy's users_most. */
double capacity_users_memory(const struct predict_case *c, const struct rig *r, const struct policy *p, double ctx);
/* Returns the largest number of sequences that decode at need_tok_s or more each, at most the policy's users_most; NaN
   if need_tok_s is NaN or the speed is unknown. */
double capacity_users_speed(const struct predict_case *c, const struct rig *r, const struct policy *p, double ctx,
                            double need_tok_s);

#endif
