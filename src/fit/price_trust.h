/* price_trust.h: how far each observation of a thing counts beside the others. */
#ifndef PRICE_TRUST_H
#define PRICE_TRUST_H

#include "market.h"

struct arena;

/* Sets outlier and trust of the observations of a thing, from the index, the offsets and the spreads of the market. The
   observations are oldest first, and their sigma is set. */
void price_trust_mark(struct arena *a, const struct market *m, struct market_thing *t);

#endif
