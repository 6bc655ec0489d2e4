/* grid.h: a table for a terminal: columns as wide as their widest cell. */
#ifndef GRID_H
#define GRID_H

#include "str.h"

#include <stddef.h>

enum { GRID_MOST_COLUMNS = 12 };

struct grid {
    struct arena *arena;
    size_t n_columns, n_cells, room;
    bool right[GRID_MOST_COLUMNS]; /* numbers */
    const char **cells;            /* row by row, the headings first */
};

struct grid grid_new(struct arena *a);
/* All columns before the first cell. */
void grid_column(struct grid *g, const char *heading, bool right);
/* The text is not copied. */
void grid_cell(struct grid *g, const char *text);
/* Two spaces before every line and between columns. */
void grid_print(const struct grid *g, struct str *out);

#endif
