/* step.h: the time of one engine step. One law for decode, prefill and batches, on any list of devices and any split:
   step = gemm + head + kv + attn + small + ram + comm + hop + host. */
#ifndef STEP_H
#define STEP_H

#include "step_case.h"

/* Fills *out with what all steps of a case share. *out keeps the pointers, so all arguments must outlive it. */
void step_prepare(struct step_case *out, const struct placement_case *m, const struct placement *pl,
                  const struct rig *r, const struct policy *p);
/* Fills *out with the seconds of a step by term and with what limits it. */
void step_time(const struct step_case *c, const struct step_load *load, struct step_time *out);
/* Returns a lower bound in seconds: each device reads its bytes at full bandwidth and nothing else takes time. */
double step_floor_s(const struct step_case *c, const struct step_load *load);

#endif
