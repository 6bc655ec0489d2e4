/* page_assumptions.h: what the figures of a report rest on: prices, assumed watts, planning constants, defaults; and
   the sums that were checked. */
#ifndef PAGE_ASSUMPTIONS_H
#define PAGE_ASSUMPTIONS_H

#include "compare.h"
#include "doc.h"

/* Adds the sections "Assumptions" and "Balance checks". */
void page_assumptions(struct arena *a, struct doc *doc, const struct comparison *c);

#endif
