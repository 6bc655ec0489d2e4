#include "doc.h"

#include "arena.h"
#include "escape.h"

#include <math.h>
#include <string.h>

/* One page in one file: style, script and pictures stand in it, and nothing is loaded. */
static const char *const style[] = {
#include "html_css.inc"
};
static const char *const script[] = {
#include "html_js.inc"
};

/* Adds text. A line break of a cell becomes one on the page, and a number stays with its per cent sign. */
static void escaped(struct str *out, const char *text)
{
    for (const char *p = text; *p;) {
        const char *end = strstr(p, " %");
        escape_html(out, end ? arena_strndup(out->arena, p, (size_t)(end - p)) : p, "<br>");
        str_add(out, end ? "&nbsp;%" : "");
        p = end ? end + strlen(" %") : p + strlen(p);
    }
}

/* Adds the value of an attribute: text without line breaks. */
static void attribute(struct str *out, const char *name, const char *text)
{
    str_addf(out, " %s=\"", name);
    escape_html(out, text, " ");
    str_add(out, "\"");
}

static void tagged(struct str *out, const char *tag, const char *text)
{
    str_addf(out, "<%s>", tag);
    escaped(out, text);
    str_addf(out, "</%s>\n", tag);
}

static const char *const marks[] = {
    [DOC_PLAIN] = "", [DOC_GOOD] = "good", [DOC_BAD] = "bad", [DOC_WARN] = "warn", [DOC_UNKNOWN] = "unknown"};

/* ---- tables ---- */

static void linked(struct str *out, const struct doc *d, const char *text, const char *link)
{
    if (link) {
        str_add(out, "<a");
        str_add(out, " href=\"");
        escape_link(out, d->rest ? d->rest : "");
        str_add(out, d->rest ? ".html#" : "#");
        escape_link(out, link);
        str_add(out, "\">");
    }
    escaped(out, text);
    str_add(out, link ? "</a>" : "");
}

/* Adds what a cell shows: a range small under its middle. */
static void content(struct str *out, const struct doc *d, const struct doc_cell *c)
{
    struct str words = str_new(out->arena);
    doc_cell_words(c, &words);
    const bool range = !c->text && c->figure->type == FIGURE_RANGE;
    const char *open = range ? strstr(words.text, " (") : NULL;
    if (c->mark)
        str_addf(out, "<span class=\"%s\">%s</span>", marks[c->mark], doc_symbol(c->mark));
    if (!open) {
        linked(out, d, words.text, c->link);
        return;
    }
    escaped(out, arena_strndup(out->arena, words.text, (size_t)(open - words.text)));
    str_add(out, "<small>");
    escaped(out, arena_strndup(out->arena, open + strlen(" ("), strlen(open) - strlen(" ()")));
    str_add(out, "</small>");
}

/* Adds the number that the cell is sorted by; nothing for words and unknown numbers. */
static void sorted_by(struct str *out, const struct doc_cell *c)
{
    if (!c->figure || (c->figure->type != FIGURE_NUMBER && c->figure->type != FIGURE_RANGE))
        return;
    const double v = results_value(c->figure, c->result);
    if (isfinite(v))
        str_addf(out, " data-v=\"%.10g\"", v);
}

static void cell(struct str *out, const struct doc *d, const struct doc_cell *c, bool right)
{
    struct str words = str_new(out->arena);
    doc_cell_words(c, &words);
    static const size_t long_words = 60, short_words = 14; /* longer texts get a wide column; short ones one line */
    const char *shape = words.len > long_words ? "long" : right ? "n" : words.len <= short_words ? "short" : "";
    str_add(out, "<td");
    if (*shape)
        str_addf(out, " class=\"%s\"", shape);
    sorted_by(out, c);
    str_add(out, c->data ? " data-name>" : ">");
    content(out, d, c);
    str_add(out, "</td>");
}

static void row(struct str *out, const struct doc *d, const struct doc_table *t, size_t r)
{
    str_add(out, "<tr");
    if (t->row_option[r])
        attribute(out, "data-option", t->row_option[r]);
    str_add(out, ">");
    for (size_t i = 0; i < t->n_columns; i++)
        if (!t->columns[i].data)
            cell(out, d, &t->cells[r * t->n_columns + i], t->columns[i].right);
    str_add(out, "</tr>\n");
}

