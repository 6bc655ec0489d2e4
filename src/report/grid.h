/* grid.h: a table for a terminal: columns as wide as their widest cell. */
#ifndef GRID_H
#define GRID_H

#include "str.h"

#include <stddef.h>

struct grid {
    struct arena *arena;
    size_t n_columns, room_columns, n_cells, room;
    bool *right;        /* of each column: numbers */
    const char **cells; /* row by row, the headings first */
};

struct grid grid_new(struct arena *a);
/* All columns before the first cell. */
void grid_column(struct grid *g, const char *heading, bool right);
/* The text is not copied. */
void grid_cell(struct grid *g, const char *text);
/* Two spaces before every line and between columns. */
void grid_print(const struct grid *g, struct str *out);
/* As grid_print, in lines of at most so many columns: the widest column of texts is made narrower, and cells that are
   too long for it end in "..". */
void grid_print_within(const struct grid *g, struct str *out, size_t most);
/* Columns that grid_print takes. */
size_t grid_width(const struct grid *g);

#endif
