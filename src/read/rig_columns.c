#include "rig_columns.h"

#include "arena.h"
#include "diag.h"
#include "rig_field.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* ---- cells ---- */

/* Returns the cells of a line, which commas divide; quotes around a cell are dropped. */
static const char *const *cells_of(struct arena *a, const char *text, size_t *n)
{
    const char **v = NULL;
    size_t room = 0;
    *n = 0;
    for (const char *s = text; s;) {
        const char *t = s + rig_text_indent(s);
        const char *close = *t == '"' ? strchr(t + 1, '"') : NULL;
        const char *end = strchr(close ? close : s, ',');
        const size_t len = close ? (size_t)(close - t - 1) : end ? (size_t)(end - s) : strlen(s);
        v = arena_more(a, v, *n, &room, sizeof *v);
        v[(*n)++] = rig_text_trim(a, close ? t + 1 : s, len);
        s = end ? end + 1 : NULL;
    }
    return v;
}

/* Returns whether the cells are names of columns, of which one or more are known. */
static bool is_head(struct arena *a, const char *const *cells, size_t n)
{
    size_t known = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isalpha((unsigned char)cells[i][0]) || strchr(cells[i], ':'))
            return false;
        const char *key = rig_text_key(a, cells[i]);
        known += rig_field_known(key) || strcmp(key, "device") == 0;
        if (n == 1 && strchr(cells[i], ' ') && !strchr(cells[i], '['))
            return false;
    }
    return known > 0;
}

bool rig_columns_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    size_t n;
    const char *const *cells = cells_of(a, b->v[i].text, &n);
    return is_head(a, cells, n) && i + 1 < b->n && b->v[i + 1].text[0] != '\0';
}

/* ---- rows under a head ---- */

/* Returns the unit of a column: "W" of "power.limit [W]"; "": it states none. */
static const char *unit_of(struct arena *a, const char *name)
{
    const char *open = strchr(name, '[');
    return open ? rig_text_trim(a, open + 1, strcspn(open + 1, "]")) : "";
}

static void read_cells(struct rig_said *s, struct rig_output *o, const char *const *head, const char *const *cells,
                       size_t n, struct origin at)
{
    struct rig_card *c = rig_said_card(s, o, at);
    for (size_t i = 0; i < n; i++) {
        const char *key = rig_text_key(s->arena, head[i]), *unit = unit_of(s->arena, head[i]), *more;
        const bool bare = *unit && !isnan(rig_text_number(cells[i], &more)) && *more == '\0';
        if (strcmp(key, "device") == 0 && str_starts(cells[i], "card"))
            c->index = rig_text_number(cells[i] + 4, NULL);
        else
            rig_field_set(s, c, key, bare ? str_format(s->arena, "%s %s", cells[i], unit) : cells[i]);
    }
}

/* Returns whether a row is of a card, not of the whole system as in the last row of rocm-smi. */
static bool is_row(const char *const *cells, size_t n, size_t n_head)
{
    return n == n_head && *cells[0] && !str_same_word(cells[0], "system");
}

static size_t read_rows(struct rig_said *s, struct rig_output *o, const struct rig_lines *b, size_t from,
                        const char *const *head, size_t n_head)
{
    size_t i = from;
    for (; i < b->n; i++) {
        size_t n;
        const char *const *cells = cells_of(s->arena, b->v[i].text, &n);
        if (b->v[i].text[0] == '\0' || !is_row(cells, n, n_head)) {
            if (rig_text_card(b->v[i].text) && n != n_head)
                rig_said_unread(s, b->file, &b->v[i], str_format(s->arena, "expected %zu cells, found %zu", n_head, n));
            else
                break;
        } else
            read_cells(s, o, head, cells, n, rig_said_at(b, i));
    }
    return i;
}

