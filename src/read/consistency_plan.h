/* consistency_plan.h: contradictions in the workloads, machines and links of a completed scenario (plan.h). */
#ifndef CONSISTENCY_PLAN_H
#define CONSISTENCY_PLAN_H

#include "catalogue.h"

struct diags;

/* Reports every contradiction: ids that nothing has, cards that are sold only inside machines, settings that cannot be
   read. c: the catalogue whose records the scenario's links lead to. */
void consistency_plan(struct diags *d, const struct catalogue *c, const struct scenario *s);

#endif
