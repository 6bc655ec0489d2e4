/* page_buy.h: the first screen of a comparison: what to buy, why, what it will not do, what is least certain. */
#ifndef PAGE_BUY_H
#define PAGE_BUY_H

#include "compare.h"
#include "doc.h"

void page_buy(struct arena *a, struct doc *doc, const struct comparison *c);
/* What stands against an option, in words. */
const char *page_buy_reasons(struct arena *a, const struct comparison *c, const struct compare_option *o);
/* Its title, or its id. */
const char *page_buy_workload(const struct workload *w);

#endif
