/* consistency_workload.h: contradictions in a workload of a completed scenario (plan.h). */
#ifndef CONSISTENCY_WORKLOAD_H
#define CONSISTENCY_WORKLOAD_H

#include "catalogue.h"

struct diags;

/* Reports fields that contradict each other, ids that no record has, files of other models, and a context that is too
   short or too long. c: the catalogue whose records the scenario's links lead to. */
void consistency_workload(struct diags *d, const struct catalogue *c, const struct workload *w);

#endif
