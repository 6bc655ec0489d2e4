#include "doc.h"

#include "arena.h"

#include <ctype.h>
#include <string.h>

/* GitHub's Markdown with pipe tables; sections are the HTML element details, which GitHub shows folded. */

static bool starts(const char *p, const char *with)
{
    return strncmp(p, with, strlen(with)) == 0;
}

/* Returns whether the character at p would make Markdown of text: emphasis, links, images, HTML, tables, formulas. The
   "//" and "www." of an address do too, because GitHub turns addresses into links. */
static bool is_live(const char *text, const char *p)
{
    const char before = p > text ? p[-1] : ' ';
    if (*p == '_')
        return !isalnum((unsigned char)before) || !isalnum((unsigned char)p[1]); /* inside a word it is text */
    if (*p == '!')
        return p[1] == '[';
    if (*p == ':')
        return starts(p, "://");
    if (*p == '.')
        return p >= text + 3 && starts(p - 3, "www") && (p == text + 3 || !isalnum((unsigned char)p[-4]));
    if (*p == '@')
        return isalnum((unsigned char)before);
    return strchr("\\|*<&`[]~$", *p) != NULL;
}

/* Adds text as text; a line break of a cell stays one. */
static void escaped(struct str *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\n')
            str_add(out, "<br>");
        else if (str_unseen(p))
            p += str_unseen(p) - 1;
        else {
            str_add(out, is_live(text, p) ? "\\" : "");
            str_addn(out, p, 1);
        }
    }
}

/* Adds text at the start of a line, where "1.", "-", "#", "+" and "=" mean something. */
static void escaped_line(struct str *out, const char *text)
{
    const size_t digits = strspn(text, "0123456789");
    if (digits > 0 && (text[digits] == '.' || text[digits] == ')') && text[digits + 1] == ' ') {
        str_addn(out, text, digits);
        str_add(out, "\\");
        escaped(out, text + digits);
        return;
    }
    str_add(out, strchr("-+#=>", *text) && *text ? "\\" : "");
    escaped(out, text);
}

/* Adds text inside an HTML element, where Markdown is not read. */
static void in_html(struct str *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        switch (*p) {
        case '<': str_add(out, "&lt;"); break;
        case '>': str_add(out, "&gt;"); break;
        case '&': str_add(out, "&amp;"); break;
        case '"': str_add(out, "&quot;"); break;
        default:
            if (!str_unseen(p))
                str_addn(out, p, 1);
            else
                p += str_unseen(p) - 1;
        }
    }
}

static void linked(struct str *out, const struct doc *d, const char *text, const char *link)
{
    str_add(out, link ? "[" : "");
    escaped(out, text);
    if (link)
        str_addf(out, "](%s%s#%s)", d->rest ? d->rest : "", d->rest ? ".md" : "", link);
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
        escaped(out, t->caption);
        str_add(out, "*\n\n");
    }
    str_add(out, "|");
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
    str_addf(out, "%s\n%s%s%s\n\n", line, text, n > 0 && text[n - 1] == '\n' ? "" : "\n", line);
}

static void label(struct str *out, const struct doc_block *b)
{
    if (!b->label)
        return;
    str_add(out, "**");
    escaped(out, b->label);
    str_add(out, "** ");
}

static void paragraph(struct str *out, const struct doc_block *b)
{
    if (b->lead) {
        str_add(out, "**");
        escaped(out, b->text);
        str_add(out, "**\n\n");
        return;
    }
    if (b->mark)
        str_addf(out, "> [!%s]\n> ", b->mark == DOC_BAD ? "CAUTION" : b->mark == DOC_WARN ? "WARNING" : "NOTE");
    label(out, b);
    if (b->label)
        escaped(out, b->text);
    else
        escaped_line(out, b->text);
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
                escaped(out, b->about);
            }
            str_add(out, "\n");
        }
    str_add(out, "\n");
}

static void section(struct str *out, const struct doc_block *b, bool open)
{
    str_add(out, "<details id=\"");
    in_html(out, b->id);
    str_addf(out, "\"%s>\n<summary><b>", open ? " open" : "");
    in_html(out, b->text);
    str_add(out, "</b>");
    if (b->about) {
        str_add(out, ": ");
        in_html(out, b->about);
    }
    str_add(out, "</summary>\n\n");
}

static void heading(struct str *out, const struct doc_block *b)
{
    str_addf(out, "%.*s ", b->level + 1, "####");
    escaped(out, b->text);
    str_add(out, "\n\n");
}

static void item(struct str *out, const struct doc_block *b)
{
    str_add(out, "- ");
    label(out, b);
    if (b->label)
        escaped(out, b->text);
    else
        escaped_line(out, b->text);
    str_add(out, b->next && b->next->type == DOC_ITEM ? "\n" : "\n\n");
}

static void figure(struct str *out, const struct doc_block *b)
{
    str_add(out, "![");
    escaped(out, b->alt ? b->alt : b->text);
    str_addf(out, "](%s.svg)\n\n*", b->id);
    escaped(out, b->text);
    str_add(out, "*\n\n");
}

void md_render(const struct doc *d, struct str *out)
{
    BUG_UNLESS(d->depth == 0); /* every section is closed */
    str_add(out, "# ");
    escaped(out, d->title);
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
