/* page_compare.h: the comparison report of a scenario. */
#ifndef PAGE_COMPARE_H
#define PAGE_COMPARE_H

#include "compare.h"
#include "doc.h"
#include "plot.h"

/* Returns the whole report, in the arena. Its figures name the plots by id. */
struct doc *page_compare(struct arena *a, const struct comparison *c, const struct plot *plots, size_t n_plots);
/* Returns only the page that decides, which stands first in the report. */
struct doc *page_compare_brief(struct arena *a, const struct comparison *c, const struct plot *plots, size_t n_plots);

#endif
