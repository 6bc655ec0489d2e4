/* page_price_basis.h: how sure the prices of a report are: how old they are, which are estimated, and which would
   change the answer. */
#ifndef PAGE_PRICE_BASIS_H
#define PAGE_PRICE_BASIS_H

#include "comparison.h"
#include "doc.h"

/* Adds a note, where most prices of an option are old, estimated or unknown. */
void page_price_basis_warning(struct doc *doc, const struct comparison *c, const struct compare_option *o);
/* Adds to a list how old the prices of an option are, where there is no such note. */
void page_price_basis_age(struct doc *doc, const struct comparison *c, const struct compare_option *o);
/* Returns when the prices of an option were seen, in short: "seen 2026-05 to 2026-11; 2 of 9 old or estimated"; "": it
 * buys nothing. */
const char *page_price_basis_dates(struct arena *a, const struct compare_option *o);
/* Adds to the first screen which prices would change the first place. */
/* Returns "with tax" or "without tax": whether the amounts have any in them. */
const char *page_price_basis_tax(const struct comparison *c);
void page_price_basis_levers(struct doc *doc, const struct comparison *c);
/* Adds the table of every priced thing of the report with the basis of its price, and the taxes and exchange rates. */
void page_price_basis_table(struct doc *doc, const struct comparison *c);

#endif
