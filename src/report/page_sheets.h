/* page_sheets.h: a sheet for each option: what stands against it, its machines drawn, its bill, its build checks, where
   the time of a decode step goes. */
#ifndef PAGE_SHEETS_H
#define PAGE_SHEETS_H

#include "compare.h"
#include "doc.h"

/* Adds the section with a sheet for each option; drawn: with drawings of its machines. */
void page_sheets(struct arena *a, struct doc *doc, const struct comparison *c, bool drawn);

#endif