static void table(struct str *out, const struct doc *d, const struct doc_table *t)
{
    BUG_UNLESS(doc_shown(t) <= DOC_MOST_COLUMNS); /* a reader can take in no more */
    enum { TALL = 20 };                           /* rows from which a table scrolls under its head */
    str_addf(out, "<div class=\"wide%s\"><table", doc_rows(t) >= TALL ? " tall" : "");
    attribute(out, "id", str_format(out->arena, "%s-table", t->id));
    if (t->of)
        attribute(out, "data-of", t->of);
    str_add(out, ">");
    if (*t->caption) {
        str_add(out, "<caption><span>");
        escaped(out, t->caption);
        str_add(out, "</span></caption>\n");
    }
    str_add(out, "<thead><tr>");
    for (size_t i = 0; i < t->n_columns; i++) {
        if (t->columns[i].data)
            continue;
        str_add(out, t->columns[i].right ? "<th class=\"n\">" : "<th>");
        escaped(out, t->columns[i].heading);
        str_add(out, "</th>");
    }
    str_add(out, "</tr></thead>\n<tbody>\n");
    for (size_t r = 0; r < doc_rows(t); r++)
        row(out, d, t, r);
    str_add(out, "</tbody></table></div>\n");
}

/* A card for every column but the first, whose cells label the others; the first row is the heading. */
static void cards(struct str *out, const struct doc *d, const struct doc_table *t)
{
    str_add(out, "<p class=\"under\">");
    escaped(out, t->caption);
    str_addf(out, "</p>\n<div class=\"cards\" style=\"--rows:%zu\">\n", doc_rows(t) + 1);
    for (size_t i = 1; i < t->n_columns; i++) {
        str_add(out, "<section class=\"card\"><p class=\"tag\">");
        escaped(out, t->columns[i].heading);
        str_add(out, "</p><h2>");
        content(out, d, &t->cells[i]);
        str_add(out, "</h2><dl>\n");
        for (size_t r = 1; r < doc_rows(t); r++) {
            const struct doc_cell *c = &t->cells[r * t->n_columns + i];
            str_add(out, "<div><dt>");
            content(out, d, &t->cells[r * t->n_columns]);
            str_add(out, "</dt><dd>");
            content(out, d, c);
            str_add(out, "</dd></div>\n");
        }
        str_add(out, "</dl></section>\n");
    }
    str_add(out, "</div>\n");
}

/* ---- pictures ---- */

/* Adds a picture as the address of an image. There its text is no part of the page: no script in it runs, and no id
   meets another's. */
static void address(struct str *out, const char *svg)
{
    str_add(out, "data:image/svg+xml,");
    for (const char *p = svg; *p; p++)
        if (strchr("%#<>\"&'{}\\^`|+", *p) || (unsigned char)*p < ' ' || (unsigned char)*p >= 0x7f)
            str_addf(out, "%%%02X", (unsigned char)*p);
        else
            str_addn(out, p, 1);
}

/* The picture stands between markers, so that reports can be compared without it. */
static void figure(struct str *out, const struct doc_block *b)
{
    const char *svg = b->svg ? strstr(b->svg, "<svg") : NULL;
    str_add(out, "<figure");
    attribute(out, "id", b->id);
    str_addf(out, ">\n<!-- picture %s -->\n", b->id);
    if (svg) {
        str_add(out, "<img");
        attribute(out, "alt", b->alt ? b->alt : b->text);
        str_add(out, " src=\"");
        address(out, svg);
        str_add(out, "\">");
    } else
        str_addf(out, "<p>Not drawn: run gnuplot %s.gp.</p>", b->id);
    str_add(out, "\n<!-- end of picture -->\n");
    tagged(out, "figcaption", b->text);
    str_add(out, "</figure>\n");
}

/* ---- blocks ---- */

static void labelled(struct str *out, const struct doc_block *b)
{
    if (b->label) {
        str_add(out, "<strong>");
        escaped(out, b->label);
        str_add(out, "</strong> ");
    }
    escaped(out, b->text);
}

