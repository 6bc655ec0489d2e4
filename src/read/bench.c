#include "bench.h"

#include "arena.h"
#include "csvtext.h"
#include "diag.h"
#include "tree_make.h"
#include "tree_json.h"

#include <string.h>

static const char *first_word(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

static size_t line_length(const char *at)
{
    return strcspn(at, "\r\n");
}

/* Returns true when the first line is a whole object: one object per line. An object over several lines is JSON. */
static bool is_lines(const char *at)
{
    size_t n = line_length(at);
    while (n > 0 && (at[n - 1] == ' ' || at[n - 1] == '\t'))
        n--;
    return *at == '{' && n > 0 && at[n - 1] == '}';
}

static void read_lines(struct arena *a, struct diags *d, const char *file, const char *text, struct tree *list)
{
    int line = 1;
    for (const char *at = text; *at;) {
        const size_t n = strcspn(at, "\n");
        struct tree *t = strspn(at, " \t\r") < n ? tree_json_line(a, d, file, arena_strndup(a, at, n), n, line) : NULL;
        if (t)
            tree_adopt(list, t);
        at += n + (at[n] == '\n');
        line++;
    }
}

static void read_csv(struct arena *a, struct diags *d, const char *file, char *text, size_t size, struct tree *list)
{
    struct csvtext t;
    if (!csvtext_parse(a, d, file, text, size, &t))
        return;
    for (size_t i = 0; i < t.n_rows; i++) {
        const struct origin at = {.file = file, .line = t.lines[i], .col = 1};
        struct tree *map = tree_make_map(a, list, NULL, at);
        for (size_t j = 0; j < t.n_cols; j++)
            tree_make_text(a, map, t.head[j], csvtext_cell(&t, i, j), at);
    }
}

static void read_json(struct arena *a, struct diags *d, const char *file, const char *text, size_t size,
                      struct tree *list)
{
    struct tree *root = tree_json(a, d, file, text, size), *next;
    if (root && root->type == TREE_MAP)
        tree_adopt(list, root);
    for (struct tree *t = root && root->type == TREE_LIST ? root->first : NULL; t; t = next) {
        next = t->next;
        t->next = NULL;
        tree_adopt(list, t);
    }
}

struct tree *bench_read(struct arena *a, struct diags *d, const char *file, char *text, size_t size)
{
    static const char *const bom = "\xEF\xBB\xBF";
    const int errors = d->errors;
    struct tree *list = tree_make_list(a, NULL, NULL, (struct origin){.file = file, .line = 1, .col = 1});
    if (!tree_is_text(d, file, text, size))
        return NULL;
    const char *at = first_word(text + (strncmp(text, bom, strlen(bom)) == 0 ? strlen(bom) : 0));
    const size_t n = line_length(at);
    if (is_lines(at))
        read_lines(a, d, file, text, list);
    else if (*at == '[' || *at == '{')
        read_json(a, d, file, text, size, list);
    else if (n > 0 && memchr(at, ',', n) && strstr(at, "avg_ts"))
        read_csv(a, d, file, text, size, list);
    else if (bench_md_has(text))
        bench_md_read(a, d, file, text, list);
    else if (*at)
        diag_add(d, DIAG_BAD_SCHEMA, diag_file(file), NULL,
                 "expected the output of llama-bench (-o json, jsonl, csv or md) or a result file of vllm bench "
                 "(serve, latency, throughput); SQL is not supported");
    if (d->errors == errors && list->n == 0)
        diag_add(d, DIAG_EMPTY_FILE, diag_file(file), NULL, "the file has no results");
    return d->errors == errors ? list : NULL;
}
