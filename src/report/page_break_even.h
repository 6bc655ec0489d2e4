/* page_break_even.h: when each bought option has cost less than each way to do without buying. */
#ifndef PAGE_BREAK_EVEN_H
#define PAGE_BREAK_EVEN_H

#include "comparison.h"
#include "doc.h"

/* Returns "14 (9-22)" months with their 80 % range, "not within 3 years", or a dash where it is not known. */
const char *page_break_even_months(struct arena *a, const struct comparison *c, const struct compare_break_even *b);
/* Adds tables with a row for each bought option and a column for each alternative, at most 8 columns each. */
void page_break_even(struct arena *a, struct doc *doc, const struct comparison *c);

#endif
