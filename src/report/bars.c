#include "bars.h"

#include "arena.h"
#include "fmt.h"
#include "grid.h"
#include "wrap.h"

#include <math.h>
#include <string.h>

enum { LEAST_BAR = 10, MOST_BAR = 30 };

const struct bars_part bars_load[] = {{"weights_gib", "weights"},
                                      {"kv_gib", "cache"},
                                      {"compute_gib", "buffers"},
                                      {"overhead_gib", "other"},
                                      {NULL, NULL}};

static double value(const struct figure_table *t, const char *name, const void *result)
{
    const struct figure *f = results_find(t, name);
    BUG_UNLESS(f != NULL);
    return results_value(f, result);
}

/* Returns how many of `most` characters show the part; at least one for a part above 0. */
static size_t share(double part, double whole, size_t most)
{
    const double n = round((double)most * part / whole);
    return !(part > 0) ? 0 : n < 1 ? 1 : n > (double)most ? most : (size_t)n;
}

static const char *bar(struct str *out, double used, double capacity, size_t width)
{
    char *text = arena_alloc(out->arena, width + 1);
    memset(text, '.', width);
    memset(text, '#', share(used, capacity, width));
    if (used > capacity)
        text[width - 1] = '!';
    return text;
}

static const char *name_of(struct str *out, const struct figure_table *t, const void *result, int i, int n)
{
    const char *id = *(const char *const *)results_member(results_find(t, "device"), result);
    return n > 1 ? str_format(out->arena, "%d %s", i, id) : id;
}

static struct grid headed(struct str *out, const struct bars_part parts[])
{
    struct grid g = grid_new(out->arena);
    grid_column(&g, "GiB", false);
    for (size_t k = 0; parts[k].figure; k++)
        grid_column(&g, parts[k].heading, true);
    grid_column(&g, "free", true);
    grid_column(&g, "capacity", true);
    return g;
}

static void numbers(struct grid *g, struct str *out, const struct figure_table *t, const struct bars_part parts[],
                    const void *result, const char *name)
{
    grid_cell(g, name);
    for (size_t k = 0; parts[k].figure; k++)
        grid_cell(g, fmt_known(out->arena, value(t, parts[k].figure, result), 3));
    grid_cell(g, fmt_known(out->arena, value(t, "spare_gib", result), 3));
    grid_cell(g, fmt_known(out->arena, value(t, "capacity_gib", result), 3));
}

void bars_devices(struct str *out, const struct figure_table *t, const struct bars_part parts[], const void *results,
                  size_t size, int n)
{
    const char *at = results;
    struct grid bare = headed(out, parts), full = headed(out, parts);
    for (int i = 0; i < n; i++)
        numbers(&bare, out, t, parts, at + (size_t)i * size, name_of(out, t, at + (size_t)i * size, i, n));
    const size_t rest = grid_width(&bare) + 2;
    const size_t free_columns = rest < WRAP_COLUMNS ? WRAP_COLUMNS - rest : 0;
    const size_t width = free_columns < LEAST_BAR ? LEAST_BAR : free_columns > MOST_BAR ? MOST_BAR : free_columns;
    grid_column(&full, "used", false);
    for (int i = 0; i < n; i++) {
        const void *one = at + (size_t)i * size;
        numbers(&full, out, t, parts, one, name_of(out, t, one, i, n));
        grid_cell(&full, bar(out, value(t, "total_gib", one), value(t, "capacity_gib", one), width));
    }
    grid_print_within(&full, out, WRAP_COLUMNS);
}

void bars_parts(struct str *out, const struct figure_table *t, const struct bars_part parts[], const void *result)
{
    const double whole = fmax(value(t, "capacity_gib", result), value(t, "total_gib", result));
    struct grid g = grid_new(out->arena);
    grid_column(&g, "part", false);
    grid_column(&g, "GiB", true);
    grid_column(&g, "", false);
    for (size_t k = 0; parts[k].figure; k++) {
        const double v = value(t, parts[k].figure, result);
        if (!(v > 0))
            continue;
        char *text = arena_alloc(out->arena, MOST_BAR + 1);
        memset(text, '#', share(v, whole, MOST_BAR));
        grid_cell(&g, parts[k].heading);
        grid_cell(&g, fmt_known(out->arena, v, 3));
        grid_cell(&g, text);
    }
    grid_print_within(&g, out, WRAP_COLUMNS);
}
