/* page_costs.h: tables of what running and owning costs. */
#ifndef PAGE_COSTS_H
#define PAGE_COSTS_H

#include "compare.h"
#include "doc.h"

/* Adds the costs year by year, the electricity by hours of the tariff, and the cost of the tokens of each workload. */
void page_costs(struct arena *a, struct doc *d, const struct comparison *c);

#endif
