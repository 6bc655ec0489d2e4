/* Texts that try to be markup, formulas, commands or control sequences, through the whole program: a scenario whose
   titles and notes are made of them is read, compared and written in every format, and what comes out is taken apart
   again. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "csvtext.h"
#include "diag.h"
#include "doc.h"
#include "drawing.h"
#include "escape.h"
#include "page_compare.h"
#include "plot.h"
#include "plot_svg.h"
#include "terminal.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const char *const alphabet[] = {"[x](javascript:alert(1))",
                                       "![i](http://e/x.png)",
                                       "<script>alert(1)</script>",
                                       "<img src=x onerror=y>",
                                       "<!--",
                                       "-->",
                                       "]]>",
                                       "&lt;",
                                       "&#60;",
                                       "\" onload=\"",
                                       "' onload='",
                                       "`rm -rf ~`",
                                       "$(rm)",
                                       "\\",
                                       "\\\\",
                                       "[",
                                       "]",
                                       "(",
                                       ")",
                                       "!",
                                       "*",
                                       "_",
                                       "~~",
                                       "|",
                                       "#",
                                       "# h",
                                       "- l",
                                       "+ l",
                                       "> q",
                                       "1. n",
                                       "2) n",
                                       "```",
                                       "===",
                                       "---",
                                       "=1+1",
                                       "@SUM(A1)",
                                       "=",
                                       "+",
                                       "-",
                                       "@",
                                       "\n",
                                       "\n\n",
                                       "\t",
                                       "\r",
                                       "\x1b[31m",
                                       "\x1b]0;t\x07",
                                       "\x7f",
                                       "\xC2\x9B"
                                       "31m",
                                       "\xC2\x85",
                                       "\xE2\x80\xAE",
                                       "\xE2\x81\xA6",
                                       "\xE2\x80\xA8",
                                       "www.e.com",
                                       "https://e.com",
                                       "$x$",
                                       "{",
                                       "}",
                                       ";",
                                       "%",
                                       "%d",
                                       ",",
                                       "a",
                                       "Z",
                                       " ",
                                       "0",
                                       "\xC3\xA9",
                                       "\xE5\xAD\x97",
                                       "\xEF\xBC\x9D"
                                       "1"};

/* A text of up to 12 of these that is not blank. */
static const char *any_text(void)
{
    struct str s = str_new(test_arena());
    for (int i = test_whole(1, 12); i > 0; i--)
        str_add(&s, ANY_OF(alphabet));
    str_add(&s, "x");
    return s.text;
}

/* Returns the text in double quotes as JSON and YAML take it. */
static const char *quoted(const char *text)
{
    struct str s = str_new(test_arena());
    struct cJSON *node = cJSON_CreateString(text);
    char *json = cJSON_PrintUnformatted(node);
    escape_json(&s, json);
    free(json);
    cJSON_Delete(node);
    return s.text;
}

/* Returns the text without unseen characters; a line feed becomes line_break. */
static const char *seen(const char *text, const char *line_break)
{
    struct str s = str_new(test_arena());
    for (const char *p = text; *p; p++)
        if (*p == '\n')
            str_add(&s, line_break);
        else if (str_unseen(p))
            p += str_unseen(p) - 1;
        else
            str_addn(&s, p, 1);
    return s.text;
}

static bool has_unseen(const char *text)
{
    for (const char *p = text; *p; p++)
        if (*p != '\n' && *p != '\t' && str_unseen(p)) /* which stand between values of JSON and cells of a plot */
            return true;
    return false;
}

static bool is_word(char c)
{
    return str_is_digit(c) || str_is_letter(c);
}

/* ---- taking apart ---- */

/* Returns whether everything that looks like markup of HTML or SVG is one of the tags, has only the attributes, and
   links lead into the page. Style and script are ours: they are skipped. */
static bool tags_are_ours(const char *page, const char *tags, const char *attributes)
{
    for (const char *p = page; (p = strchr(p, '<'));) {
        const char *name = p + (p[1] == '/' ? 2 : 1);
        const char *end = strchr(p, '>');
        if (str_starts(p, "<!DOCTYPE html>") || str_starts(p, "<!-- picture ") ||
            str_starts(p, "<!-- end of picture")) {
            p++;
            continue;
        }
        const size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
        if (!end || n == 0 || !strstr(tags, str_format(test_arena(), " %.*s ", (int)n, name)))
            return false;
        for (const char *a = name + n; a < end && name[-1] == '<';) {
            while (*a == ' ' || *a == '/' || *a == '\n')
                a++;
            const size_t k = strcspn(a, "= />\n");
            if (a >= end || k == 0)
                break;
            if (!strstr(attributes, str_format(test_arena(), " %.*s ", (int)k, a)))
                return false;
            if (str_starts(a, "href=") && a[6] != '#' && !str_starts(a + 6, "data:,"))
                return false;
            if (str_starts(a, "src=") && !str_starts(a + 5, "data:image/svg+xml,"))
                return false;
            a += k;
            if (a[0] == '=' && a[1] == '"') {
                a = strchr(a + 2, '"');
                if (!a)
                    return false;
                a++;
                end = strchr(a, '>');
            } else if (a[0] == '=')
                return false;
        }
        p = end + 1;
        const bool opens = name[-1] == '<';
        if (opens && (str_starts(name, "style") || str_starts(name, "script")))
            p = strstr(p, str_format(test_arena(), "</%.*s>", (int)n, name));
    }
    return true;
}

