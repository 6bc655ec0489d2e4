/* speedups.h: what one change of a case does to its speed: each is predicted, none is looked up. */
#ifndef SPEEDUPS_H
#define SPEEDUPS_H

#include "prepare.h"

struct arena;

/* A prepared case whose rig and policy may be changed before it is predicted. */
struct speedups_case {
    struct predict_case predict;
    struct rig rig;
    const struct policy *policy;
    double prefill_depth, month; /* month as request's engine_month */
};

struct speedups_speeds {
    struct predict_out decode, prefill; /* they differ in the tokens that are in the cache before */
};

/* *s must stay. False when the model has too many layers. prefill_depth NaN: the request's. */
bool speedups_prepare(const struct catalogue *c, const struct request *q, double prefill_depth, struct prepared *s,
                      struct speedups_case *out);
/* False when no calibration speaks of the case. */
bool speedups_predict(const struct speedups_case *k, struct speedups_speeds *out);

/* Every change that the case allows, but those that slow both phases down, the largest gain of decode first; returns
   how many, at most `most`. */
int speedups_run(struct arena *a, const struct catalogue *c, const struct request *q, double prefill_depth,
                 struct speedup *out, int most);
/* Does gain a stand before gain b? An unknown gain of a case that did not run before stands first. */
bool speedups_before(double a, double b);
/* The link with all its latencies times that. */
struct link speedups_latency(struct arena *a, const struct link *l, double times);

#endif
