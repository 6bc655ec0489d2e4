/* balance.h: sums that must agree, checked for every option: parts = total, watts drawn = heat given off, money in the
   funds = spent + moved + lost + left. A sum that does not agree is a bug of the program, and the report says so. */
#ifndef BALANCE_H
#define BALANCE_H

#include "comparison.h"

struct arena;

/* Fills c->balance with every checked sum and sets c->balanced. Needs bill, funds, power and memory of all options. */
void balance_check(struct arena *a, struct comparison *c);

#endif
