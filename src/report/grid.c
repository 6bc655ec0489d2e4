#include "grid.h"

#include "arena.h"
#include "wrap.h"

#include <stdint.h>
#include <string.h>

static const char cut_mark[] = "..";
enum { GAP = 2 }; /* spaces before a column */

struct grid grid_new(struct arena *a)
{
    return (struct grid){.arena = a};
}

void grid_cell(struct grid *g, const char *text)
{
    g->cells = arena_more(g->arena, g->cells, g->n_cells, &g->room, sizeof *g->cells);
    g->cells[g->n_cells++] = wrap_plain(g->arena, text, " ");
}

void grid_column(struct grid *g, const char *heading, bool right)
{
    BUG_UNLESS(g->n_cells == g->n_columns);
    g->right = arena_more(g->arena, g->right, g->n_columns, &g->room_columns, sizeof *g->right);
    g->right[g->n_columns++] = right;
    grid_cell(g, heading);
}

static void spaces(struct str *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        str_add(out, " ");
}

/* Returns the width of every column; sets *line to the width of a line. */
static size_t *widths(const struct grid *g, size_t *line)
{
    size_t *width = ARENA_ARRAY(g->arena, g->n_columns, size_t);
    BUG_UNLESS(g->n_columns > 0 && g->n_cells % g->n_columns == 0);
    for (size_t i = 0; i < g->n_cells; i++)
        if (wrap_width(g->cells[i]) > width[i % g->n_columns])
            width[i % g->n_columns] = wrap_width(g->cells[i]);
    *line = 0;
    for (size_t i = 0; i < g->n_columns; i++)
        *line += 2 + width[i];
    return width;
}

size_t grid_width(const struct grid *g)
{
    size_t line = 0;
    widths(g, &line);
    return line;
}

/* Makes the widest text column narrower by one character, again and again, until a line has at most `most`. */
static void narrow(const struct grid *g, size_t *width, size_t line, size_t most)
{
    for (; line > most; line--) {
        size_t widest = g->n_columns;
        for (size_t i = 0; i < g->n_columns; i++)
            if (!g->right[i] && width[i] > strlen(cut_mark) && (widest == g->n_columns || width[i] > width[widest]))
                widest = i;
        if (widest == g->n_columns)
            return;
        width[widest]--;
    }
}

/* Returns the cell, cut to the width of its column. */
static const char *shown(const struct grid *g, const char *text, size_t width)
{
    if (wrap_width(text) <= width)
        return text;
    return str_format(g->arena, "%s%s", wrap_first(g->arena, text, width - strlen(cut_mark)), cut_mark);
}

void grid_print_within(const struct grid *g, struct str *out, size_t most)
{
    size_t line = 0;
    size_t *width = widths(g, &line);
    narrow(g, width, line, most);
    size_t gap = 0; /* spaces that are due before the next text */
    for (size_t i = 0; i < g->n_cells; i++) {
        const size_t column = i % g->n_columns;
        const char *text = shown(g, g->cells[i], width[column]);
        const size_t pad = width[column] - wrap_width(text);
        gap += GAP + (g->right[column] ? pad : 0);
        if (*text) {
            spaces(out, gap);
            str_add(out, text);
            gap = 0;
        }
        gap += g->right[column] ? 0 : pad;
        if (column + 1 == g->n_columns) {
            str_add(out, "\n");
            gap = 0;
        }
    }
}

void grid_print(const struct grid *g, struct str *out)
{
    grid_print_within(g, out, SIZE_MAX);
}
