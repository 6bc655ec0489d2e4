/* price_levers.h: which single prices would change the answer.

   A thing in one condition, new or used, gets another price in every option that buys or sells it, as a scenario's
   `prices` or --price would state it: over a price that a line or the scenario states, and before price_factor and
   shocks. Money and ranking are then those of a run with that price (price_trial.h). The smallest change that puts
   another option first is found by bisection, in whole units of money (prices below 100: in cents), between the price
   and its half or double. A change that is undone before half or double is not found; several prices at once are not
   tried; and only prices count of what the first option buys or the one that then comes first. A circuit's cost is not
   a price of a thing. */
#ifndef PRICE_LEVERS_H
#define PRICE_LEVERS_H

#include "comparison.h"

/* Sets the levers of a ranked comparison. */
void price_levers_find(struct comparison *c);

#endif
