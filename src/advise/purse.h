/* purse.h: the funds that there are at a time. Invariant: a purse has one entry per fund of the scenario, in its order;
   what is not there yet is 0. */
#ifndef PURSE_H
#define PURSE_H

#include "money.h"

struct arena;

/* Returns the funds that are there a number of months after the report's date. A monthly fund has what comes in the
   years that are paid from it. */
const struct fund_list *purse_at(struct arena *a, const struct fund_list *funds, double month, double years);
/* Returns what is left of them after spending, with the funds that come after month `from` and by month `to`, and what
   monthly ones bring in the years from then on. */
const struct fund_list *purse_later(struct arena *a, const struct money_terms *t, const struct fund_list *funds,
                                    const struct fund_use *spent, double from, double to, double years);

#endif