size_t rig_columns(struct rig_said *s, const struct rig_lines *b)
{
    size_t n;
    const char *const *head = cells_of(s->arena, b->v[0].text, &n);
    const char *first = rig_text_key(s->arena, head[0]);
    const bool rocm = strcmp(first, "device") == 0, amd = strcmp(first, "gpu") == 0;
    struct rig_output *o = rig_said_output(s,
                                           rocm  ? "rocm-smi --csv"
                                           : amd ? "amd-smi --csv"
                                                 : "nvidia-smi --query-gpu",
                                           rocm || amd ? vendor_amd : vendor_nvidia, rig_said_at(b, 0));
    return read_rows(s, o, b, 1, head, n);
}

/* ---- rows without a head ---- */

static const char asked[] = "--query-gpu=";

/* Returns the columns that a command asks for without a head: "name,power.limit"; NULL: it asks for none. */
static const char *asked_of(struct arena *a, const char *text)
{
    const char *at = strstr(text, asked);
    return at && strstr(text, "noheader")
               ? rig_text_trim(a, at + sizeof asked - 1, strcspn(at + sizeof asked - 1, " \""))
               : NULL;
}

bool rig_columns_asked_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    return asked_of(a, b->v[i].text) && i + 1 < b->n && b->v[i + 1].text[0] != '\0';
}

size_t rig_columns_asked(struct rig_said *s, const struct rig_lines *b)
{
    size_t n;
    const char *const *head = cells_of(s->arena, asked_of(s->arena, b->v[0].text), &n);
    struct rig_output *o = rig_said_output(s, "nvidia-smi --query-gpu", vendor_nvidia, rig_said_at(b, 0));
    return read_rows(s, o, b, 1, head, n);
}

static bool is_name(const char *cell)
{
    return rig_text_card(cell) || str_starts(cell, "NVIDIA ");
}

bool rig_columns_bare_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    size_t n;
    const char *const *cells = cells_of(a, b->v[i].text, &n);
    if (n < 2 || strstr(b->v[i].text, "--"))
        return false;
    return is_name(cells[0]) || (is_name(cells[1]) && !isnan(rig_text_number(cells[0], NULL)));
}

/* Returns what a cell without head must be; NULL: it could be several things. sizes: how many sizes the row has. */
static const char *key_of(struct arena *a, const char *cell, size_t at, size_t sizes)
{
    const char *unit;
    const double v = rig_text_number(cell, &unit);
    if (is_name(cell))
        return "name";
    if (str_starts(cell, "GPU-"))
        return "uuid";
    if (rig_text_bus(a, cell))
        return "pci_bus_id";
    if (at == 0 && !isnan(v) && *unit == '\0')
        return "index";
    return strcmp(unit, "MiB") == 0 && sizes == 1 ? "memory_total" : NULL;
}

static void read_bare(struct rig_said *s, struct rig_output *o, const struct rig_lines *b, size_t i)
{
    size_t n, sizes = 0;
    const char *const *cells = cells_of(s->arena, b->v[i].text, &n);
    struct rig_card *c = rig_said_card(s, o, rig_said_at(b, i));
    struct str lost = str_new(s->arena);
    for (size_t k = 0; k < n; k++)
        sizes += str_ends(cells[k], " MiB");
    for (size_t k = 0; k < n; k++) {
        const char *key = key_of(s->arena, cells[k], k, sizes);
        if (key)
            rig_field_set(s, c, key, cells[k]);
        else
            str_addf(&lost, "%s%s", lost.len > 0 ? ", " : "", cells[k]);
    }
    if (lost.len > 0)
        diag_add(s->d, DIAG_RIG_LINE, c->at, NULL,
                 "%s of \"%.100s\" left out: no head says what that is; leave out noheader, or put the command above",
                 lost.text, c->n_names > 0 ? c->names[0] : "");
}

size_t rig_columns_bare(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "nvidia-smi --query-gpu", vendor_nvidia, rig_said_at(b, 0));
    size_t i = 0;
    for (; i < b->n && rig_columns_bare_is(s->arena, b, i); i++)
        read_bare(s, o, b, i);
    return i;
}
