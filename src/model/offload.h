/* offload.h: the time that layers, experts and cache in system RAM add to a step. */
#ifndef OFFLOAD_H
#define OFFLOAD_H

#include "step_case.h"

/* Returns true if the engine copies weights in system RAM to a card for a step of n_tok tokens and computes there;
   false if the processor computes them. */
bool offload_copies(const struct placement_case *m, const struct rig *r, double n_tok);
/* Returns the seconds of a step for what is in system RAM; 0 if nothing is. Call step_prepare first. */
double offload_s(const struct step_case *c, const struct step_load *load);
/* Returns the seconds to read what is in system RAM at its full bandwidth, with nothing else taking time. */
double offload_floor_s(const struct step_case *c, const struct step_load *load);

#endif