/* Returns the text of HTML: its entities as characters. */
static const char *unescaped_html(const char *p, size_t n)
{
    static const char *const entities[][2] = {{"&lt;", "<"},  {"&gt;", ">"},   {"&amp;", "&"}, {"&quot;", "\""},
                                              {"&#39;", "'"}, {"&nbsp;", " "}, {"<br>", "\n"}};
    struct str s = str_new(test_arena());
    for (const char *end = p + n; p < end;) {
        size_t i = 0;
        while (i < COUNT_OF(entities) && !str_starts(p, entities[i][0]))
            i++;
        if (i < COUNT_OF(entities)) {
            str_add(&s, entities[i][1]);
            p += strlen(entities[i][0]);
        } else
            str_addn(&s, p++, 1);
    }
    return s.text;
}

static const char *between(const char *page, const char *open, const char *close)
{
    const char *from = strstr(page, open), *end = from ? strstr(from, close) : NULL;
    return end ? unescaped_html(from + strlen(open), (size_t)(end - from) - strlen(open)) : NULL;
}

/* Reads one line of Markdown that should be text only. Returns the text; NULL: a character is left that means
   something. */
static const char *unescaped_markdown(const char *line)
{
    struct str s = str_new(test_arena());
    for (const char *p = line; *p && *p != '\n'; p++) {
        if (*p == '\\' && p[1] && strchr("\\`*_{}[]()#+-.!|<>~$&:@=\"'", p[1]))
            str_addn(&s, ++p, 1);
        else if (str_starts(p, "<br>")) {
            str_add(&s, "\n");
            p += strlen("<br>") - 1;
        } else if (strchr("\\`*[]|<~$&", *p) || str_starts(p, "![") || str_starts(p, "://") ||
                   (*p == '_' && p > line && !(is_word(p[-1]) && is_word(p[1]))))
            return NULL;
        else
            str_addn(&s, p, 1);
    }
    return s.text;
}

/* Returns whether no cell of a table begins as a formula, but for numbers. */
static bool cells_are_inert(const char *csv)
{
    bool inside = false, start = true;
    for (const char *p = csv; *p; p++) {
        if (start && !inside) {
            const char *cell = p + (*p == '"');
            char *end;
            strtod(cell, &end);
            const bool number = end > cell && (*end == ',' || *end == '\n' || *end == '"');
            if (!number && *cell && strchr("=+-@\t\r", *cell))
                return false;
        }
        inside ^= *p == '"';
        start = !inside && (*p == ',' || *p == '\n');
    }
    return true;
}

static bool has_cell(const struct csvtext *t, const char *text)
{
    for (size_t i = 0; i < t->n_rows * t->n_cols; i++)
        if (strcmp(t->cells[i], text) == 0)
            return true;
    return false;
}

/* ---- the whole program ---- */

static const char html_tags[] =
    " html head meta link title style script body main h1 h2 h3 h4 p strong span small nav ul li a details summary div "
    "table caption thead tbody tr th td section dl dt dd figure figcaption img br pre code ";
static const char html_attributes[] = " lang charset name content rel href class id style open aria-label data-of "
                                      "data-v data-option data-name src alt ";
static const char svg_tags[] = " svg title desc style g text tspan rect line path circle polygon polyline defs use ";
static const char svg_attributes[] =
    " xmlns xmlns:xlink viewBox width height role aria-label aria-labelledby aria-describedby id class x y x1 y1 x2 y2 "
    "r cx cy rx ry d points fill stroke stroke-width transform text-anchor font-size font-family font-weight "
    "stroke-dasharray opacity style ";

