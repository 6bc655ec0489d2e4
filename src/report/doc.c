#include "doc.h"

#include "arena.h"
#include "fmt.h"

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

void doc_lead(struct doc *d, const char *text)
{
    add(d, DOC_PARA, text)->lead = true;
}

void doc_note(struct doc *d, enum doc_mark mark, const char *label, const char *text)
{
    struct doc_block *b = add(d, DOC_PARA, text);
    b->mark = mark;
    b->label = label;
}

void doc_item(struct doc *d, const char *text)
{
    add(d, DOC_ITEM, text);
}

void doc_item_labelled(struct doc *d, const char *label, const char *text)
{
    add(d, DOC_ITEM, text)->label = label;
}

static void push(struct doc *d, enum doc_type type)
{
    BUG_UNLESS(d->depth < DOC_DEEPEST);
    d->open[d->depth++] = type;
}

void doc_section(struct doc *d, int level, const char *id, const char *title, const char *about)
{
    struct doc_block *b = add(d, DOC_SECTION, title);
    BUG_UNLESS(level >= 1 && level <= 2);
    b->level = level;
    b->id = id;
    b->about = about;
    push(d, DOC_SECTION);
}

void doc_pair(struct doc *d)
{
    add(d, DOC_PAIR, "");
    push(d, DOC_PAIR);
}

void doc_end(struct doc *d)
{
    BUG_UNLESS(d->depth > 0);
    add(d, DOC_END, "")->of = d->open[--d->depth];
}

void doc_contents(struct doc *d)
{
    add(d, DOC_CONTENTS, "");
}

void doc_code(struct doc *d, const char *lines)
{
    add(d, DOC_CODE, lines);
}

void doc_figure(struct doc *d, const char *id, const char *caption)
{
    add(d, DOC_FIGURE, caption)->id = id;
}

struct doc_table *doc_table(struct doc *d, const char *id, const char *caption)
{
    struct doc_table *t = ARENA_NEW(d->arena, struct doc_table);
    *t = (struct doc_table){.id = id, .caption = caption, .arena = d->arena, .currency = d->currency};
    add(d, DOC_TABLE, caption)->table = t;
    return t;
}

static void add_column(struct doc_table *t, struct doc_column c)
{
    BUG_UNLESS(t->n_rows == 0);
    t->columns = arena_more(t->arena, t->columns, t->n_columns, &t->room_columns, sizeof *t->columns);
    t->columns[t->n_columns++] = c;
}

void doc_column_text(struct doc_table *t, const char *key, const char *heading)
{
    add_column(t, (struct doc_column){.key = key, .heading = heading});
}

void doc_column_figure(struct doc_table *t, const struct figure *f)
{
    struct str heading = str_new(t->arena);
    fmt_heading(&heading, f, t->currency);
    const bool right = f->type == FIGURE_NUMBER || f->type == FIGURE_RANGE;
    add_column(t, (struct doc_column){.key = f->name, .heading = heading.text, .right = right});
}

void doc_column_named(struct doc_table *t, const struct figure *f, const char *key, const char *heading)
{
    const bool right = f->type == FIGURE_NUMBER || f->type == FIGURE_RANGE;
    add_column(t, (struct doc_column){.key = key, .heading = heading, .right = right});
}

void doc_row_start(struct doc_table *t)
{
    BUG_UNLESS(t->n_columns > 0 && t->n_cells == t->n_rows * t->n_columns); /* the row before is full */
    t->row_option = arena_more(t->arena, t->row_option, t->n_rows, &t->room_row_option, sizeof *t->row_option);
    t->row_option[t->n_rows++] = NULL;
}

static void add_cell(struct doc_table *t, struct doc_cell c)
{
    BUG_UNLESS(t->n_cells < t->n_rows * t->n_columns); /* one cell too many, or no row was started */
    t->cells = arena_more(t->arena, t->cells, t->n_cells, &t->room_cells, sizeof *t->cells);
    t->cells[t->n_cells++] = c;
}

void doc_cell_text(struct doc_table *t, const char *text)
{
    add_cell(t, (struct doc_cell){.text = text ? text : "\xE2\x80\x94"});
}

void doc_cell_marked(struct doc_table *t, const char *text, enum doc_mark mark)
{
    add_cell(t, (struct doc_cell){.text = text, .mark = mark});
}

void doc_cell_name(struct doc_table *t, const char *id, const char *title, const char *link)
{
    add_cell(t, (struct doc_cell){.text = title, .data = id, .link = link});
}

