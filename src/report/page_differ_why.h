/* page_differ_why.h: why a row of a comparison of two options differs, in words. */
#ifndef PAGE_DIFFER_WHY_H
#define PAGE_DIFFER_WHY_H

#include "differences.h"

/* Returns the causes of a row: quantities and prices of a thing, inputs of a term, facts of a check; "": none. */
const char *page_differ_why(struct arena *a, const struct differ *d, const struct differ_row *row);

#endif
