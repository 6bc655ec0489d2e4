/* bench_cells.h: one line of a table as cells: Markdown with or without the outer bars, quoted or indented, or parted
   by tabs; without the marks of emphasis and code around a cell. */
#ifndef BENCH_CELLS_H
#define BENCH_CELLS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { BENCH_CELLS_MOST = 64 };

struct bench_cells {
    size_t n;
    const char *v[BENCH_CELLS_MOST];
    int col[BENCH_CELLS_MOST]; /* where it begins, from 1 */
};

/* Returns the cells of the line; n is 0 when it has neither a bar nor a tab. */
struct bench_cells bench_cells_of(struct arena *a, const char *line);
/* Returns true for the line under a head: "|---|---:|". */
bool bench_cells_rule(const char *line);

#endif
