/* page_differ_lead.h: the answer of a comparison of two options in one sentence. */
#ifndef PAGE_DIFFER_LEAD_H
#define PAGE_DIFFER_LEAD_H

#include "differ.h"

/* Returns which of A and B is better for price, speed, watts and cost, and by how much. */
const char *page_differ_lead(struct arena *a, const struct differ *d);

#endif
