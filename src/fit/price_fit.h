/* price_fit.h: prepares the market: makes all observations comparable, and fits the index of each class over time, the
   offsets of condition, kind of observation and country, and the law of like things. Everything that was not known yet
   on the date is ignored, so an old report can be made again. */
#ifndef PRICE_FIT_H
#define PRICE_FIT_H

#include "market.h"

struct arena;

/* Returns the market of a catalogue at a date; own (NULL: none) are the exchange rates of a scenario. Everything lies
   in the arena; the catalogue must live as long. */
const struct market *price_fit(struct arena *a, const struct catalogue *c, const struct exchange_list *own,
                               const char *as_of);

#endif
