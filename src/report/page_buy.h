/* page_buy.h: the first screen of a comparison: what to buy, why, its limits, what is least certain, the runner-up. */
#ifndef PAGE_BUY_H
#define PAGE_BUY_H

#include "compare.h"
#include "doc.h"

/* Adds the section to the document. */
void page_buy(struct arena *a, struct doc *doc, const struct comparison *c);
/* Returns the problems of an option: money missing, parts that do not go together, power, workloads that do not fit or
   are too slow. Joined by "; "; "" when there are none. */
const char *page_buy_reasons(struct arena *a, const struct comparison *c, const struct compare_option *o);
/* Returns the title of the workload, or its id. */
const char *page_buy_workload(const struct workload *w);

#endif
