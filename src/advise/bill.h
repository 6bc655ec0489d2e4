/* bill.h: the bill of materials of an option, and which funds pay for it.

   A line is one kind of thing in one machine: cards, a system, board, CPU, power supplies, parts, or the parts of a
   link between machines. Its price is the newest observation of that component (money.h), times the option's price
   factor and the scenario's shocks. Things that are owned cost 0; what is sold is a line with a negative total. What a
   kit holds has no line: the kit has one. Prices of different lines are taken as independent, so their spreads add in
   squares. Invariant: the lines add up to the price; what the funds spend and what is missing add up to price, proceeds
   and rent. */
#ifndef BILL_H
#define BILL_H

#include "comparison.h"
#include "money.h"

struct arena;

/* Fills *out with one line per thing that the option names, machine by machine, then its links. Things on the
   scenario's list `owned` are not bought again. */
void bill_make(struct arena *a, const struct catalogue *c, const struct option *o, const struct owned_line_list *owned,
               const struct money_terms *t, struct bill *out);
/* Returns the sum of the lines of one machine (NULL: of all) in AUD; unknown when the price of any line is. */
struct range bill_total(const struct bill_line *lines, size_t n, const char *machine);
/* Returns what is sold, AUD: the sum of the negative lines. */
double bill_proceeds_aud(const struct bill_line *lines, size_t n);
/* Pays the bill and rent_aud of rent from the funds. Fills out, one fund_use per fund, and returns the AUD that the
   funds are short. With an unknown price the result and what each fund pays, receives and keeps are NaN. */
double bill_pay(const struct bill_line *lines, size_t n, double rent_aud, const struct fund_list *funds,
                struct fund_use *out);
/* Pays in the same way, and sets what follows from it: price_aud, missing_aud, affordable, and left_aud, which counts
   only the funds that buy anything. */
void bill_settle(const struct bill_line *lines, size_t n, double rent_aud, const struct fund_list *funds,
                 struct fund_use *out, struct outcome *r);

#endif
