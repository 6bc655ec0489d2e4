/* price_keys.h: a set of observed prices, to tell a row of a price book that is there already. Two rows are the same
   observation when date, component, amount, currency, condition, kind, source and title agree. */
#ifndef PRICE_KEYS_H
#define PRICE_KEYS_H

#include "records.h"

struct arena;

/* Texts as a book writes them; none is NULL, an absent one is "". */
struct price_key {
    const char *date, *component, *currency, *condition, *kind, *source, *title;
    double amount;
};

struct price_keys;
/* Returns an empty set. */
struct price_keys *price_keys_new(struct arena *a);
/* Adds the key, whose texts must live as long as the set. Returns false when it is there already. */
bool price_keys_add(struct price_keys *k, const struct price_key *key);
/* Returns the key of a record. */
struct price_key price_keys_of(const struct price *p);

#endif
