/* page_rows.h: records of one kind as CSV; columns are the kind's fields, as `rigplan validate` reads them. */
#ifndef PAGE_ROWS_H
#define PAGE_ROWS_H

#include "schema.h"
#include "str.h"

/* Adds header and records. Fields must be texts, words or numbers; what is absent is an empty cell. */
void page_rows_csv(const struct kind *k, const struct any_list *list, struct str *out);

#endif
