/* measured_links.c: a row that names an unknown link would be predicted with the default one, unnoticed. So such a row
   is refused, as --link refuses it. */
#include "measured_links.h"

#include "arena.h"
#include "names_unknown.h"
#include "str.h"

#include <string.h>

/* Does the cell state a link? */
static bool states_link(const char *cell)
{
    return cell && *cell && strcmp(cell, "unknown") != 0 && strcmp(cell, "na") != 0;
}

/* Reports the ids of one cell that name no link. */
static void check_cell(struct arena *a, struct diags *d, const struct catalogue *c, const char *column,
                       const char *cell, struct origin at)
{
    for (const char *rest = cell; rest;) {
        const char *one = str_split(a, rest, '+', &rest);
        if (catalogue_find(c, &kind_link, one))
            continue;
        const struct names_found found = names_find(a, c, &kind_link, one);
        diag_add(d, DIAG_UNKNOWN_ID, at, column, "%s", names_unknown(a, c, &kind_link, one, &found));
    }
}

void measured_links_check(struct arena *a, struct diags *d, const struct catalogue *c, const struct csvtext *t)
{
    for (size_t k = 0; k < t->n_cols; k++) {
        if (strcmp(t->head[k], "link") != 0 && strcmp(t->head[k], "bridge") != 0)
            continue;
        for (size_t i = 0; i < t->n_rows; i++) {
            const char *cell = t->cells[i * t->n_cols + k];
            const struct origin at = {.file = t->file, .line = t->lines[i], .col = 1};
            if (states_link(cell))
                check_cell(a, d, c, t->head[k], cell, at);
        }
    }
}
