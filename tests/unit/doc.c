/* report/doc: tables of any width; a row with the wrong number of cells stops the program. */
#include "test.h"

#include "arena.h"
#include "doc.h"
#include "wrap.h"

#include <cjson/cJSON.h>

enum { WIDE = 41, ROWS = 30 };

static struct doc_table *empty_table(struct doc *d, size_t columns)
{
    struct doc_table *t = doc_table(d, "wide", "a wide table");
    for (size_t i = 0; i < columns; i++)
        doc_column_text(t, str_format(test_arena(), "key%zu", i), "heading");
    for (size_t i = DOC_MOST_COLUMNS; i < columns; i++) /* a reader sees no more; programs see all */
        t->columns[i].data = true;
    return t;
}

static void fill(struct doc_table *t, size_t row, size_t cells)
{
    doc_row_start(t);
    for (size_t i = 0; i < cells; i++)
        doc_cell_text(t, str_format(test_arena(), "%zu.%zu", row, i));
}

static void any_width(void)
{
    struct doc *d = doc_new(test_arena(), "Wide", "2026-11-21");
    struct doc_table *t = empty_table(d, WIDE);
    struct str json = str_new(test_arena()), md = str_new(test_arena());
    for (size_t r = 0; r < ROWS; r++)
        fill(t, r, WIDE);
    THAT(doc_rows(t) == ROWS && t->n_columns == WIDE);
    json_render(d, &json);
    md_render(d, &md);
    cJSON *root = cJSON_Parse(json.text);
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(root, "tables"), "wide");
    THAT(cJSON_GetArraySize(rows) == ROWS);
    for (int r = 0; r < cJSON_GetArraySize(rows); r++)
        for (int c = 0; c < WIDE; c++) {
            const char *key = str_format(test_arena(), "key%d", c);
            test_row("row %d, column %d", r, c);
            SAME(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(rows, r), key)),
                 str_format(test_arena(), "%d.%d", r, c));
        }
    THAT(strstr(md.text, "| 0.0 | 0.1 |") != NULL && strstr(md.text, " 29.6 | 29.7 |\n") != NULL);
    cJSON_Delete(root);
}

static struct doc_table *of_three(void)
{
    return empty_table(doc_new(test_arena(), "Three", "2026-11-21"), 3);
}

static void right_rows(void)
{
    struct doc_table *t = of_three();
    fill(t, 0, 3);
    fill(t, 1, 3);
    BUG_UNLESS(doc_rows(t) == 2);
}

static void cell_too_many(void)
{
    fill(of_three(), 0, 4);
}

static void cell_too_few(void)
{
    struct doc_table *t = of_three();
    fill(t, 0, 2);
    fill(t, 1, 3);
}

static void last_row_short(void)
{
    struct doc *d = doc_new(test_arena(), "Three", "2026-11-21");
    struct str out = str_new(test_arena());
    fill(empty_table(d, 3), 0, 2);
    md_render(d, &out);
}

/* Readers get at most DOC_MOST_COLUMNS. */
static void nine_columns(void)
{
    struct doc *d = doc_new(test_arena(), "Nine", "2026-11-21");
    struct str out = str_new(test_arena());
    struct doc_table *t = empty_table(d, DOC_MOST_COLUMNS + 1);
    t->columns[DOC_MOST_COLUMNS].data = false;
    html_render(d, &out);
}

static void section_not_closed(void)
{
    struct doc *d = doc_new(test_arena(), "Open", "2026-11-21");
    struct str out = str_new(test_arena());
    doc_section(d, 1, "a", "A", NULL);
    html_render(d, &out);
}

static void end_without_section(void)
{
    doc_end(doc_new(test_arena(), "End", "2026-11-21"));
}

static void no_row_started(void)
{
    doc_cell_text(of_three(), "cell");
}

static void column_after_a_row(void)
{
    struct doc_table *t = of_three();
    fill(t, 0, 3);
    doc_column_text(t, "late", "late");
}

static void wrong_rows_stop(void)
{
    THAT(!test_is_bug(right_rows));
    THAT(test_is_bug(cell_too_many));
    THAT(test_is_bug(cell_too_few));
    THAT(test_is_bug(last_row_short));
    THAT(test_is_bug(no_row_started));
    THAT(test_is_bug(column_after_a_row));
    THAT(test_is_bug(nine_columns));
    THAT(test_is_bug(section_not_closed));
    THAT(test_is_bug(end_without_section));
}

/* ---- for programs only ---- */

