/* sensitivity.h: how far the price of the first option may rise before another one takes first place. */
#ifndef SENSITIVITY_H
#define SENSITIVITY_H

#include "comparison.h"

/* Raises the price of the first option in steps of 1 %, up to three times the price, in a copy of the ranked
   comparison. Returns the option that then comes first and will do, with the rise in *rise_frac; NULL where none does:
   with the rise at which the first one will not do any more; or with NaN, where it stays first, is rented, or nothing
   was recommended. */
const struct compare_option *sensitivity_price(const struct comparison *c, double *rise_frac);

#endif
