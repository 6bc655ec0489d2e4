/* feed_layout.h: what the columns of a table, or the keys of a JSON object, mean, by their usual names in English and
   German. */
#ifndef FEED_LAYOUT_H
#define FEED_LAYOUT_H

#include "feed_sign.h"

struct arena;

enum feed_field {
    FEED_FIELD_NONE,
    FEED_FIELD_TITLE,
    FEED_FIELD_MAKER,
    FEED_FIELD_COMPONENT,
    FEED_FIELD_CATEGORY,
    FEED_FIELD_PRICE,
    FEED_FIELD_LOW,
    FEED_FIELD_HIGH,
    FEED_FIELD_CURRENCY,
    FEED_FIELD_CONDITION,
    FEED_FIELD_KIND,
    FEED_FIELD_TAX,
    FEED_FIELD_COUNTRY,
    FEED_FIELD_DATE,
    FEED_FIELD_SOURCE,
    FEED_FIELD_SHIPPING,
    FEED_FIELD_SHIPPING_CURRENCY,
    FEED_FIELD_QTY,
    FEED_FIELD_END
};

struct feed_column {
    enum feed_field field;
    int rank;                 /* of several columns of one field the one with the lowest rank and a value counts */
    bool sum;                 /* of a price: for all that qty counts */
    bool each;                /* of a price: for one, whatever qty says */
    enum currency currency;   /* "Price (USD)" */
    enum feed_sign sign;      /* "Price ($)" */
    enum condition condition; /* "used price" */
    enum pricekind kind;      /* "sold price", "MSRP" */
};

/* Tables of docyx/pc-part-dataset. */
enum feed_table_of {
    FEED_TABLE_OTHER,
    FEED_TABLE_CARD,
    FEED_TABLE_MEMORY,
    FEED_TABLE_CPU,
    FEED_TABLE_BOARD,
    FEED_TABLE_SUPPLY,
    FEED_TABLE_DRIVE,
    FEED_TABLE_CASE,
    FEED_TABLE_COOLER,
    FEED_TABLE_UPS,
    FEED_TABLE_NETWORK
};

struct feed_layout {
    size_t n;
    const char *const *names; /* as written */
    struct feed_column *columns;
    bool has[FEED_FIELD_END];
    bool sold; /* an export of sold listings */
    enum feed_table_of table;
};

/* Returns what the columns mean; names must stay. */
struct feed_layout feed_layout_of(struct arena *a, const char *const *names, size_t n);
/* Returns whether rows of the layout can be read: they name a thing and state a price. */
bool feed_layout_is_feed(const struct feed_layout *l);
/* Returns true if two columns that mean something have the same name, apart from case and marks; sets their indices. */
bool feed_layout_twice(const struct feed_layout *l, size_t *first, size_t *second);
/* Returns the column with this name, apart from case and marks; n: there is none. */
size_t feed_layout_find(const struct feed_layout *l, const char *name);

#endif