static const struct comparison *compared_with(const char *title, const char *other)
{
    const char *text = str_format(
        test_arena(),
        "schema: rigplan-scenario-2\ntitle: %s\nas_of: 2026-11-21\nnote: %s\nfunds: [{id: cash, amount: 9000, title: "
        "%s}]\nsite: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\nworkloads: [{id: chat, title: %s, model: "
        "llama-3.1-8b, quant: Q4_K_M}]\noptions: [{id: one, title: %s, note: %s, machines: [{id: pc, title: %s, "
        "devices: [{device: rtx-3090, shop: %s}], board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5700x}, psus: [{psu: "
        "rm850x-2021}]}]}]\n",
        quoted(title), quoted(other), quoted(other), quoted(other), quoted(other), quoted(title), quoted(other),
        quoted(title));
    return test_compare(test_scenario(text));
}

/* Returns the lines that are not between fences of code. */
static const char *without_code(const char *md)
{
    struct str s = str_new(test_arena());
    bool code = false;
    for (const char *line = md; *line;) {
        const size_t n = strcspn(line, "\n");
        code ^= str_starts(line, "```");
        if (!code && !str_starts(line, "```"))
            str_addn(&s, line, n + (line[n] != 0));
        line += n + (line[n] != 0);
    }
    return s.text;
}

static void markdown_is_text(const struct doc *d, const char *title)
{
    struct str md = str_new(test_arena());
    md_render(d, &md);
    THAT(!has_unseen(md.text));
    if (THAT(str_starts(md.text, "# ")))
        SAME(unescaped_markdown(md.text + 2), seen(title, "\n"));
    for (const char *p = md.text; (p = strstr(p, "](")); p++)
        THAT(p[-1] == '\\' || p[2] == '#' || strstr(p, ".svg)") != NULL);
    const char *const ours[] = {"<br>", "<details id=\"", "</details>", "<summary><b>", "<b>", "</b>", "</summary>"};
    const char *text = without_code(md.text);
    for (const char *p = text; (p = strchr(p, '<')); p++) {
        bool known = p > text && p[-1] == '\\';
        for (size_t i = 0; i < COUNT_OF(ours); i++)
            known |= str_starts(p, ours[i]);
        THAT(known);
    }
}

static void html_is_text(const struct doc *d, const char *title)
{
    struct str html = str_new(test_arena());
    html_render(d, &html);
    THAT(!has_unseen(html.text));
    THAT(tags_are_ours(html.text, html_tags, html_attributes));
    SAME(between(html.text, "<h1>", "</h1>"), seen(title, "\n"));
    SAME(between(html.text, "<title>", "</title>"), seen(title, " "));
}

static void csv_is_text(const struct doc *d, const char *option)
{
    struct str csv = str_new(test_arena());
    csv_render(d, &csv);
    THAT(cells_are_inert(csv.text));
    struct csvtext t;
    struct diags none = diag_none(test_arena());
    if (THAT(csvtext_parse(test_arena(), &none, "t.csv", csv.text, csv.len, &t)))
        THAT(has_cell(&t, option) || strstr(option, "\r"));
}

static void json_is_text(const struct doc *d, const char *title)
{
    struct str json = str_new(test_arena());
    json_render(d, &json);
    THAT(!has_unseen(json.text));
    struct cJSON *root = cJSON_Parse(json.text);
    if (THAT(root != NULL))
        SAME(cJSON_GetStringValue(cJSON_GetObjectItem(root, "title")), title);
    cJSON_Delete(root);
}

static void pictures_are_text(const struct comparison *c, const struct plot_list *plots, const char *title)
{
    const char *svg = drawing_svg(test_arena(), c, &c->v[0], 0);
    THAT(!has_unseen(svg) && tags_are_ours(svg, svg_tags, svg_attributes));
    const char *drawn = plot_svg(test_arena(), "<svg viewBox=\"0 0 1 1\"><g></g></svg>", title);
    THAT(drawn && !has_unseen(drawn) && tags_are_ours(drawn, svg_tags, svg_attributes));
    for (size_t i = 0; i < plots->n; i++) {
        const struct plot *p = &plots->v[i];
        bool tabs = true;
        for (const char *t = p->tsv; *t; t++)
            tabs &= *t == '\n' || *t == '\t' || str_unseen(t) == 0;
        THAT(tabs && !strpbrk(p->tsv, "\"`'\\"));
        THAT(!p->gp || (!has_unseen(p->gp) && !strchr(p->gp, '`')));
    }
}

static void through_the_program(const char *title, const char *other)
{
    test_row("title %s, others %s", quoted(title), quoted(other));
    const struct comparison *c = compared_with(title, other);
    const struct plot_list plots = plot_all(test_arena(), c);
    const struct doc *d = page_compare(test_arena(), c, plots.v, plots.n);
    struct str shown = str_new(test_arena());
    markdown_is_text(d, title);
    html_is_text(d, title);
    csv_is_text(d, other);
    json_is_text(d, title);
    pictures_are_text(c, &plots, title);
    terminal_render(d, &shown);
    THAT(!has_unseen(shown.text));
}

