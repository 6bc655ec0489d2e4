/* prices_known.h: the observed prices of each component, filtered and converted, for rigplan prices. */
#ifndef PRICES_KNOWN_H
#define PRICES_KNOWN_H

#include "command.h"
#include "money.h"
#include "page_prices.h"
#include "priced.h"

/* What the options ask for. */
struct prices_ask {
    struct money_terms terms; /* of the buyer; its currency is that of the amounts, its date as_of */
    enum condition condition; /* only these; unknown: all */
    enum pricekind kind;
    const char *country; /* NULL: all */
};

/* Observations by component. */
struct prices_known {
    const struct priced_index *index;
    struct prices_ask ask;
    size_t *first;                 /* of each component in the order of the index, and one more: its part of seen */
    struct page_prices_seen *seen; /* component by component, the newest first */
};

/* Fills *out from --currency, --as-of (default: today), --condition, --kind and --country. Returns false with a usage
   error. */
bool prices_known_ask(struct command_run *r, struct prices_ask *out);
/* Returns the observations of the catalogue that the options ask for. */
struct prices_known prices_known_read(struct command_run *r, const struct prices_ask *ask);
/* Returns what is known of component i of the index. The estimates are the market's (model/money.h), of all
   observations and for a buyer in the country; their basis says on what they rest. */
struct page_prices_row prices_known_row(const struct prices_known *p, size_t i);

#endif
