/* break_even.h: the month from which a bought option has cost less than the cheapest that serves as much without
   buying: an option of the scenario that rents or does nothing, or for each workload the cheaper of an API and rented
   cards (elsewhere.h). */
#ifndef BREAK_EVEN_H
#define BREAK_EVEN_H

#include "comparison.h"

struct arena;

/* Sets break_even and outcome.break_even_months of every option, the alternatives to buying and break_even_at of every
   option that buys, and cheaper, after elsewhere_run and the ranking. Against an alternative that serves less,
   COMPARE_PAYS_NOTHING. */
void break_even_run(struct arena *a, struct comparison *c);

#endif
