/* report/doc: tables of any width; a row with the wrong number of cells stops the program. */
#define _POSIX_C_SOURCE 200809L
#include "test.h"

#include "arena.h"
#include "doc.h"

#include <cjson/cJSON.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WIDE = 41, ROWS = 30 };

static struct doc_table *empty_table(struct doc *d, size_t columns)
{
    struct doc_table *t = doc_table(d, "wide", "a wide table");
    for (size_t i = 0; i < columns; i++)
        doc_column_text(t, str_format(test_arena(), "key%zu", i), "heading");
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
    THAT(strstr(md.text, "| 0.0 | 0.1 |") != NULL && strstr(md.text, " 29.39 | 29.40 |\n") != NULL);
    cJSON_Delete(root);
}

/* Does it stop with BUG()? In a process of its own. */
static bool is_bug(void (*run)(void))
{
    int status = 0;
    const pid_t child = fork();
    BUG_UNLESS(child >= 0);
    if (child == 0) {
        close(STDERR_FILENO);
        run();
        _exit(0);
    }
    BUG_UNLESS(waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
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
    THAT(!is_bug(right_rows));
    THAT(is_bug(cell_too_many));
    THAT(is_bug(cell_too_few));
    THAT(is_bug(last_row_short));
    THAT(is_bug(no_row_started));
    THAT(is_bug(column_after_a_row));
}

/* ---- for programs only ---- */

/* A table of two rows: a figure that readers see, one that they do not, an object in the first row, and a list. */
static const struct doc *with_data(void)
{
    static const char *const shown[] = {"tok_s", NULL}, *const data[] = {"answer_s", NULL};
    static const struct deployed rows[] = {{.tok_s = 30.5, .answer_s = 77}, {.tok_s = NAN, .answer_s = NAN}};
    static const struct lacked bridge = {"nvlink-bridge", 41.5};
    static const struct not_deployed why[] = {
        {"vllm", split_tensor, weights_where_devices, "AWQ-INT4", "2 x rtx-3090", why_not_memory, 3.5},
        {"mlx", split_none, weights_where_devices, NULL, "rtx-3090", why_not_backend, NAN}};
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
    THAT(strstr(html.text, "<pre><code>run *a_b* \\\n    --x '&lt;y&gt;'\n</code></pre>\n") != NULL);
    cJSON *root = cJSON_Parse(json.text);
    SAME(cJSON_GetStringValue(cJSON_GetArrayItem(at(root, "text"), 1)), "echo ```");
    cJSON_Delete(root);
}

SUITE(doc, {"any width", any_width}, {"code as it is", code_as_it_is}, {"readers see no data", readers_see_no_data},
      {"programs see data", programs_see_data}, {"CSV has data", csv_has_data},
      {"wrong rows stop the program", wrong_rows_stop})
