/* bill.h: the bill of materials of an option, and which funds pay for it.

   A line is one kind of thing in one machine: cards, a system, board, CPU, power supplies, parts, or the parts of a
   link between machines. Its price is what the line states, else the market's estimate (money.h), times the option's
   price factor and the scenario's shocks. Things that are owned cost 0; what is sold is a line with a negative total.
   What a kit holds has no line: the kit has one. Prices of different lines are taken as independent, so their spreads
   add in squares. A circuit that an electrician has to put in is a line of the first machine that is plugged into it.
   Invariant: the lines add up to the price; what the funds spend and what is missing add up to price,
   proceeds and rent. */
#ifndef BILL_H
#define BILL_H

#include "comparison.h"
#include "money.h"

struct arena;

/* Fills *out with one line per thing that the option names, machine by machine, then its links, then new circuits.
   Things on the scenario's list `owned` are not bought again. years: until what is bought is sold again. */
void bill_make(struct arena *a, const struct catalogue *c, const struct option *o, const struct scenario *s,
               const struct money_terms *t, double years, struct bill *out);
/* Returns the sum of the lines of one machine (NULL: of all) ; unknown when the price of any line is. */
struct range bill_total(const struct bill_line *lines, size_t n, const char *machine);
/* Returns what all that is bought fetches after the years. */
struct range bill_resale(const struct bill *b);
/* Returns the part of the bill that is an electrician's or other work. */
double bill_work(const struct bill *b);
/* Returns what is sold: the sum of the negative lines. */
double bill_proceeds(const struct bill_line *lines, size_t n);
/* Pays the bill and rent of rent from the funds. Fills out, one fund_use per fund, and returns what the
   funds are short of. With an unknown price the result and what each fund pays, receives and keeps are NaN. */
double bill_pay(const struct money_terms *t, const struct bill_line *lines, size_t n, double rent,
                const struct fund_list *funds, struct fund_use *out);
/* Pays in the same way, and sets what follows from it: price, missing, affordable, and left, which counts
   only the funds that buy anything. */
void bill_settle(const struct money_terms *t, const struct bill_line *lines, size_t n, double rent,
                 const struct fund_list *funds, struct fund_use *out, struct outcome *r);

#endif
