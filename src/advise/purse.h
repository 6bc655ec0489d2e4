/* purse.h: the funds that there are at a time. Invariant: a purse has one entry per fund of the scenario, in its order;
   what is not there yet is 0. */
#ifndef PURSE_H
#define PURSE_H

#include "money.h"

struct arena;

/* Returns the funds that are there in a month, counted from the report's date. A monthly fund has all that comes by
   month `to`, the last that is paid from it: what came before anything was paid is saved up. */
const struct fund_list *purse_at(struct arena *a, const struct fund_list *funds, double month, double to);
/* Returns what is left of them after spending, with the funds that come after month `from` and by `month`, and what
   monthly ones bring from `month` to month `to`. */
const struct fund_list *purse_later(struct arena *a, const struct money_terms *t, const struct fund_list *funds,
                                    const struct fund_use *spent, double from, double month, double to);

#endif
