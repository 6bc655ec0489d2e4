/* capacity.h: how many users a rig serves at once: by memory (the KV cache of n contexts) and by speed (a decode step
   and the wait for a first token while the others' prompts are computed too, queue.h). */
#ifndef CAPACITY_H
#define CAPACITY_H

#include "predict.h"

/* Returns the largest number of sequences of ctx tokens each whose cache fits on the devices; 0 if one does not fit.
   At most the policy's users_most. */
double capacity_users_memory(const struct predict_case *c, const struct rig *r, const struct policy *p, double ctx);
/* What each user needs; NaN: whatever comes. */
struct capacity_need {
    double tok_s, ttft_s; /* decode speed, wait for the first token */
    double prompt_depth;  /* tokens in the cache before the prompt */
};
/* Returns the largest number of users, each of whom asks again when the answer is there, who all get what they need; at
   most the policy's users_most. NaN if nothing is needed or the speed is unknown. */
double capacity_users_speed(const struct predict_case *c, const struct rig *r, const struct policy *p, double ctx,
                            struct capacity_need need);

#endif
