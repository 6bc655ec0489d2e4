/* suggest_deploy.h: how a model runs best on the devices of a request, for suggest.h: its best deployment (deploy.h)
   that leaves at most routed experts in system RAM and is fast enough to read along. */
#ifndef SUGGEST_DEPLOY_H
#define SUGGEST_DEPLOY_H

#include "deploy.h"
#include "suggest.h"

struct suggest_deploy {
    struct arena *arena;
    const struct catalogue *c;
    const struct request *q; /* its model is ignored */
};

/* A suggest_best_fn; self is a struct suggest_deploy. */
bool suggest_deploy_best(void *self, const struct model *m, struct suggest_answer *out);

#endif
