/* page_list.h: a table of the records of one kind for a terminal: id, the columns that matter most, name. */
#ifndef PAGE_LIST_H
#define PAGE_LIST_H

#include "catalogue.h"
#include "str.h"

struct page_list_row {
    const void *record;
    double price;          /* of one, with tax; NaN: unknown */
    const char *condition; /* "new" or "used"; NULL: no price */
    enum currency currency;
    bool estimated; /* from like things: it was never observed */
};

/* Writes a heading and a line per record, at most 80 characters wide where ids leave room. Cuts long names; leaves
   names out where fewer than 12 characters remain. */
void page_list(const struct kind *k, const struct page_list_row *rows, size_t n, struct str *out);
/* Returns words that a search also looks in: maker, category, component and other texts of the record. */
const char *page_list_words(struct arena *a, const struct kind *k, const void *record);
/* Returns true if the table of this kind has a price column. */
bool page_list_has_price(const struct kind *k);

#endif
