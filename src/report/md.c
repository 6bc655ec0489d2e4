#include "doc.h"

#include "arena.h"
#include "escape.h"

#include <string.h>

/* GitHub's Markdown with pipe tables; sections are the HTML element details, which GitHub shows folded. */

static void linked(struct str *out, const struct doc *d, const char *text, const char *link)
{
    str_add(out, link ? "[" : "");
    escape_markdown(out, text);
    if (!link)
        return;
    str_add(out, "](");
    escape_link(out, d->rest ? d->rest : "");
    str_add(out, d->rest ? ".md#" : "#");
    escape_link(out, link);
    str_add(out, ")");
}

static void cell(struct str *out, const struct doc *d, const struct doc_cell *c)
{
    struct str words = str_new(out->arena);
    doc_cell_words(c, &words);
    str_addf(out, " %s", doc_symbol(c->mark));
    linked(out, d, words.text, c->link);
    str_add(out, " |");
}

static void table(struct str *out, const struct doc *d, const struct doc_table *t)
{
    BUG_UNLESS(doc_shown(t) <= DOC_MOST_COLUMNS); /* a reader can take in no more */
    if (*t->caption) {
        str_add(out, "*");
        escape_markdown(out, t->caption);
        str_add(out, "*\n\n");
    }
    str_add(out, "|");
    for (size_t i = 0; i < t->n_columns; i++) {
        if (t->columns[i].data)
            continue;
        str_add(out, " ");
        escape_markdown(out, t->columns[i].heading);
        str_add(out, " |");
    }
    str_add(out, "\n|");
    for (size_t i = 0; i < t->n_columns; i++)
        str_add(out, t->columns[i].data ? "" : t->columns[i].right ? " ---: |" : " --- |");
    for (size_t i = 0; i < doc_rows(t) * t->n_columns; i++) {
        if (i % t->n_columns == 0)
            str_add(out, "\n|");
        if (!t->columns[i % t->n_columns].data)
            cell(out, d, &t->cells[i]);
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
    str_addf(out, "%s\n", line);
    escape_terminal(out, text);
    str_addf(out, "%s%s\n\n", n > 0 && text[n - 1] == '\n' ? "" : "\n", line);
}

static void label(struct str *out, const struct doc_block *b)
{
    if (!b->label)
        return;
    str_add(out, "**");
    escape_markdown(out, b->label);
    str_add(out, "** ");
}

static void paragraph(struct str *out, const struct doc_block *b)
{
    if (b->lead) {
        str_add(out, "**");
        escape_markdown(out, b->text);
        str_add(out, "**\n\n");
        return;
    }
    if (b->mark)
        str_addf(out, "> [!%s]\n> ", b->mark == DOC_BAD ? "CAUTION" : b->mark == DOC_WARN ? "WARNING" : "NOTE");
    label(out, b);
    if (b->label)
        escape_markdown(out, b->text);
    else
        escape_markdown_start(out, b->text);
    str_add(out, "\n\n");
}

static void contents(struct str *out, const struct doc *d, const struct doc_block *first)
{
    for (const struct doc_block *b = first; b; b = b->next)
        if (b->type == DOC_SECTION && b->level == 1) {
            str_add(out, "- ");
            linked(out, d, b->text, b->id);
            if (b->about) {
                str_add(out, ": ");
                escape_markdown(out, b->about);
            }
            str_add(out, "\n");
        }
    str_add(out, "\n");
}

static void section(struct str *out, const struct doc_block *b, bool open)
{
    str_add(out, "<details id=\"");
    escape_html(out, b->id, " ");
    str_addf(out, "\"%s>\n<summary><b>", open ? " open" : "");
    escape_html(out, b->text, " ");
    str_add(out, "</b>");
    if (b->about) {
        str_add(out, ": ");
        escape_html(out, b->about, " ");
    }
    str_add(out, "</summary>\n\n");
}

static void heading(struct str *out, const struct doc_block *b)
{
    str_addf(out, "%.*s ", b->level + 1, "####");
    escape_markdown(out, b->text);
    str_add(out, "\n\n");
}

static void item(struct str *out, const struct doc_block *b)
{
    str_add(out, "- ");
    label(out, b);
    if (b->label)
        escape_markdown(out, b->text);
    else
        escape_markdown_start(out, b->text);
    str_add(out, b->next && b->next->type == DOC_ITEM ? "\n" : "\n\n");
}

static void figure(struct str *out, const struct doc_block *b)
{
    if (!b->svg)
        str_addf(out, "Not drawn: run gnuplot %s.gp.\n\n*", b->id);
    else {
        str_add(out, "![");
        escape_markdown(out, b->alt ? b->alt : b->text);
        str_addf(out, "](%s.svg)\n\n*", b->id);
    }
    escape_markdown(out, b->text);
    str_add(out, "*\n\n");
}

void md_render(const struct doc *d, struct str *out)
{
    BUG_UNLESS(d->depth == 0); /* every section is closed */
    str_add(out, "# ");
    escape_markdown(out, d->title);
    str_add(out, "\n\n");
    for (const struct doc_block *b = d->first; b; b = b->next) {
        switch (b->type) {
        case DOC_HEADING: heading(out, b); break;
        case DOC_PARA: paragraph(out, b); break;
        case DOC_ITEM: item(out, b); break;
        case DOC_CODE: code(out, b->text); break;
        case DOC_TABLE: table(out, d, b->table); break;
        case DOC_FIGURE: figure(out, b); break;
        case DOC_CONTENTS: contents(out, d, b); break;
        case DOC_SECTION: section(out, b, d->full); break;
        case DOC_PAIR: break;
        case DOC_END: str_add(out, b->of == DOC_SECTION ? "</details>\n\n" : ""); break;
        }
    }
}
