/* spreads.h: which spread records speak of a case, and the range that they give it. The case itself is a record with all keys. */
#ifndef SPREADS_H
#define SPREADS_H

#include "constants.h"
#include "range.h"

enum spreads_key {
    SPREADS_SPLIT = 1, SPREADS_POOL = 2, SPREADS_VENDOR = 4, SPREADS_BUILD = 8, SPREADS_KERNELS = 16, SPREADS_BACKEND = 32, SPREADS_DEVICE = 64,
    SPREADS_DEEP = 128, SPREADS_BATCHED = 256
};

/* The case of one phase, with depth tokens in the cache before and batch sequences at once. */
struct spread spreads_case(const struct constants_case *k, enum phase phase, double depth, double batch);
/* The case's group: its phase and these of its keys; width 1, no quantiles. */
struct spread spreads_group(const struct spread *c, unsigned keys);
/* Do the keys that the record has agree with the case? */
bool spreads_match(const struct spread *s, const struct spread *c);
/* Have both the same phase and keys? */
bool spreads_same(const struct spread *a, const struct spread *b);
/* Factors of a speed within which such cases lie; mid is 1; unknown where no record has quantiles. */
struct range spreads_range(const struct spread_list *all, const struct spread *c);
/* The same of quantiles of ln factor. */
struct range spreads_factors(const struct spread *s);
/* Is a context so long that attention over it counts? */
bool spreads_deep(double depth);

#endif
