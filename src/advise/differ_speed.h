/* differ_speed.h: why two options run a workload at different speeds: the terms of a decode step and of a prompt, with
   the numbers that each term depends on; and where the memory goes. */
#ifndef DIFFER_SPEED_H
#define DIFFER_SPEED_H

#include "differences.h"

/* Fills the lists of *out, whose workloads and cells are set, in the arena. */
void differ_speed(struct arena *a, const struct differ *d, struct differ_workload *out);

#endif
