/* feed_words.h: what words of a feed say about condition, kind of price and tax. */
#ifndef FEED_WORDS_H
#define FEED_WORDS_H

#include "enums.h"

#include <stdbool.h>

/* Returns the condition that a cell states in words ("Pre-Owned", "Brand New", "Open box") or as a conditionId of eBay:
   1000 new, 2000-2500 refurbished, 1500 and 2750-6000 used, 7000 for parts. An opened box is used. *parts becomes true
   for "For parts or not working". */
enum condition feed_words_condition(const char *cell, bool *parts);
/* Returns the condition that free text states: "RTX 3090 used, great condition"; unknown where it states none or two.
 */
enum condition feed_words_in_text(const char *text);
/* Returns the kind of price that a word states: "sold", "Buy It Now" is asking, "MSRP" is list. */
enum pricekind feed_words_kind(const char *cell);
/* Returns the tax that a word states: "incl", "ex GST", "yes" (of a column that asks whether tax is included). */
enum taxed feed_words_tax(const char *cell);
/* Returns the tax that words beside a price state: "$1,299 inc GST"; unknown: none. */
enum taxed feed_words_tax_in_text(const char *text);
/* Returns whether a title is that of a sum: "Total", "Grand total", "Shipping". */
bool feed_words_is_total(const char *title);

#endif
