#include "doc.h"

#include "arena.h"
#include "wrap.h"

#include <string.h>

static const char *const colours[] = {[DOC_PLAIN] = "\x1b[1m",
                                      [DOC_GOOD] = "\x1b[32m",
                                      [DOC_BAD] = "\x1b[31m",
                                      [DOC_WARN] = "\x1b[33m",
                                      [DOC_UNKNOWN] = "\x1b[33m"};

static void start(struct str *out, bool colour, enum doc_mark mark)
{
    str_add(out, colour ? colours[mark] : "");
}

static void stop(struct str *out, bool colour)
{
    str_add(out, colour ? "\x1b[0m" : "");
}

static void paragraph(struct str *out, const struct doc_block *b, bool colour)
{
    const char *text = b->label ? str_format(out->arena, "%s %s", b->label, b->text) : b->text;
    start(out, colour, b->mark);
    wrap_text(out, wrap_plain(out->arena, text, "; "), 0, 0);
    stop(out, colour);
    str_add(out, "\n");
}

/* Writes each card under its heading: label, then text. */
static void cards(struct str *out, const struct doc_table *t, bool colour)
{
    enum { COLUMN = 26, LABEL = 21 };
    for (size_t i = 1; i < t->n_columns; i++) {
        struct str title = str_new(out->arena);
        doc_cell_words(&t->cells[i], &title);
        start(out, colour, DOC_PLAIN);
        wrap_text(out,
                  wrap_plain(out->arena, str_format(out->arena, "%s: %s", t->columns[i].heading, title.text), "; "), 0,
                  2);
        stop(out, colour);
        for (size_t r = 1; r < doc_rows(t); r++) {
            const struct doc_cell *c = &t->cells[r * t->n_columns + i];
            struct str words = str_new(out->arena), label = str_new(out->arena);
            doc_cell_words(&t->cells[r * t->n_columns], &label);
            doc_cell_words(c, &words);
            if (c->mark)
                start(out, colour, c->mark);
            wrap_row(out, wrap_short(out->arena, wrap_plain(out->arena, label.text, "; "), LABEL),
                     str_format(out->arena, "%s%s", doc_symbol(c->mark), wrap_plain(out->arena, words.text, "; ")),
                     COLUMN);
            if (c->mark)
                stop(out, colour);
        }
        str_add(out, "\n");
    }
}

void text_render(const struct doc *d, bool colour, struct str *out)
{
    for (const struct doc_block *b = d->first; b; b = b->next) {
        if (b->type == DOC_PARA)
            paragraph(out, b, colour);
        else if (b->type == DOC_TABLE && b->table->cards)
            cards(out, b->table, colour);
    }
}
