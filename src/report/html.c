#include "doc.h"

#include <string.h>

/* One self-contained page, with style and pictures inside. */
static const char style[] =
    "body{font:16px/1.5 system-ui,sans-serif;color:#1b1f24;max-width:80rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.9rem;line-height:1.2}h2{margin-top:2.6rem;border-bottom:1px solid "
    "#d0d7de;padding-bottom:.25rem}h3{margin-top:2rem}"
    "div.wide{overflow-x:auto;background:" /* shadows at the sides to which it scrolls */
    "linear-gradient(90deg,#fff 30%,#fff0) left/3rem 100% local,"
    "linear-gradient(270deg,#fff 30%,#fff0) right/3rem 100% local,"
    "linear-gradient(90deg,#57606a66,#57606a00) left/.8rem 100% scroll,"
    "linear-gradient(270deg,#57606a66,#57606a00) right/.8rem 100% scroll;background-repeat:no-repeat}"
    "pre{overflow-x:auto;background:#f6f8fa;border:1px solid #d0d7de;border-radius:6px;padding:.6rem "
    ".8rem;font-size:.88rem}table{border-collapse:collapse;margin:.4rem 0 1.2rem;font-size:.88rem}"
    "caption{text-align:left;color:#57606a;padding:.3rem 0}"
    "caption span{display:inline-block;width:max-content;max-width:min(76rem,92vw)}"
    "th,td{border-bottom:1px solid #d0d7de;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "th{background:#f6f8fa;font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
    "td.long{min-width:16rem}td.good{background:#e6f4ea}td.bad{background:#fbe4e4}td.warn{background:#fff4d6}"
    "figure{margin:1.2rem 0}figure svg{max-width:100%;height:auto}figcaption{color:#57606a;font-size:.9rem}"
    ".first{background:#f6f8fa;border:1px solid #d0d7de;border-radius:8px;padding:.4rem 1.2rem;margin:1rem 0}";

static void escaped(struct str *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        switch (*p) {
        case '<': str_add(out, "&lt;"); break;
        case '>': str_add(out, "&gt;"); break;
        case '&': str_add(out, "&amp;"); break;
        case '"': str_add(out, "&quot;"); break;
        default: str_addn(out, p, 1);
        }
    }
}

static void tagged(struct str *out, const char *tag, const char *text)
{
    str_addf(out, "<%s>", tag);
    escaped(out, text);
    str_addf(out, "</%s>\n", tag);
}

static void cell(struct str *out, const struct doc_cell *c, bool right)
{
    static const char *const marks[] = {"", "good", "bad", "warn"};
    struct str words = str_new(out->arena);
    doc_cell_words(c, &words);
    static const size_t long_words = 60; /* longer texts get a wide column, or their row would be very tall */
    if (words.len > long_words)
        str_add(out, "<td class=\"long\">");
    else if (right || c->mark)
        str_addf(out, "<td class=\"%s%s%s\">", right ? "n" : "", right && c->mark ? " " : "", marks[c->mark]);
    else
        str_add(out, "<td>");
    escaped(out, words.text);
    str_add(out, "</td>");
}

static void table(struct str *out, const struct doc_table *t)
{
    str_addf(out, "<div class=\"wide\"><table id=\"%s\">", t->id);
    str_add(out, "<caption><span>");
    escaped(out, t->caption);
    str_add(out, "</span></caption>\n");
    str_add(out, "<thead><tr>");
    for (size_t i = 0; i < t->n_columns; i++) {
        if (t->columns[i].data)
            continue;
        str_add(out, t->columns[i].right ? "<th class=\"n\">" : "<th>");
        escaped(out, t->columns[i].heading);
        str_add(out, "</th>");
    }
    str_add(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < doc_rows(t) * t->n_columns; i++) {
        const size_t column = i % t->n_columns;
        str_add(out, column == 0 ? "<tr>" : "");
        if (!t->columns[column].data)
            cell(out, &t->cells[i], t->columns[column].right);
        str_add(out, column == t->n_columns - 1 ? "</tr>\n" : "");
    }
    str_add(out, "</tbody></table></div>\n");
}

static void code(struct str *out, const char *text)
{
    str_add(out, "<pre><code>");
    escaped(out, text);
    str_add(out, "</code></pre>\n");
}

/* The picture stands between markers, so that reports can be compared without it. */
static void figure(struct str *out, const struct doc_block *b)
{
    str_addf(out, "<figure id=\"%s\">\n<!-- picture %s -->\n", b->id, b->id);
    const char *svg = b->svg ? strstr(b->svg, "<svg") : NULL;
    if (svg)
        str_add(out, svg);
    else
        str_addf(out, "<p>Not drawn: run gnuplot %s.gp.</p>", b->id);
    str_add(out, "\n<!-- end of picture -->\n");
    tagged(out, "figcaption", b->text);
    str_add(out, "</figure>\n");
}

static void block(struct str *out, const struct doc_block *b, const struct doc_block *before)
{
    static const char *const headings[] = {"h1", "h2", "h3", "h4"};
    switch (b->type) {
    case DOC_HEADING: tagged(out, headings[b->level], b->text); break;
    case DOC_PARA: tagged(out, "p", b->text); break;
    case DOC_ITEM:
        if (!before || before->type != DOC_ITEM)
            str_add(out, "<ul>\n");
        tagged(out, "li", b->text);
        if (!b->next || b->next->type != DOC_ITEM)
            str_add(out, "</ul>\n");
        break;
    case DOC_CODE: code(out, b->text); break;
    case DOC_TABLE: table(out, b->table); break;
    case DOC_FIGURE: figure(out, b); break;
    }
}

void html_render(const struct doc *d, struct str *out)
{
    str_add(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    tagged(out, "title", d->title);
    str_addf(out, "<style>%s</style>\n</head>\n<body>\n", style);
    tagged(out, "h1", d->title);
    const struct doc_block *before = NULL;
    for (const struct doc_block *b = d->first; b; b = b->next) {
        block(out, b, before);
        before = b;
    }
    str_add(out, "</body>\n</html>\n");
}
