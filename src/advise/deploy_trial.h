/* deploy_trial.h: a case that is being solved for a deployment (deploy_candidate.h). */
#ifndef DEPLOY_TRIAL_H
#define DEPLOY_TRIAL_H

#include "deploy_choice.h"

/* A case that is being solved. */
struct deploy_trial {
    const struct deploy_scratch *s;
    struct prepared *p;
    const struct policy *policy;
    struct request q;
    double reserve_gib[RIG_MAX_DEVICES]; /* of compute buffers; 0: not counted */
};

/* Prepares the choice's request; t->p is NULL when the model has too many layers. */
void deploy_trial_start(struct deploy_scratch *s, const struct deploy_choice *k, struct deploy_trial *t);
/* The same for a bound: takes the case of the bound before if its request was the same. Returns false if the model is
   larger than all memory, or has too many layers. */
bool deploy_trial_start_bound(struct deploy_scratch *s, const struct deploy_choice *k, struct deploy_trial *t);
/* Prepares the trial's request again, after it was changed. */
void deploy_trial_again(struct deploy_trial *t);
struct placement_case *deploy_trial_memory(const struct deploy_trial *t);
/* Solves the shares of the devices: layers, or parts of a tensor split. Returns false if there is no room. */
bool deploy_trial_shares(struct deploy_trial *t, double share[RIG_MAX_DEVICES]);
/* Returns true if every device has a part: at least one layer of a layer split. A set without the idle ones is as good.
 */
bool deploy_trial_all_work(const struct deploy_trial *t, const double share[RIG_MAX_DEVICES]);
/* Returns true if the devices have room for the rest with the experts of the first n layers in system RAM, which may
   lack room itself. share is filled where the ratio is solved. */
bool deploy_trial_room_with(struct deploy_trial *t, enum deploy_ratio ratio, double n, double share[RIG_MAX_DEVICES]);
/* Returns the fewest layers with experts in system RAM with which the rest has room; NaN: all are not enough. */
double deploy_trial_fewest_experts(struct deploy_trial *t, enum deploy_ratio ratio, double share[RIG_MAX_DEVICES]);

#endif
