/* bill.h: an option's bill of materials and who pays for it. */
#ifndef BILL_H
#define BILL_H

#include "catalogue.h"
#include "money.h"

struct arena;

/* One line per thing the option names, in the order of the option's fields. What the scenario's list of owned things
   names is not bought again. from: the observation behind each line's price, NULL where there is none. */
struct bill_line *bill_make(struct arena *a, const struct catalogue *c, const struct option *o,
                            const struct owned_line_list *owned, const struct money_terms *t,
                            const struct price ***from, size_t *n);
/* Sum of the lines; unknown when any line is. */
struct range bill_total(const struct bill_line *lines, size_t n);
/* Pays the bill, and rent_aud of rent, from the funds; what is missing, NaN when a price is unknown (then the pots stay
   as they are). */
double bill_pay(struct arena *a, const struct option *o, const struct bill_line *lines, size_t n, double rent_aud,
                const struct fund_list *funds, struct fund_use *out);

#endif
