/* page_figures.h: the figures of the result tables as Markdown, for docs/formats.md. */
#ifndef PAGE_FIGURES_H
#define PAGE_FIGURES_H

#include "str.h"

/* Adds a table for each result table that `explain` covers, with unit, meaning, law and inputs of each figure, and one
   with the lists that inputs name. */
void page_figures_formats(struct str *out);

#endif
