/* interval.h: prediction intervals of speeds: finds the spread records that cover a case and turns their quantiles into
   factors. A case is itself a spread record with all keys set. */
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

/* Returns the case of one phase: depth tokens in the cache of each sequence, batch sequences at once. */
struct spread interval_case(const struct constants_case *c, enum phase phase, double depth, double batch);
/* Returns the group of the case that has its phase and the given keys (bits of interval_key); width 1, no quantiles. */
struct spread interval_group(const struct spread *c, unsigned keys);
/* Returns true when the record's phase and all keys that it states agree with the case. */
bool interval_match(const struct spread *s, const struct spread *c);
/* Returns true when both have the same phase and the same keys. */
bool interval_same(const struct spread *a, const struct spread *b);
/* Returns the prediction interval of a case as factors of its predicted speed, with mid 1. The quantiles are taken from
   the matching record with the most keys; the widths of all matching records multiply. A record of the user's own
   machine is the range by itself. Unknown when no record matches.
 */
struct range interval_range(const struct spread_list *all, const struct spread *c);
/* Returns the factors for the quantiles of one record, which are of ln factor: exp(width * quantile). */
struct range interval_factors(const struct spread *s);
/* Returns true when depth tokens in the cache are a deep context (8192 or more), where attention takes noticeable time.
 */
bool interval_deep(double depth);

/* Ranges that were found before, in the caller's memory: a hash table, empty entries are zeroed. It holds as long as
   the spread records are not changed. */
struct interval_memo_entry {
    struct spread key; /* key.phase 0: the entry is empty */
    struct range range;
};
struct interval_memo {
    struct interval_memo_entry *entry;
    size_t n; /* entries: a power of two */
};
/* Returns interval_range, kept in the memo from then on; may forget that of another case. memo NULL: none is kept. */
struct range interval_recall(const struct spread_list *all, const struct spread *c, struct interval_memo *memo);

#endif