void doc_row_option(struct doc_table *t, const char *id)
{
    BUG_UNLESS(t->n_rows > 0);
    t->row_option[t->n_rows - 1] = id;
}

void doc_cell_figure(struct doc_table *t, const struct figure *f, const void *result, enum doc_mark mark)
{
    add_cell(t, (struct doc_cell){.figure = f, .result = result, .mark = mark});
}

void doc_cell_shown(struct doc_table *t, const struct figure *f, const void *result, const char *text)
{
    add_cell(t, (struct doc_cell){.figure = f, .result = result, .text = text});
}

void doc_columns(struct doc_table *t, const struct figure_table *figures, const char *const names[])
{
    for (size_t i = 0; names[i]; i++) {
        const struct figure *f = results_find(figures, names[i]);
        BUG_UNLESS(f != NULL);
        doc_column_figure(t, f);
    }
}

void doc_columns_data(struct doc_table *t, const struct figure_table *figures, const char *const names[])
{
    const size_t before = t->n_columns;
    doc_columns(t, figures, names);
    for (size_t i = before; i < t->n_columns; i++)
        t->columns[i].data = true;
}

static void add_more(struct doc_table *t, struct doc_more m)
{
    struct doc_more *add = ARENA_NEW(t->arena, struct doc_more);
    BUG_UNLESS(t->n_rows > 0);
    *add = m;
    add->row = t->n_rows - 1;
    if (t->last_more)
        t->last_more->next = add;
    else
        t->more = add;
    t->last_more = add;
}

void doc_row_object(struct doc_table *t, const char *key, const struct figure_table *figures, const void *result)
{
    add_more(t, (struct doc_more){.key = key, .figures = figures, .results = result, .n = result ? 1 : 0});
}

void doc_object_text(struct doc_table *t, const char *key, const char *text)
{
    BUG_UNLESS(t->last_more && !t->last_more->list && !t->last_more->text_key);
    t->last_more->text_key = key;
    t->last_more->text = text;
}

void doc_row_list(struct doc_table *t, const char *key, const struct figure_table *figures, const void *results,
                  size_t size, size_t n)
{
    add_more(t,
             (struct doc_more){.key = key, .figures = figures, .results = results, .size = size, .n = n, .list = true});
}

/* Cells with a verdict are coloured by it. */
static enum doc_mark mark_of(const struct figure *f, const void *result)
{
    if (f->type != FIGURE_WORD)
        return DOC_PLAIN;
    const int word = *(const int *)results_member(f, result);
    if (f->words == &enums_verdict)
        return word == verdict_unknown ? DOC_PLAIN
               : word == verdict_fits  ? DOC_GOOD
               : word == verdict_no    ? DOC_BAD
                                       : DOC_WARN;
    if (f->words == &enums_checked)
        return word == checked_unknown ? DOC_PLAIN
               : word == checked_ok    ? DOC_GOOD
               : word == checked_fails ? DOC_BAD
               : word == checked_open_ ? DOC_UNKNOWN
                                       : DOC_WARN;
    return DOC_PLAIN;
}

void doc_row(struct doc_table *t, const struct figure_table *figures, const char *const names[], const void *result)
{
    for (size_t i = 0; names[i]; i++) {
        const struct figure *f = results_find(figures, names[i]);
        BUG_UNLESS(f != NULL);
        doc_cell_figure(t, f, result, mark_of(f, result));
    }
}

size_t doc_rows(const struct doc_table *t)
{
    BUG_UNLESS(t->n_cells == t->n_rows * t->n_columns);
    return t->n_rows;
}

size_t doc_shown(const struct doc_table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_columns; i++)
        n += !t->columns[i].data;
    return n;
}

const char *doc_symbol(enum doc_mark mark)
{
    static const char *const symbols[] = {[DOC_PLAIN] = "",
                                          [DOC_GOOD] = "\xE2\x9C\x93 ",
                                          [DOC_BAD] = "\xE2\x9C\x97 ",
                                          [DOC_WARN] = "! ",
                                          [DOC_UNKNOWN] = "? "};
    return symbols[mark];
}

void doc_cell_words(const struct doc_cell *c, struct str *out)
{
    if (c->text)
        str_add(out, c->text);
    else if (c->figure->type == FIGURE_RANGE)
        fmt_range(out, c->figure, *(const struct range *)results_member(c->figure, c->result));
    else
        fmt_figure(out, c->figure, c->result);
}