/* A table of two rows: a figure that readers see, one that they do not, an object in the first row, and a list. */
static const struct doc *with_data(void)
{
    static const char *const shown[] = {"tok_s", NULL}, *const data[] = {"answer_s", NULL};
    static const struct deployed rows[] = {{.tok_s = 30.5, .answer_s = 77}, {.tok_s = NAN, .answer_s = NAN}};
    static const struct lacked bridge = {"nvlink-bridge", 41.5};
    static const struct not_deployed why[] = {
        {"vllm", split_tensor, weights_where_devices, "AWQ-INT4", "2 x rtx-3090", why_not_memory, NULL, 3.5},
        {"mlx", split_none, weights_where_devices, NULL, "rtx-3090", why_not_backend, NULL, NAN}};
    struct doc *d = doc_new(test_arena(), "Data", "2026-11-21");
    struct doc_table *t = doc_table(d, "t", "caption");
    doc_columns(t, &figures_deployed, shown);
    doc_columns_data(t, &figures_deployed, data);
    doc_column_text(t, "note", "note");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        doc_row_start(t);
        doc_row(t, &figures_deployed, shown, &rows[i]);
        doc_row(t, &figures_deployed, data, &rows[i]);
        doc_cell_text(t, "words");
        doc_row_object(t, "lacks", &figures_lacked, i == 0 ? &bridge : NULL);
        doc_object_text(t, "command", "echo 'a, b'");
        doc_row_object(t, "more", &figures_lacked, &bridge);
        doc_object_text(t, "command", NULL);
        doc_row_list(t, "why", &figures_not_deployed, why, sizeof *why, i == 0 ? 0 : COUNT_OF(why));
    }
    return d;
}

static void readers_see_no_data(void)
{
    struct str md = str_new(test_arena()), html = str_new(test_arena());
    md_render(with_data(), &md);
    html_render(with_data(), &html);
    THAT(strstr(md.text, "\n| decode (tok/s) | note |\n| ---: | --- |\n| 30.5 | words |\n") != NULL);
    THAT(strstr(html.text, "<th>note</th>") != NULL && strstr(html.text, "answer") == NULL);
    THAT(strstr(html.text, "77") == NULL && strstr(html.text, "nvlink-bridge") == NULL);
}

static const cJSON *at(const cJSON *o, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(o, key);
}

static void programs_see_data(void)
{
    struct str json = str_new(test_arena());
    json_render(with_data(), &json);
    cJSON *root = cJSON_Parse(json.text);
    const cJSON *rows = at(at(root, "tables"), "t"), *first = cJSON_GetArrayItem(rows, 0),
                *second = cJSON_GetArrayItem(rows, 1);
    CLOSE(cJSON_GetNumberValue(at(first, "answer_s")), 77, 0);
    THAT(cJSON_IsNull(at(second, "answer_s")));
    SAME(cJSON_GetStringValue(at(at(first, "lacks"), "what")), "nvlink-bridge");
    CLOSE(cJSON_GetNumberValue(at(at(first, "lacks"), "decode_tok_s")), 41.5, 0);
    SAME(cJSON_GetStringValue(at(at(first, "lacks"), "command")), "echo 'a, b'");
    THAT(cJSON_IsNull(at(at(first, "more"), "command")));
    THAT(cJSON_IsNull(at(second, "lacks")));
    THAT(cJSON_IsArray(at(first, "why")) && cJSON_GetArraySize(at(first, "why")) == 0);
    THAT(cJSON_GetArraySize(at(second, "why")) == 2);
    SAME(cJSON_GetStringValue(at(cJSON_GetArrayItem(at(second, "why"), 1), "engine")), "mlx");
    CLOSE(cJSON_GetNumberValue(at(cJSON_GetArrayItem(at(second, "why"), 0), "missing_gib")), 3.5, 0);
    cJSON_Delete(root);
}

static void csv_has_data(void)
{
    static const char *const lines[] = {"\nt,0,answer_s,77,,,s\n",
                                        "\nt,0,lacks.what,nvlink-bridge,,,\n",
                                        "\nt,0,lacks.decode_tok_s,41.5,,,tok/s\n",
                                        "\nt,0,lacks.command,\"echo 'a, b'\",,,\n",
                                        "\nt,0,more.command,,,,\n",
                                        "\nt,1,why.0.quant,AWQ-INT4,,,\n",
                                        "\nt,1,why.0.missing_gib,3.5,,,GiB\n",
                                        "\nt,1,why.1.engine,mlx,,,\n",
                                        "\nt,1,why.1.missing_gib,,,,GiB\n"};
    struct str csv = str_new(test_arena());
    csv_render(with_data(), &csv);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        test_row("%s", lines[i] + 1);
        THAT(strstr(csv.text, lines[i]) != NULL);
    }
    THAT(strstr(csv.text, "t,1,lacks") == NULL && strstr(csv.text, "t,0,why") == NULL);
}