static void known_ones(void)
{
    static const char *const rows[] = {"[x](javascript:alert(1)) ![i](http://e/x.png)",
                                       "=HYPERLINK(\"http://e\")",
                                       "\x1b[31mred\x1b]0;t\x07 \xE2\x80\xAE"
                                       "evil",
                                       "</title></h1><script>x</script>",
                                       "- l\n# h\n1. n",
                                       "'; system(\"rm\"); '`rm`",
                                       "\tcmd",
                                       "\r=1"};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        through_the_program(rows[i], rows[COUNT_OF(rows) - 1 - i]);
}

static void any_ones(void)
{
    for (int i = 0; i < 20; i++) {
        const char *title = any_text();
        through_the_program(title, any_text());
    }
}

/* ---- each format alone, many more of them ---- */

static void any_document(void)
{
    for (int i = 0; i < 2000; i++) {
        const char *title = any_text(), *text = any_text();
        struct doc *d = doc_new(test_arena(), title, "2026-11-21");
        test_row("title %s, text %s", quoted(title), quoted(text));
        doc_para(d, text);
        doc_item(d, text);
        struct doc_table *t = doc_table(d, "t", text);
        doc_column_text(t, "k", text);
        doc_row_start(t);
        doc_cell_text(t, text);
        markdown_is_text(d, title);
        html_is_text(d, title);
        csv_is_text(d, text);
    }
}

/* A paragraph and an item begin with no mark of a list, heading, quotation or code. */
static void starts_of_lines(void)
{
    static const char *const rows[][2] = {{"- a", "\\- a"},     {"  - a", "\\- a"},  {"\t+ a", "\\+ a"},
                                          {"# a", "\\# a"},     {"> a", "\\> a"},    {"1. a", "1\\. a"},
                                          {"12) a", "12\\) a"}, {"1.", "1\\."},      {"1.5 GiB", "1.5 GiB"},
                                          {"===", "\\==="},     {"    code", "code"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str s = str_new(test_arena());
        escape_markdown_start(&s, rows[i][0]);
        SAME(s.text, rows[i][1]);
    }
}

static void terminals(void)
{
    static const char *const rows[][2] = {{"a\x1b[2J", "a\\x1b[2J"},
                                          {"a\nb\tc", "a\\nb\\tc"},
                                          {"\xE2\x80\xAE"
                                           "a",
                                           "\\u202ea"},
                                          {"\xC2\x9B"
                                           "a",
                                           "\\x9ba"},
                                          {"\x9B"
                                           "a",
                                           "\\x9ba"},
                                          {"\xC3\xA9", "\xC3\xA9"},
                                          {"\x7f\r", "\\x7f\\x0d"},
                                          {"\xE2\x80\xA8", "\\u2028"},
                                          {"", ""}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str s = str_new(test_arena());
        escape_line(&s, rows[i][0]);
        SAME(s.text, rows[i][1]);
    }
    struct str s = str_new(test_arena());
    escape_terminal(&s, "a\x1b[2J\nb\tc");
    SAME(s.text, "a\\x1b[2J\nb\tc");
    struct diags d = diag_none(test_arena());
    diag_add(&d, DIAG_SENSE, (struct origin){.file = "a\x1b[31m.yaml", .line = 1, .col = 2}, "p\nq", "%s", "t\x07\nu");
    SAME(test_faults(&d), "a\\x1b[31m.yaml:1:2: error: p\\nq: t\\x07\\nu [E401]\n");
}

static void shells(void)
{
    static const char *const rows[][2] = {{"a.yaml", "a.yaml"},
                                          {"my file", "'my file'"},
                                          {"it's", "'it'\\''s'"},
                                          {"$(rm)", "'$(rm)'"},
                                          {"", "''"},
                                          {"=ls", "'=ls'"},
                                          {"a\x1b'\n", "$'a\\x1b\\'\\x0a'"},
                                          {"~/a", "'~/a'"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        SAME(escape_shell(test_arena(), rows[i][0]), rows[i][1]);
}

static void links(void)
{
    struct str s = str_new(test_arena());
    escape_link(&s, "option-a(b) \"c\"");
    SAME(s.text, "option-a%28b%29%20%22c%22");
}

SUITE(hostile, {"known texts through the program", known_ones}, {"any texts through the program", any_ones},
      {"any texts in documents", any_document}, {"starts of lines", starts_of_lines}, {"terminals", terminals},
      {"shells", shells}, {"links", links})
