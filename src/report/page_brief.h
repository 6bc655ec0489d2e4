/* page_brief.h: the page that decides: the answer in one sentence, up to three options side by side, one picture, what
   to buy, what is least certain and what would change the decision. */
#ifndef PAGE_BRIEF_H
#define PAGE_BRIEF_H

#include "compare.h"
#include "doc.h"
#include "plot.h"

/* Adds the page. plots: those of the report; the one with id "price" is shown. */
void page_brief(struct arena *a, struct doc *doc, const struct comparison *c, const struct plot *plots, size_t n_plots);
/* Adds only the answer and the options side by side. */
void page_brief_answer(struct arena *a, struct doc *doc, const struct comparison *c);

#endif
