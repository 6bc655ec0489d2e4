/* terminal.c: a document as text for a terminal.

   Idea: a table is laid out as wide as its cells; where that is more than a terminal has, a last column of texts moves
   below its row, and the widest columns become narrower, with their cells in several lines.
   Invariant: no line is longer than WRAP_COLUMNS. */
#include "terminal.h"

#include "arena.h"
#include "wrap.h"

#include <string.h>

enum { GAP = 2, NARROWEST = 4, BELOW = 6 /* indent of a column below its row */ };

struct layout {
    struct arena *arena;
    const struct doc_table *t;
    size_t n, *column; /* columns beside each other, and their places in the table */
    size_t below;      /* column below the rows; n_columns: none */
    size_t *width;
};

static const char *cell_text(const struct layout *l, size_t row, size_t column)
{
    struct str s = str_new(l->arena);
    doc_cell_words(&l->t->cells[row * l->t->n_columns + column], &s);
    return wrap_plain(l->arena, s.text, " ");
}

static size_t line_width(const struct layout *l)
{
    size_t sum = 0;
    for (size_t i = 0; i < l->n; i++)
        sum += GAP + l->width[i];
    return sum;
}

static void widen(size_t *width, const char *text)
{
    const size_t n = wrap_width(text);
    *width = n > *width ? n : *width;
}

static void measure(struct layout *l)
{
    for (size_t i = 0; i < l->n; i++) {
        widen(&l->width[i], l->t->columns[l->column[i]].heading);
        for (size_t r = 0; r < doc_rows(l->t); r++)
            widen(&l->width[i], cell_text(l, r, l->column[i]));
    }
}

/* Moves a last column of texts below the rows if a line is too long, then makes the widest columns narrower. */
static void fit(struct layout *l)
{
    const size_t last = l->n > 0 ? l->column[l->n - 1] : 0;
    if (line_width(l) > WRAP_COLUMNS && l->n > 2 && !l->t->columns[last].right) {
        l->below = last;
        l->n--;
    }
    for (size_t line = line_width(l); line > WRAP_COLUMNS; line--) {
        size_t widest = 0;
        for (size_t i = 1; i < l->n; i++)
            widest = l->width[i] > l->width[widest] ? i : widest;
        if (l->width[widest] <= NARROWEST)
            return;
        l->width[widest]--;
    }
}

/* Returns the bytes of the first n characters of the text, all of it if it has fewer. */
static size_t bytes_of(const char *text, size_t n)
{
    size_t bytes = 0;
    for (; text[bytes] && n > 0; n--) {
        bytes++;
        while (((unsigned char)text[bytes] & 0xC0) == 0x80)
            bytes++;
    }
    return bytes;
}

/* Returns the next line of a cell and moves *text behind it; breaks at a space where there is one. */
static const char *next_line(struct arena *a, const char **text, size_t width)
{
    size_t n = bytes_of(*text, width);
    if ((*text)[n] && (*text)[n] != ' ') {
        size_t at = n; /* behind a space, else behind a sign that joins words */
        while (at > 0 && (*text)[at] != ' ')
            at--;
        for (size_t i = n; at == 0 && i > 1; i--)
            at = strchr("._/-", (*text)[i - 1]) ? i : 0;
        n = at > 0 ? at : n;
    }
    const char *line = arena_strndup(a, *text, n);
    *text += n;
    *text += strspn(*text, " ");
    return line;
}

/* Adds one row of texts, in as many lines as its longest cell takes. */
static void row(const struct layout *l, const char **cell, struct str *out)
{
    bool more = true;
    while (more) {
        struct str line = str_new(l->arena);
        size_t at = 0;
        more = false;
        for (size_t i = 0; i < l->n; i++) {
            const char *text = next_line(l->arena, &cell[i], l->width[i]);
            const size_t from = at + GAP, room = l->width[i] - wrap_width(text);
            if (*text)
                wrap_pad(&line, wrap_width(line.text), from + (l->t->columns[l->column[i]].right ? room : 0), 0);
            str_add(&line, text);
            at = from + l->width[i];
            more |= *cell[i] != '\0';
        }
        str_addf(out, "%s\n", line.text);
    }
}

static void rule(const struct layout *l, struct str *out)
{
    for (size_t i = 0; i < l->n; i++) {
        wrap_pad(out, 0, GAP, 0);
        for (size_t k = 0; k < l->width[i]; k++)
            str_add(out, "-");
    }
    str_add(out, "\n");
}

static void rows(const struct layout *l, struct str *out)
{
    const char **cell = ARENA_ARRAY(l->arena, l->n, const char *);
    for (size_t i = 0; i < l->n; i++)
        cell[i] = l->t->columns[l->column[i]].heading;
    row(l, cell, out);
    rule(l, out);
    for (size_t r = 0; r < doc_rows(l->t); r++) {
        for (size_t i = 0; i < l->n; i++)
            cell[i] = cell_text(l, r, l->column[i]);
        row(l, cell, out);
        const char *below = l->below < l->t->n_columns ? cell_text(l, r, l->below) : "";
        if (*below)
            wrap_text(out, below, BELOW, BELOW);
    }
}

static void table(const struct doc_table *t, struct str *out)
{
    struct layout l = {.arena = out->arena,
                       .t = t,
                       .below = t->n_columns,
                       .column = ARENA_ARRAY(out->arena, t->n_columns, size_t),
                       .width = ARENA_ARRAY(out->arena, t->n_columns, size_t)};
    for (size_t i = 0; i < t->n_columns; i++)
        if (!t->columns[i].data)
            l.column[l.n++] = i;
    wrap_text(out, wrap_plain(out->arena, t->caption, " "), 0, 0);
    if (l.n > 0) {
        measure(&l);
        fit(&l);
        rows(&l, out);
    }
    str_add(out, "\n");
}

static void heading(const char *text, int level, struct str *out)
{
    const size_t width = wrap_width(wrap_plain(out->arena, text, " "));
    wrap_text(out, wrap_plain(out->arena, text, " "), 0, 0);
    for (size_t i = 0; level < 2 && i < width && i < WRAP_COLUMNS; i++)
        str_add(out, level == 0 ? "=" : "-");
    str_add(out, level < 2 ? "\n\n" : "\n");
}

void terminal_render(const struct doc *d, struct str *out)
{
    heading(d->title, 0, out);
    for (const struct doc_block *b = d->first; b; b = b->next) {
        switch (b->type) {
        case DOC_HEADING: heading(b->text, b->level, out); break;
        case DOC_PARA:
            wrap_text(out, wrap_plain(out->arena, b->text, " "), 0, 0);
            str_add(out, "\n");
            break;
        case DOC_ITEM:
            str_add(out, "- ");
            wrap_add(out, GAP, GAP, wrap_plain(out->arena, b->text, " "));
            str_add(out, b->next && b->next->type == DOC_ITEM ? "" : "\n");
            break;
        case DOC_CODE: str_addf(out, "%s\n", b->text); break;
        case DOC_TABLE: table(b->table, out); break;
        default: break;
        }
    }
}
