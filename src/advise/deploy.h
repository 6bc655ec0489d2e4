/* deploy.h: the best way to run a model on a machine: engine, quant, cards, split with its ratios, cache format, what
   stays in system RAM, and the micro-batch.

   What the request states is kept; the limits say what the rest is chosen from. Deployments that serve (decode and time
   to first token as fast as needed) come first, then those whose engine, on its backend and in its split, was measured
   with as many sequences at once. Within such a class the soonest answer sets the pace (time to first token plus the
   answer, medians); if no file in its quant is on record as published, the soonest with one does, unless it is later by
   more than the policy's published_worth_frac. Of those at most equal_speed_frac later than the pace the best is found
   in this order: a file is on record, the engine is not one with deployed_in_ram, more bits of the weights, then of the
   cache, default shares, fewer watts (power limits of the cards that it uses), fewer cards, the sooner answer, tried
   first. The same question always has the same answer.

   The search covers every engine that is allowed, each of its quants, every set of cards (equal cards count once), each
   split that engine has with its default and its solved ratios, every cache format that is allowed, and weights on
   the devices, the fewest experts or the fewest layers in system RAM, or all of either. What it leaves out has a bound
   that is worse than the answer; where that is not exact is in docs/model.md. */
#ifndef DEPLOY_H
#define DEPLOY_H

#include "deploy_room.h"
#include "deployment.h"

/* Returns limits that allow what a careful owner would accept. */
struct deploy_limits deploy_limits_default(void);
/* Finds the best deployment of the request's model on its devices, and the best of up to most_kinds other kinds. Pinned
   is what the request states. Returns false when nothing runs. *out says why kinds do not run if nothing does, or if
   want_misses; then also what keeps more bits. */
bool deploy_search(struct deploy_room *room, const struct request *q, const struct deploy_limits *l, int most_kinds,
                   bool want_misses, struct deploy_found *out);

#endif
