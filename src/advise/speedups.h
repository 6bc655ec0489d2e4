/* speedups.h: what one change of a case would do to its speed: better parts (+25 % bandwidth), other choices (a smaller
   quant, tensor parallelism) or another engine. Each change is predicted; no gain is taken from a table. */
#ifndef SPEEDUPS_H
#define SPEEDUPS_H

#include "prepare.h"

struct arena;

/* A prepared case whose rig and policy may be changed before it is predicted. */
struct speedups_case {
    struct predict_case predict;
    struct rig rig;
    const struct policy *policy;
    double prefill_depth; /* tokens in the KV cache before the prompt */
    double month;         /* of the engine, as engine_month of a request */
};

/* The predictions of decode and of prefill; they differ in the tokens that are in the KV cache before. */
struct speedups_speeds {
    struct predict_out decode, prefill;
};

/* Fills *out, which points into *s. prefill_depth NaN: as many tokens as the request states. Returns false when the
   model has too many layers. */
bool speedups_prepare(const struct catalogue *c, const struct request *q, double prefill_depth, struct prepared *s,
                      struct speedups_case *out);
/* Returns false when no calibration record covers the case. */
bool speedups_predict(const struct speedups_case *k, struct speedups_speeds *out);

/* Predicts every change that the case allows. Fills out with those that do not slow both decode and prefill down, the
   largest gain in decode first, and returns their number. out must have room for every change (`most`). */
int speedups_run(struct arena *a, const struct catalogue *c, const struct request *q, double prefill_depth,
                 struct speedup *out, int most);
/* Returns true if gain a comes before gain b. An unknown gain (the case did not run before) comes first. */
bool speedups_before(double a, double b);
/* Returns the link with all its latencies multiplied by `factor`. */
struct link speedups_latency(struct arena *a, const struct link *l, double factor);

#endif