static void paragraph(struct str *out, const struct doc_block *b)
{
    if (b->lead)
        str_add(out, "<p class=\"lead\">");
    else if (b->mark || b->label)
        str_addf(out, "<p class=\"note %s\">", marks[b->mark]);
    else
        str_add(out, "<p>");
    labelled(out, b);
    str_add(out, "</p>\n");
}

static void section(struct str *out, const struct doc_block *b, bool open)
{
    str_add(out, "<details");
    attribute(out, "id", b->id);
    str_addf(out, "%s><summary><h%d>", open ? " open" : "", b->level + 1);
    escaped(out, b->text);
    str_addf(out, "</h%d>", b->level + 1);
    if (b->about) {
        str_add(out, " <span>");
        escaped(out, b->about);
        str_add(out, "</span>");
    }
    str_add(out, "</summary>\n");
}

static void contents(struct str *out, const struct doc *d, const struct doc_block *first)
{
    str_add(out, "<nav aria-label=\"Contents\"><ul>\n");
    for (const struct doc_block *b = first; b; b = b->next)
        if (b->type == DOC_SECTION && b->level == 1) {
            str_add(out, "<li>");
            linked(out, d, b->text, b->id);
            if (b->about) {
                str_add(out, " <span>");
                escaped(out, b->about);
                str_add(out, "</span>");
            }
            str_add(out, "</li>\n");
        }
    str_add(out, "</ul></nav>\n");
}

static void item(struct str *out, const struct doc_block *b, const struct doc_block *before)
{
    if (!before || before->type != DOC_ITEM)
        str_add(out, "<ul>\n");
    str_add(out, "<li>");
    labelled(out, b);
    str_add(out, "</li>\n");
    if (!b->next || b->next->type != DOC_ITEM)
        str_add(out, "</ul>\n");
}

/* Adds lines of code, which keep their line breaks. */
static void code(struct str *out, const char *text)
{
    str_add(out, "<pre><code>");
    for (const char *rest = text; *rest;) {
        const size_t n = strcspn(rest, "\n");
        escaped(out, arena_strndup(out->arena, rest, n));
        str_add(out, rest[n] ? "\n" : "");
        rest += n + (rest[n] != 0);
    }
    str_add(out, "</code></pre>\n");
}

/* Adds a block. ends: what closes the sections and pairs that are open, the innermost last. */
static void block(struct str *out, const struct doc *d, const struct doc_block *b, const struct doc_block *before)
{
    static const char *const headings[] = {"h1", "h2", "h3", "h4"};
    switch (b->type) {
    case DOC_HEADING: tagged(out, headings[b->level], b->text); break;
    case DOC_PARA: paragraph(out, b); break;
    case DOC_ITEM: item(out, b, before); break;
    case DOC_CODE: code(out, b->text); break;
    case DOC_TABLE: b->table->cards ? cards(out, d, b->table) : table(out, d, b->table); break;
    case DOC_FIGURE: figure(out, b); break;
    case DOC_CONTENTS: contents(out, d, b); break;
    case DOC_SECTION: section(out, b, d->full); break;
    case DOC_PAIR: str_add(out, "<div class=\"pair\">\n"); break;
    case DOC_END: str_add(out, b->of == DOC_PAIR ? "</div>\n" : "</details>\n"); break;
    }
}

static void lines(struct str *out, const char *open, const char *const *line, size_t n, const char *close)
{
    str_add(out, open);
    for (size_t i = 0; i < n; i++)
        str_add(out, line[i]);
    str_add(out, close);
}

void html_render(const struct doc *d, struct str *out)
{
    BUG_UNLESS(d->depth == 0); /* every section is closed */
    str_add(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                 "<link rel=\"icon\" href=\"data:,\">\n");
    str_add(out, "<title>");
    escape_html(out, d->title, " ");
    str_add(out, "</title>\n");
    lines(out, "<style>\n", style, sizeof style / sizeof *style, "</style>\n</head>\n<body>\n<main>\n");
    tagged(out, "h1", d->title);
    const struct doc_block *before = NULL;
    for (const struct doc_block *b = d->first; b; b = b->next) {
        block(out, d, b, before);
        before = b;
    }
    lines(out, "</main>\n<script>\n", script, sizeof script / sizeof *script, "</script>\n</body>\n</html>\n");
}
