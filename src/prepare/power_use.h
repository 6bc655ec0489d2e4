/* power_use.h: what a case draws: its devices, and the machine around them at the wall, by phase and per token. */
#ifndef POWER_USE_H
#define POWER_USE_H

#include "predict.h"
#include "prepare.h"

/* Fills *out with the watts of a prediction. own: the machine that its devices are in; NULL: the system that the
   request names, or else a desktop with these cards, whose other parts are assumed. Unknown where the case does not
   fit, and where nobody knows the watts of a chip's machine. */
void power_use_of(const struct catalogue *c, const struct request *q, const struct machine *own,
                  const struct prepared *s, const struct predict_out *p, struct power_use *out);
/* A power limit, and what it leaves of the decode speed and of the energy per generated token without one. */
struct power_use_cap {
    double cap_w, speed_frac, energy_frac;
};

/* Returns the power limit of each card with which a generated token takes the least energy at the wall without losing
   more decode speed than policy.cap_keep_frac leaves; all NaN: no limit below the cards' own does, or the case has no
   cards with a limit that is known. s: scratch, two elements. */
struct power_use_cap power_use_best_cap(const struct catalogue *c, const struct request *q, const struct machine *own,
                                        struct prepared *s);

#endif
