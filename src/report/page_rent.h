/* page_rent.h: the part of the report about rent by the hour and by the token: what each option rents, what the same
   tokens cost elsewhere, and when buying pays. */
#ifndef PAGE_RENT_H
#define PAGE_RENT_H

#include "comparison.h"
#include "doc.h"

/* Adds the tables that have a row. */
void page_rent(struct arena *a, struct doc *doc, const struct comparison *c);
/* Adds to the first screen, in one line, that an API would be much cheaper than the cards that the first option rents,
   or the reverse. */
void page_rent_cheaper(struct arena *a, struct doc *doc, const struct comparison *c);
/* Adds a note, where an option buys what rented cards or APIs do for less over the whole horizon, and no workload is
   bound to a machine or a role. */
void page_rent_warning(struct arena *a, struct doc *doc, const struct comparison *c, const struct compare_option *o);
/* Adds to a list when buying pays, where it does. */
void page_rent_pays(struct arena *a, struct doc *doc, const struct comparison *c, const struct compare_option *o);
/* Returns "runpod-rtx-4090-secure of 2026-08-08": the offer and when its price was seen; old ones with their age. */
const char *page_rent_offer(struct arena *a, const struct comparison *c, const char *id, const char *date);

#endif
