/* deploy_candidate.h: one way to run a model, for deploy.h: a bound on its speed, and its exact speed with what has to
   be solved for it (shares of the devices, experts or layers in system RAM). */
#ifndef DEPLOY_CANDIDATE_H
#define DEPLOY_CANDIDATE_H

#include "deploy_choice.h"

enum deploy_state { DEPLOY_BOUNDED, DEPLOY_SETTLED, DEPLOY_NOT };

struct deploy_candidate {
    struct deploy_choice choice;
    enum deploy_state state;
    /* Without compute buffers first, which bounds the speed, but for solved shares (docs/model.md); then exact. */
    double tok_s, ttft_s, answer_s;
    double tok_s_low80, tok_s_high80;
    bool serves;
    bool measured;  /* with at least as many sequences at once */
    bool published; /* a file of the model in this quant is on record */
    double bits, cache_bits, watts;
    double ngl, experts_on_host;   /* of the bound, and once settled; NaN and 0: all on the devices */
    double share[RIG_MAX_DEVICES]; /* once settled; share[0] NaN: the default */
};

/* Bounds the speed of k->choice: as settled, but without compute buffers. The state becomes DEPLOY_NOT when nothing of
   the choice fits or no speed is known. The choice must be compatible. */
void deploy_candidate_bound(struct deploy_scratch *s, struct deploy_candidate *k);
/* Settles a bounded candidate: places it to the byte. The state becomes DEPLOY_NOT when it does not fit, or is the same
   as a choice with less in system RAM or fewer devices. */
void deploy_candidate_settle(struct deploy_scratch *s, struct deploy_candidate *k);
/* Returns the deployment of a settled candidate. */
struct deployment deploy_candidate_result(const struct deploy_scratch *s, const struct deploy_candidate *k);

#endif
