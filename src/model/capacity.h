/* capacity.h: how many people at once. Closed forms: memory by the cache of n contexts, speed by the time of a step
   with n sequences (decode only; prompts of others slow it down further: that is the simulation's question). */
#ifndef CAPACITY_H
#define CAPACITY_H

#include "predict.h"

/* Most sequences of ctx tokens each whose cache fits wholly on the devices; 0 when not even one does. At most the
   policy's. */
double capacity_users_memory(const struct predict_case *c, const struct rig *r, const struct policy *p, double ctx);
/* Most sequences decoded at once of which each gets need_tok_s; NaN when nothing is needed or it cannot be predicted.
 */
double capacity_users_speed(const struct predict_case *c, const struct rig *r, const struct policy *p, double ctx,
                            double need_tok_s);

#endif
