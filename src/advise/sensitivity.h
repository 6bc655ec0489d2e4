/* sensitivity.h: what would change the ranking. */
#ifndef SENSITIVITY_H
#define SENSITIVITY_H

#include "comparison.h"
#include "money.h"

/* Raises the price of the option that stands first, per cent by per cent and up to three times, in a copy of the ranked
   comparison. Returns the option that then stands first, with the rise in *rise_frac; NULL where none does, or the
   first option is rented. */
const struct compare_option *sensitivity_price(const struct comparison *c, double *rise_frac);

#endif
