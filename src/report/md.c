#include "doc.h"

#include <ctype.h>
#include <string.h>

/* CommonMark with pipe tables. */
static void escaped(struct str *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        const bool inside_word = *p == '_' && p > text && isalnum((unsigned char)p[-1]) && isalnum((unsigned char)p[1]);
        if (strchr("\\|*_<&`", *p) && !inside_word) /* an underscore inside a word needs no backslash */
            str_add(out, "\\");
        str_addn(out, *p == '\n' || *p == '\r' ? " " : p, 1); /* a line break would end a table row */
    }
}

static void cell(struct str *out, const struct doc_cell *c)
{
    struct str words = str_new(out->arena);
    doc_cell_words(c, &words);
    str_add(out, " ");
    escaped(out, words.text);
    str_add(out, " |");
}

static void table(struct str *out, const struct doc_table *t)
{
    str_add(out, "*");
    escaped(out, t->caption);
    str_add(out, "*\n\n|");
    for (size_t i = 0; i < t->n_columns; i++) {
        if (t->columns[i].data)
            continue;
        str_add(out, " ");
        escaped(out, t->columns[i].heading);
        str_add(out, " |");
    }
    str_add(out, "\n|");
    for (size_t i = 0; i < t->n_columns; i++)
        str_add(out, t->columns[i].data ? "" : t->columns[i].right ? " ---: |" : " --- |");
    for (size_t i = 0; i < doc_rows(t) * t->n_columns; i++) {
        if (i % t->n_columns == 0)
            str_add(out, "\n|");
        if (!t->columns[i % t->n_columns].data)
            cell(out, &t->cells[i]);
    }
    str_add(out, "\n\n");
}

/* Returns a fence that is longer than every run of backquotes in the text. */
static const char *fence(struct arena *a, const char *text)
{
    struct str s = str_new(a);
    size_t longest = 2, n = 0;
    for (const char *p = text; *p; p++) {
        n = *p == '`' ? n + 1 : 0;
        longest = n > longest ? n : longest;
    }
    for (size_t i = 0; i <= longest; i++)
        str_add(&s, "`");
    return s.text;
}

static void code(struct str *out, const char *text)
{
    const size_t n = strlen(text);
    const char *line = fence(out->arena, text);
    str_addf(out, "%s\n%s%s%s\n\n", line, text, n > 0 && text[n - 1] == '\n' ? "" : "\n", line);
}

void md_render(const struct doc *d, struct str *out)
{
    str_add(out, "# ");
    escaped(out, d->title);
    str_add(out, "\n\n");
    for (const struct doc_block *b = d->first; b; b = b->next) {
        switch (b->type) {
        case DOC_HEADING:
            str_addf(out, "%.*s ", b->level + 1, "####");
            escaped(out, b->text);
            str_add(out, "\n\n");
            break;
        case DOC_PARA:
            escaped(out, b->text);
            str_add(out, "\n\n");
            break;
        case DOC_ITEM:
            str_add(out, "- ");
            escaped(out, b->text);
            str_add(out, b->next && b->next->type == DOC_ITEM ? "\n" : "\n\n");
            break;
        case DOC_CODE: code(out, b->text); break;
        case DOC_TABLE: table(out, b->table); break;
        case DOC_FIGURE: str_addf(out, "![%s](%s.svg)\n\n", b->text, b->id); break;
        }
    }
}