/* Code keeps its lines and every character; a fence is longer than what it has to hold. */
static void code_as_it_is(void)
{
    struct doc *d = doc_new(test_arena(), "Code", "2026-11-21");
    struct str md = str_new(test_arena()), html = str_new(test_arena()), json = str_new(test_arena());
    doc_code(d, "run *a_b* \\\n    --x '<y>'\n");
    doc_code(d, "echo ```");
    md_render(d, &md);
    html_render(d, &html);
    json_render(d, &json);
    SAME(md.text, "# Code\n\n```\nrun *a_b* \\\n    --x '<y>'\n```\n\n````\necho ```\n````\n\n");
    THAT(strstr(html.text, "<pre><code>run *a_b* \\\n    --x &#39;&lt;y&gt;&#39;\n</code></pre>\n") != NULL);
    cJSON *root = cJSON_Parse(json.text);
    SAME(cJSON_GetStringValue(cJSON_GetArrayItem(at(root, "text"), 1)), "echo ```");
    cJSON_Delete(root);
}

/* ---- sections, links, names, notes ---- */

static struct doc *with_sections(void)
{
    struct doc *d = doc_new(test_arena(), "Page", "2026-11-21");
    doc_lead(d, "Buy it.");
    doc_note(d, DOC_WARN, "Old prices.", "Look them up.");
    doc_item_labelled(d, "Power.", "It draws 5 W.");
    doc_contents(d);
    doc_section(d, 1, "one", "First & last", "what it says");
    doc_pair(d);
    struct doc_table *t = doc_table(d, "t", "names");
    doc_column_text(t, "option", "option");
    doc_column_text(t, "verdict", "verdict");
    doc_row_start(t);
    doc_row_option(t, "box-1");
    doc_cell_name(t, "box-1", "The box", "option-box-1");
    doc_cell_marked(t, "two\nlines", DOC_BAD);
    doc_end(d);
    doc_section(d, 2, "option-box-1", "The box", NULL);
    doc_end(d);
    doc_end(d);
    return d;
}

static void sections_fold(void)
{
    struct doc *d = with_sections();
    struct str md = str_new(test_arena()), html = str_new(test_arena()), json = str_new(test_arena()),
               open = str_new(test_arena());
    md_render(d, &md);
    html_render(d, &html);
    json_render(d, &json);
    SAME(md.text,
         "# Page\n\n**Buy it.**\n\n> [!WARNING]\n> **Old prices.** Look them up.\n\n- **Power.** It draws 5 W.\n\n"
         "- [First \\& last](#one): what it says\n\n"
         "<details id=\"one\">\n<summary><b>First &amp; last</b>: what it says</summary>\n\n"
         "*names*\n\n| option | verdict |\n| --- | --- |\n"
         "| [The box](#option-box-1) | \xE2\x9C\x97 two<br>lines |\n\n"
         "<details id=\"option-box-1\">\n<summary><b>The box</b></summary>\n\n</details>\n\n</details>\n\n");
    THAT(strstr(html.text, "<details id=\"one\"><summary><h2>First &amp; last</h2> <span>what it says</span>") != NULL);
    THAT(strstr(html.text,
                "<tr data-option=\"box-1\"><td class=\"short\" data-name><a href=\"#option-box-1\">The box</a></td>"
                "<td class=\"short\"><span class=\"bad\">\xE2\x9C\x97 </span>two<br>lines</td></tr>") != NULL);
    THAT(strstr(html.text, "<p class=\"note warn\"><strong>Old prices.</strong> Look them up.</p>") != NULL);
    cJSON *root = cJSON_Parse(json.text);
    const cJSON *row = cJSON_GetArrayItem(at(at(root, "tables"), "t"), 0);
    SAME(cJSON_GetStringValue(at(row, "option")), "box-1"); /* programs see the id */
    cJSON_Delete(root);
    d->full = true;
    html_render(d, &open);
    THAT(strstr(html.text, "<details id=\"one\" open>") == NULL);
    THAT(strstr(open.text, "<details id=\"one\" open>") != NULL);
}

/* The page alone links into the report beside it. */
static void rest_elsewhere(void)
{
    struct doc *d = with_sections();
    struct str md = str_new(test_arena()), html = str_new(test_arena());
    d->rest = "report";
    md_render(d, &md);
    html_render(d, &html);
    THAT(strstr(md.text, "[The box](report.md#option-box-1)") != NULL);
    THAT(strstr(html.text, "<a href=\"report.html#option-box-1\">The box</a>") != NULL);
}

