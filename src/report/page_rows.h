/* page_rows.h: records of one kind as a CSV table whose columns are the kind's fields, as `rigplan validate` reads it.
 */
#ifndef PAGE_ROWS_H
#define PAGE_ROWS_H

#include "schema.h"
#include "str.h"

/* Texts and numbers only; what is not stated is an empty cell. */
void page_rows_csv(const struct kind *k, const struct any_list *list, struct str *out);

#endif
