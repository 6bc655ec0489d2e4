/* sensitivity.h: what would change the ranking. */
#ifndef SENSITIVITY_H
#define SENSITIVITY_H

#include "comparison.h"
#include "money.h"

struct arena;

/* Raises the first option's price per cent by per cent, up to three times, until another stands first; sets heir and
   heir_at_frac. */
void sensitivity_price(struct arena *a, struct comparison *c);

#endif
