/* price_like.h: prepares what like things suggest: a Gaussian process over their features (market_like.h). */
#ifndef PRICE_LIKE_H
#define PRICE_LIKE_H

#include "market.h"

struct arena;

/* One thing in one condition that was observed, and what the law says of it without it. */
struct price_like_row {
    const struct market_thing *thing;
    enum condition condition;
    double ln_usd;   /* estimate from its own observations */
    double variance; /* of that estimate */
    double left_out; /* what the process says without any row of the thing; NaN: nothing */
    double sigma;    /* of that, before scaling */
};

/* Returns a row for each thing of a group of classes and each condition in which it was observed, with what the process
   says without it, and sets *n to their number. */
struct price_like_row *price_like_left_out(struct arena *a, const struct market *m, enum priceclass group, size_t *n);
/* Prepares every group of classes that has rows. */
void price_like_fit(struct arena *a, struct market *m);

#endif
