/* page_price_check.h: the text and JSON of `rigplan prices check`: how good price estimates are. */
#ifndef PAGE_PRICE_CHECK_H
#define PAGE_PRICE_CHECK_H

#include "check_prices.h"
#include "str.h"

/* Writes a line per class of things, then one per kind of observation and currency. */
void page_price_check(const struct check_prices *k, struct str *out);
void page_price_check_json(const struct check_prices *k, struct str *out);

#endif
