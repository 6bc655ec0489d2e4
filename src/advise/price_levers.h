/* price_levers.h: which single prices would change the answer.

   The price of one thing is changed in every option that buys it, everything that follows from prices is computed
   again, and the options are ranked. The smallest change that puts another option first is found by bisection between
   the price and its half or double. Changes of several prices at once are not tried, and only
   prices count of what the first option buys or the one that then comes first. */
#ifndef PRICE_LEVERS_H
#define PRICE_LEVERS_H

#include "comparison.h"

/* Sets the levers of a ranked comparison. */
void price_levers_find(struct comparison *c);

#endif
