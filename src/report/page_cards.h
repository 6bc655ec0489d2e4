/* page_cards.h: up to three options side by side: the first, the next, and the cheapest that serves. */
#ifndef PAGE_CARDS_H
#define PAGE_CARDS_H

#include "compare.h"
#include "doc.h"

/* Adds the cards: price, each workload against its need, power, cost over the years, problems. */
void page_cards(struct arena *a, struct doc *doc, const struct comparison *c);
/* Returns whether an option buys anything. */
bool page_cards_buys(const struct compare_option *o);
/* Returns what an option costs in words: its price with its range, and a year of rent. */
const char *page_cards_costs(struct arena *a, const struct comparison *c, const struct compare_option *o);

#endif
