/* cells_try.h: what tests of imported rows share: rows written as CSV, compared by the text of their cells. */
#ifndef CELLS_TRY_H
#define CELLS_TRY_H

#include "test.h"

#include "page_rows.h"
#include "str.h"

#include <string.h>

/* Returns the text of cell `column` of row n in CSV; NULL: there is no such column, or a cell before it has quotes. */
static inline const char *cell_of(const char *csv, size_t n, const char *column)
{
    const char *rest = csv, *head = str_split(test_arena(), rest, '\n', &rest), *row = NULL;
    for (size_t i = 0; i <= n && rest; i++)
        row = str_split(test_arena(), rest, '\n', &rest);
    while (head && row) {
        const char *name = str_split(test_arena(), head, ',', &head), *value = str_split(test_arena(), row, ',', &row);
        if (*value == '"')
            return NULL;
        if (strcmp(name, column) == 0)
            return value;
    }
    return NULL;
}

/* Compares rows with "ctx 4096; kv_mib 576; fits | ctx 8192": a bar parts the rows, a column alone is an empty cell,
   "&" in a cell stands for ";". NULL: there are no rows. number: of the case, which failures name. */
static inline void has_cells_of(size_t number, const struct kind *kind, size_t n, const void *rows, const char *cells)
{
    struct str csv = str_new(test_arena());
    size_t k = 0;
    page_rows_csv(kind, &(struct any_list){n, rows}, &csv);
    for (const char *all = cells; all; k++) {
        const char *row = str_split(test_arena(), all, '|', &all);
        for (const char *rest = k < n ? row : NULL; rest;) {
            const char *value, *one = str_split(test_arena(), rest, ';', &rest);
            const char *column = str_split(test_arena(), one + strspn(one, " "), ' ', &value);
            char *text = str_format(test_arena(), "%s", value ? value : "");
            text[strcspn(text, " ")] = '\0';
            for (char *c = text; *c; c++)
                *c = *c == '&' ? ';' : *c;
            test_row("%zu, row %zu: %s", number, k, column);
            SAME(cell_of(csv.text, k, column), text);
        }
    }
    test_row("%zu: %s", number, cells ? cells : "none");
    if (!THAT(n == k) && n > 0)
        test_same(csv.text, "", "the rows", __FILE__, __LINE__);
}

#endif
