/* page_brief_why.h: sentences about the option that comes first: what it does and costs, what is least certain, what
   would change the decision. */
#ifndef PAGE_BRIEF_WHY_H
#define PAGE_BRIEF_WHY_H

#include "compare.h"
#include "doc.h"

/* Adds notes that must be seen: old prices, a close call, rent that costs less. */
void page_brief_why_warnings(struct arena *a, struct doc *doc, const struct comparison *c);
/* Adds as a list what each machine of the first option runs, what is paid from which fund, and what it draws. */
void page_brief_why_pays(struct arena *a, struct doc *doc, const struct comparison *c);
/* Adds as a list how old its prices are, what is least certain, what would change the decision, and its limits. */
void page_brief_why(struct arena *a, struct doc *doc, const struct comparison *c);

#endif
