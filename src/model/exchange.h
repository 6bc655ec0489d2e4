/* exchange.h: exchange rates at a date.

   Idea: every currency is stated in US dollars, so any two have a rate. A scenario's own rates win; else the rate of
   the catalogue whose date is nearest counts, but none that was not known yet on as_of. Invariant: the rate from a to b
   is the inverse of that from b to a. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "catalogue.h"

struct exchange_terms {
    const struct rate_list *rates;   /* of the catalogue */
    const struct exchange_list *own; /* of the scenario; NULL: none */
    const char *as_of;               /* later rates are ignored */
};

/* Returns the US dollars for one unit of the currency at that date (NULL: as_of), with the range of the record; unknown
   where there is no rate. *from, unless NULL, becomes the catalogue's record; NULL: the scenario's own, or USD. */
struct range exchange_usd(const struct exchange_terms *t, enum currency c, const char *date, const struct rate **from);
/* Returns how many units of `to` one unit of `from` buys on as_of; 1 for the same currency, unknown without a rate. The
   relative half-widths of both rates add in squares. */
struct range exchange_rate(const struct exchange_terms *t, enum currency from, enum currency to);

#endif
