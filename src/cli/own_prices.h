/* own_prices.h: the prices of --price, which win over the scenario's and over every observation. */
#ifndef OWN_PRICES_H
#define OWN_PRICES_H

#include "command.h"

/* Returns the list with a price for each value ID=AMOUNT or ID=AMOUNTCUR of --price behind it: rtx-3090=1100,
   rtx-3090=1100USD; ID may be any name that means one thing. An unknown thing, amount or currency is a diagnostic. */
struct own_price_list own_prices_add(struct command_run *r, const struct own_price_list *to);
/* Warns of each price of --price, behind those of the scenario in the list, whose thing the scenario nowhere names. */
void own_prices_check(struct command_run *r, const struct scenario *s, const struct own_price_list *prices);
/* Returns the terms of a buyer without a scenario (command_terms), with the prices of --price. */
struct money_terms own_prices_terms(struct command_run *r);

#endif
