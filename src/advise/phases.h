/* phases.h: joins the states of an option that buys in phases, or waits first. Its figures are those of the last state;
   its bill, its funds, its cost and the cost of its tokens are those of all states. Invariant: in every fund amount +
   received = spent + moved + loss + left, over all phases together, and the lines of the joined bill add up to the
   price. */
#ifndef PHASES_H
#define PHASES_H

#include "comparison.h"

struct arena;

/* Sets the money of *o, a copy of the last of n evaluated states, over the whole horizon: bill, funds, price, missing,
   cost. What an earlier state bought is a line of that state only. */
void phases_join(struct arena *a, const struct comparison *c, const struct compare_option *state, size_t n,
                 struct compare_option *o);

#endif
