/* step.h: the time of one engine step. One law for decode, prefill and batches, on any list of devices and any split:
   step = gemm + head + kv + attn + small + ram + comm + hop + host. Its form and where each constant comes from:
   docs/model.md. */
#ifndef STEP_H
#define STEP_H

#include "step_case.h"

/* What every step of that case has in common, for step_time; *out points to all of them. */
void step_prepare(struct step_case *out, const struct placement_case *m, const struct placement *pl,
                  const struct rig *r, const struct policy *p);
void step_time(const struct step_case *c, const struct step_load *load, struct step_time *out);
/* Seconds if each device read its bytes at full bandwidth and nothing else took time: nothing is ever faster. */
double step_floor_s(const struct step_case *c, const struct step_load *load);

#endif