/* ---- text stays text ---- */

static void nothing_comes_alive(void)
{
    static const struct {
        const char *text, *md;
    } rows[] = {
        {"![x](http://a.b/c.png)", "\\!\\[x\\](http\\://a.b/c.png)"},
        {"[link](javascript:alert(1))", "\\[link\\](javascript:alert(1))"},
        {"see www.example.com now", "see www\\.example.com now"},
        {"<script>alert(1)</script>", "\\<script>alert(1)\\</script>"},
        {"me@example.com", "me\\@example.com"},
        {"$x$ ~gone~ `code` *b* _i_", "\\$x\\$ \\~gone\\~ \\`code\\` \\*b\\* \\_i\\_"},
        {"snake_case stays", "snake_case stays"},
        {"a|b &amp; \x1b[31mred\x07", "a\\|b \\&amp; \\[31mred"},
        {"# no heading", "\\# no heading"},
        {"1. no list", "1\\. no list"},
        {"- no list", "\\- no list"},
        {"> no quote", "\\> no quote"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct doc *d = doc_new(test_arena(), "T", "2026-11-21");
        struct str md = str_new(test_arena()), html = str_new(test_arena()), text = str_new(test_arena());
        doc_para(d, rows[i].text);
        md_render(d, &md);
        html_render(d, &html);
        text_render(d, false, &text);
        test_row("%s", rows[i].text);
        SAME(md.text, str_format(test_arena(), "# T\n\n%s\n\n", rows[i].md));
        THAT(strstr(html.text, "<script>alert") == NULL && strchr(text.text, '\x1b') == NULL);
    }
}

/* A picture is an image: nothing in it is part of the page. */
static void pictures_are_images(void)
{
    struct doc *d = doc_new(test_arena(), "T", "2026-11-21");
    struct str html = str_new(test_arena());
    doc_figure(d, "price", "a \"caption\"");
    d->last->svg = "<?xml version=\"1.0\"?>\n<svg id='a'><script>alert(1)</script><text>50%</text></svg>";
    html_render(d, &html);
    THAT(strstr(html.text, "<img alt=\"a &quot;caption&quot;\" src=\"data:image/svg+xml,%3Csvg id=%27a%27%3E") != NULL);
    THAT(strstr(html.text, "<svg") == NULL && strstr(html.text, "<script>alert") == NULL);
    THAT(strstr(html.text, "50%25%3C/text%3E") != NULL);
}

/* ---- for a terminal ---- */

static void cards_in_a_terminal(void)
{
    struct doc *d = doc_new(test_arena(), "T", "2026-11-21");
    struct str plain = str_new(test_arena()), coloured = str_new(test_arena());
    doc_lead(d, "Buy it.");
    struct doc_table *t = doc_table(d, "cards", "");
    t->cards = true;
    doc_column_text(t, "what", "");
    doc_column_text(t, "best", "Best");
    doc_row_start(t);
    doc_cell_text(t, "option");
    doc_cell_name(t, "box", "The \x1b[31mbox", "option-box");
    doc_row_start(t);
    doc_cell_text(t, "a workload with a name of thirty letters");
    doc_cell_marked(t, "31 tok/s\nwith MLX", DOC_GOOD);
    text_render(d, false, &plain);
    text_render(d, true, &coloured);
    SAME(plain.text, "Buy it.\n\nBest: The \\x1b[31mbox\n"
                     "  a workload with a na\xE2\x80\xA6   \xE2\x9C\x93 31 tok/s; with MLX\n\n");
    THAT(strstr(plain.text, "\x1b") == NULL && strstr(coloured.text, "\x1b[32m") != NULL);
    for (const char *line = plain.text; *line; line += strcspn(line, "\n") + 1)
        THAT(wrap_width(str_format(test_arena(), "%.*s", (int)strcspn(line, "\n"), line)) <= WRAP_COLUMNS);
}

SUITE(doc, {"sections fold", sections_fold}, {"rest elsewhere", rest_elsewhere},
      {"nothing comes alive", nothing_comes_alive}, {"pictures are images", pictures_are_images},
      {"cards in a terminal", cards_in_a_terminal}, {"any width", any_width}, {"code as it is", code_as_it_is},
      {"readers see no data", readers_see_no_data}, {"programs see data", programs_see_data},
      {"CSV has data", csv_has_data}, {"wrong rows stop the program", wrong_rows_stop})
