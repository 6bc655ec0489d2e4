/* grid.h: a table for a terminal: columns as wide as their widest cell. */
#ifndef GRID_H
#define GRID_H

#include "str.h"

#include <stddef.h>

struct grid {
    struct arena *arena;
    size_t n_columns, room_columns, n_cells, room;
    bool *right;        /* per column: aligned right */
    const char **cells; /* row by row, the headings first */
};

struct grid grid_new(struct arena *a);
/* Adds a column; all columns come before the first cell. */
void grid_column(struct grid *g, const char *heading, bool right);
/* Adds a cell, row by row. The text is not copied. */
void grid_cell(struct grid *g, const char *text);
/* Writes the table, with two spaces before every line and between columns. */
void grid_print(const struct grid *g, struct str *out);
/* As grid_print, with lines of at most `most` characters: the widest text columns are made narrower, and cells that are
   too long end in "..". */
void grid_print_within(const struct grid *g, struct str *out, size_t most);
/* Returns the width of a line of grid_print in characters. */
size_t grid_width(const struct grid *g);

#endif
