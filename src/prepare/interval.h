/* interval.h: which spread records speak of a case, and the range that they give it. The case itself is a record with
   all keys. */
#ifndef INTERVAL_H
#define INTERVAL_H

#include "constants.h"
#include "range.h"

/* One bit for each key of a spread record: INTERVAL_split, INTERVAL_memory, ... */
enum interval_key_place {
#define KEY(row, key, of, value, doc) INTERVAL_PLACE_##key,
#include "spread_key.def"
#undef KEY
};
enum interval_key {
#define KEY(row, key, of, value, doc) INTERVAL_##key = 1 << INTERVAL_PLACE_##key,
#include "spread_key.def"
#undef KEY
};

/* The case of one phase, with depth tokens in the cache before and batch sequences at once. */
struct spread interval_case(const struct constants_case *c, enum phase phase, double depth, double batch);
/* The case's group: its phase and these of its keys; width 1, no quantiles. */
struct spread interval_group(const struct spread *c, unsigned keys);
/* Do the keys that the record has agree with the case? */
bool interval_match(const struct spread *s, const struct spread *c);
/* Have both the same phase and keys? */
bool interval_same(const struct spread *a, const struct spread *b);
/* Factors of a speed within which such cases lie; mid is 1; unknown where no record has quantiles. */
struct range interval_range(const struct spread_list *all, const struct spread *c);
/* The same of quantiles of ln factor. */
struct range interval_factors(const struct spread *s);
/* Is a context so long that attention over it counts? */
bool interval_deep(double depth);

#endif
