/* page_buy.h: the first screen of a comparison: what to buy, why, its limits, what is least certain, the runner-up. */
#ifndef PAGE_BUY_H
#define PAGE_BUY_H

#include "compare.h"
#include "doc.h"

/* Adds the section to the document. */
void page_buy(struct arena *a, struct doc *doc, const struct comparison *c);

#endif
