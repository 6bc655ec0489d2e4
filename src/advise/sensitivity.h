/* sensitivity.h: what would change the ranking. */
#ifndef SENSITIVITY_H
#define SENSITIVITY_H

#include "compare.h"
#include "money.h"

/* Raises the first option's price per cent by per cent, up to three times, until another stands first; sets heir and
   heir_at_frac. */
void sensitivity_price(struct arena *a, struct comparison *c);

#endif
