/* offload.h: the time that layers, experts and cache in system RAM add to a step. Its form and where each constant
   comes from: docs/model.md. */
#ifndef OFFLOAD_H
#define OFFLOAD_H

#include "step_case.h"

/* Are weights in system RAM copied to a card for a step of that many tokens, where the card then works on them? Else
   the processor does. */
bool offload_copies(const struct placement_case *m, const struct rig *r, double n_tok);
/* Seconds of a step for what lies in system RAM; 0 where nothing does. After step_prepare. */
double offload_s(const struct step_case *c, const struct step_load *load);
/* Seconds if what lies there were read at the full bandwidth of system RAM and nothing else took time. */
double offload_floor_s(const struct step_case *c, const struct step_load *load);

#endif
