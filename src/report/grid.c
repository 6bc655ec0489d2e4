#include "grid.h"

#include "arena.h"

#include <string.h>

struct grid grid_new(struct arena *a)
{
    return (struct grid){.arena = a};
}

void grid_cell(struct grid *g, const char *text)
{
    if (g->n_cells == g->room) {
        const char **more = ARENA_ARRAY(g->arena, g->room ? 2 * g->room : 64, const char *);
        if (g->n_cells > 0)
            memcpy(more, g->cells, g->n_cells * sizeof *more);
        g->cells = more;
        g->room = g->room ? 2 * g->room : 64;
    }
    g->cells[g->n_cells++] = text;
}

void grid_column(struct grid *g, const char *heading, bool right)
{
    BUG_UNLESS(g->n_columns < GRID_MOST_COLUMNS && g->n_cells == g->n_columns);
    g->right[g->n_columns++] = right;
    grid_cell(g, heading);
}

/* Characters, not bytes: continuation bytes of UTF-8 take no room. */
static size_t width_of(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

static void spaces(struct str *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        str_add(out, " ");
}

void grid_print(const struct grid *g, struct str *out)
{
    size_t width[GRID_MOST_COLUMNS] = {0};
    for (size_t i = 0; i < g->n_cells; i++)
        if (width_of(g->cells[i]) > width[i % g->n_columns])
            width[i % g->n_columns] = width_of(g->cells[i]);
    for (size_t i = 0; i < g->n_cells; i++) {
        const size_t column = i % g->n_columns, pad = width[column] - width_of(g->cells[i]);
        const bool last = column + 1 == g->n_columns;
        str_add(out, "  ");
        if (g->right[column])
            spaces(out, pad);
        str_add(out, g->cells[i]);
        if (!g->right[column] && !last)
            spaces(out, pad);
        if (last)
            str_add(out, "\n");
    }
}
