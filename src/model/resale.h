/* resale.h: what a bought thing fetches years later.

   Idea: today's price of a used one, less a part per year that things of its class lose (price_class.def). Nothing is
   said of the market in those years: a shortage or a new generation is in the range of the yearly loss. Reference:
   docs/model.md, "Resale". */
#ifndef RESALE_H
#define RESALE_H

#include "money.h"

/* Returns what is on record of things of its class; NULL: it can have no price. */
const struct price_class *resale_class(const struct money_terms *t, struct money_thing thing);
/* Returns what the thing fetches after those years, of what was paid for it in that condition; with `paid` unknown or
   no such class unknown. */
struct range resale_value(const struct money_terms *t, struct money_thing thing, enum condition bought,
                          struct range paid, double years);

#endif
