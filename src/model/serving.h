/* serving.h: a prepared case as a server with many requests at once: its limits, and its figures with their
   prediction intervals. */
#ifndef SERVING_H
#define SERVING_H

#include "predict_case.h"
#include "queue.h"

/* What is asked of the server. */
struct serving_load {
    double clients; /* closed loop; NaN: requests come at rate_s */
    double rate_s;  /* requests per second */
};

/* Returns the tokens that the cache of an engine with a memory pool holds in requests of the case; INFINITY where the
   engine reserves cache for each of its sequences. 0: not one request. */
double serving_pool_tokens(const struct predict_case *c, const struct rig *r);
/* Returns how many requests of the case the reserved context holds at once, each to the end of its answer. 0: not one,
   because a request is longer than the context that it may use. INFINITY: the context does not limit them, since an
   engine with a memory pool uses it as the longest request only. Where the engine gives each sequence a part of the
   context, all of its sequences if a request fits in that part. */
double serving_ctx_requests(const struct predict_case *c);
/* Fills *out. Everything that depends on speed is NaN where the case does not fit, where the context holds no request
   (limit: context), where a rate is not known, or with
   speculative decoding, which this law does not cover. The request has the case's depth, prompt and gen. */
void serving_solve(const struct predict_case *c, const struct rig *r, const struct policy *p,
                   const struct serving_load *load, struct serving *out);

#endif
