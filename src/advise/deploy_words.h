/* deploy_words.h: deployments as results (deployed.def), for reports. */
#ifndef DEPLOY_WORDS_H
#define DEPLOY_WORDS_H

#include "deployment.h"
#include "results.h"

struct arena;

/* Returns the deployment in words and numbers. */
struct deployed deploy_words(struct arena *a, const struct deployment *d);
/* Returns the kind of which nothing runs, and why. */
struct not_deployed deploy_words_miss(struct arena *a, const struct deploy_miss *m);

#endif
