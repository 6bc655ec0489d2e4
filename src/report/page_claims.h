/* page_claims.h: what the author of a plan states, beside what is computed. */
#ifndef PAGE_CLAIMS_H
#define PAGE_CLAIMS_H

#include "comparison.h"
#include "doc.h"

/* Adds the section to the document; nothing where no option states a figure. */
void page_claims(struct arena *a, struct doc *doc, const struct comparison *c);

#endif
