#include "doc.h"

#include "arena.h"
#include "fmt.h"

#include <string.h>

struct doc *doc_new(struct arena *a, const char *title, const char *as_of)
{
    struct doc *d = ARENA_NEW(a, struct doc);
    *d = (struct doc){.arena = a, .title = title, .as_of = as_of};
    return d;
}

static struct doc_block *add(struct doc *d, enum doc_type type, const char *text)
{
    struct doc_block *b = ARENA_NEW(d->arena, struct doc_block);
    b->type = type;
    b->text = text;
    if (d->last)
        d->last->next = b;
    else
        d->first = b;
    d->last = b;
    return b;
}

void doc_heading(struct doc *d, int level, const char *text)
{
    add(d, DOC_HEADING, text)->level = level;
}

void doc_para(struct doc *d, const char *text)
{
    add(d, DOC_PARA, text);
}

void doc_item(struct doc *d, const char *text)
{
    add(d, DOC_ITEM, text);
}

void doc_figure(struct doc *d, const char *id, const char *caption)
{
    add(d, DOC_FIGURE, caption)->id = id;
}

struct doc_table *doc_table(struct doc *d, const char *id, const char *caption, size_t columns)
{
    struct doc_table *t = ARENA_NEW(d->arena, struct doc_table);
    *t = (struct doc_table){.id = id, .caption = caption, .columns = ARENA_ARRAY(d->arena, columns, struct doc_column)};
    add(d, DOC_TABLE, caption)->table = t;
    return t;
}

void doc_column_text(struct doc_table *t, const char *key, const char *heading)
{
    t->columns[t->n_columns++] = (struct doc_column){key, heading, false};
}

void doc_column_figure(struct doc *d, struct doc_table *t, const struct figure *f)
{
    struct str heading = str_new(d->arena);
    fmt_heading(&heading, f);
    t->columns[t->n_columns++] = (struct doc_column){f->name, heading.text,
                                                     f->type == FIGURE_NUMBER || f->type == FIGURE_RANGE};
}

static void add_cell(struct doc *d, struct doc_table *t, struct doc_cell c)
{
    if (t->n_cells == t->room) {
        const size_t room = t->room ? t->room * 2 : 64;
        struct doc_cell *cells = ARENA_ARRAY(d->arena, room, struct doc_cell);
        if (t->n_cells)
            memcpy(cells, t->cells, t->n_cells * sizeof *cells);
        t->cells = cells;
        t->room = room;
    }
    t->cells[t->n_cells++] = c;
}

void doc_cell_text(struct doc *d, struct doc_table *t, const char *text)
{
    add_cell(d, t, (struct doc_cell){.text = text ? text : "\xE2\x80\x94"});
}

void doc_cell_figure(struct doc *d, struct doc_table *t, const struct figure *f, const void *result, enum doc_mark mark)
{
    add_cell(d, t, (struct doc_cell){.figure = f, .result = result, .mark = mark});
}

void doc_columns(struct doc *d, struct doc_table *t, const struct figure_table *figures, const char *const names[])
{
    for (size_t i = 0; names[i]; i++) {
        const struct figure *f = results_find(figures, names[i]);
        BUG_UNLESS(f != NULL);
        doc_column_figure(d, t, f);
    }
}

/* Verdicts carry their colour. */
static enum doc_mark mark_of(const struct figure *f, const void *result)
{
    if (f->type != FIGURE_WORD)
        return DOC_PLAIN;
    const int word = *(const int *)results_member(f, result);
    if (f->words == &enums_verdict)
        return word == verdict_fits ? DOC_GOOD : word == verdict_no ? DOC_BAD : DOC_WARN;
    if (f->words == &enums_powerverdict)
        return word == powerverdict_ok ? DOC_GOOD : word == powerverdict_over ? DOC_BAD : DOC_WARN;
    return DOC_PLAIN;
}

void doc_row(struct doc *d, struct doc_table *t, const struct figure_table *figures, const char *const names[],
             const void *result)
{
    for (size_t i = 0; names[i]; i++) {
        const struct figure *f = results_find(figures, names[i]);
        BUG_UNLESS(f != NULL);
        doc_cell_figure(d, t, f, result, mark_of(f, result));
    }
}

size_t doc_rows(const struct doc_table *t)
{
    return t->n_columns ? t->n_cells / t->n_columns : 0;
}

void doc_cell_words(const struct doc_cell *c, struct str *out)
{
    if (!c->figure)
        str_add(out, c->text);
    else if (c->figure->type == FIGURE_RANGE)
        fmt_range(out, c->figure, *(const struct range *)results_member(c->figure, c->result));
    else
        fmt_figure(out, c->figure, c->result);
}
