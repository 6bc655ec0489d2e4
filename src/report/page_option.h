/* page_option.h: an option in tables: readers see its title, which leads to its sheet, programs its id. */
#ifndef PAGE_OPTION_H
#define PAGE_OPTION_H

#include "compare.h"
#include "doc.h"

/* Returns the id of the section with an option's sheet. */
const char *page_option_section(struct arena *a, const struct compare_option *o);
/* Adds the column; programs know it by its key. */
void page_option_column(struct doc_table *t, const char *key);
/* Opens the next row, about the option, and adds the cell. */
void page_option_row(struct doc_table *t, const struct compare_option *o);

#endif
