/* bill.h: the bill of materials of an option, and which funds pay for it.

   A line is one kind of thing: cards, machines, board, CPU, power supplies, parts. Its price is the newest observation
   of that component (money.h), times the option's price factor and the scenario's shocks. Things that are owned cost 0.
   Prices of different lines are taken as independent, so their spreads add in squares.
   Invariant: the lines add up to the price; what the funds spend and what is missing add up to price and rent. */
#ifndef BILL_H
#define BILL_H

#include "catalogue.h"
#include "money.h"

struct arena;

/* Returns *n lines, one per thing that the option names, in the order of the option's fields. Things on the scenario's
   list `owned` are not bought again. *from: the price observation behind each line; NULL where there is none. */
struct bill_line *bill_make(struct arena *a, const struct catalogue *c, const struct option *o,
                            const struct owned_line_list *owned, const struct money_terms *t,
                            const struct price ***from, size_t *n);
/* Returns the sum of the lines in AUD; unknown when the price of any line is. */
struct range bill_total(const struct bill_line *lines, size_t n);
/* Pays the bill and rent_aud of rent from the funds. Fills out, one fund_use per fund, and returns the AUD that the
   funds are short. With an unknown price nothing is paid and the result is NaN. */
double bill_pay(struct arena *a, const struct option *o, const struct bill_line *lines, size_t n, double rent_aud,
                const struct fund_list *funds, struct fund_use *out);

#endif
