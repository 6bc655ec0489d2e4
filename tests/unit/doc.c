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

SUITE(doc, {"any width", any_width}, {"wrong rows stop the program", wrong_rows_stop})
