/* price_like.h: prepares what like things suggest: a Gaussian process over their features (market_like.h). */
#ifndef PRICE_LIKE_H
#define PRICE_LIKE_H

#include "market.h"

struct arena;

/* Prepares every group of classes that has rows. */
void price_like_fit(struct arena *a, struct market *m);

#endif
