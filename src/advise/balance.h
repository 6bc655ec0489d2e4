/* balance.h: sums that must come out, checked on every result: parts = total, watts in = heat out, funds in = spent +
   left. */
#ifndef BALANCE_H
#define BALANCE_H

#include "comparison.h"

struct arena;

void balance_check(struct arena *a, struct comparison *c);

#endif
