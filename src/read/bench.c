#include "bench.h"

#include "arena.h"
#include "bench_exllama.h"
#include "bench_format.h"
#include "bench_guide.h"
#include "bench_json.h"
#include "bench_kobold.h"
#include "bench_lmstudio.h"
#include "bench_md.h"
#include "bench_metrics.h"
#include "bench_mlx.h"
#include "bench_objects.h"
#include "bench_ollama.h"
#include "bench_other.h"
#include "bench_serve.h"
#include "bench_sweep.h"
#include "bench_timings.h"
#include "bench_vllm_text.h"
#include "csvtext.h"
#include "diag.h"
#include "feed_text.h"
#include "tree_json.h"
#include "tree_make.h"

#include <string.h>

/* The formats that are neither JSON nor CSV. All that a text has are read. */
static const struct {
    bool (*has)(const char *text);
    void (*read)(const struct bench_format_text *t);
} formats[] = {{bench_md_has, bench_md_read},
               {bench_serve_has, bench_serve_read},
               {bench_metrics_has, bench_metrics_read},
               {bench_guide_has, bench_guide_read},
               {bench_sweep_has, bench_sweep_read},
               {bench_timings_has, bench_timings_read},
               {bench_ollama_has, bench_ollama_read},
               {bench_mlx_has, bench_mlx_read},
               {bench_kobold_has, bench_kobold_read},
               {bench_exllama_has, bench_exllama_read},
               {bench_lmstudio_has, bench_lmstudio_read},
               {bench_vllm_text_has, bench_vllm_text_read}};
enum { N_FORMATS = sizeof formats / sizeof *formats };

static bool has_format(const char *text)
{
    bool has = false;
    for (size_t i = 0; i < N_FORMATS && !has; i++)
        has = formats[i].has(text);
    return has;
}

static void read_formats(const struct bench_format_text *t)
{
    for (size_t i = 0; i < N_FORMATS; i++)
        if (formats[i].has(t->text))
            formats[i].read(t);
}

static void read_csv(struct arena *a, struct diags *d, const char *file, char *text, struct tree *list)
{
    struct csvtext t;
    const size_t above = strspn(text, "\n"); /* lines of a log before the head */
    if (!csvtext_parse(a, d, file, text + above, strlen(text + above), &t))
        return;
    for (size_t i = 0; i < t.n_rows && list->n <= BENCH_MOST_RESULTS; i++) {
        const struct origin at = {.file = file, .line = t.lines[i] + (int)above, .col = 1};
        struct tree *map = tree_make_map(a, list, NULL, at);
        for (size_t j = 0; j < t.n_cols; j++)
            tree_make_text(a, map, t.head[j], csvtext_cell(&t, i, j), at);
    }
}

/* Returns true when the whole text is one JSON value: an object or a list. */
static bool read_whole(struct arena *a, const char *file, const char *text, struct tree *list)
{
    struct diags quiet = diag_none(a);
    struct tree *root = tree_json(a, &quiet, file, text, strlen(text)), *next;
    if (!root || (root->type != TREE_MAP && root->type != TREE_LIST))
        return false;
    if (root->type == TREE_MAP)
        tree_adopt(list, root);
    for (struct tree *t = root->type == TREE_LIST ? root->first : NULL; t; t = next) {
        next = t->next;
        t->next = NULL;
        tree_adopt(list, t);
    }
    return true;
}

static void read_text(struct arena *a, struct diags *d, const char *file, const char *text, struct tree *list)
{
    const struct bench_format_text t = {a, d, file, text, list};
    const char *at = text + strspn(text, " \t\r\n");
    const bool format = has_format(text);
    if ((*at == '[' || *at == '{') && read_whole(a, file, text, list))
        return;
    if ((bench_json_has(text) || bench_json_csv(text)) && bench_md_has(text))
        bench_md_read(&t); /* a table beside them */
    if (*at == '{' || *at == '[' ? !bench_json_has(text) && !bench_json_csv(text) && !format : false)
        tree_json(a, d, file, text, strlen(text)); /* for what is wrong with it */
    else if (bench_json_has(text))
        bench_json_pick(a, d, file, text, list);
    else if (bench_json_csv(text))
        read_csv(a, d, file, bench_json_csv_lines(a, d, file, text), list);
    else if (format)
        read_formats(&t);
    else if (*at)
        diag_add(d, DIAG_BAD_SCHEMA, diag_file(file), NULL,
                 "expected the output of a benchmark: llama-bench (-o json, jsonl, csv or md), llama-batched-bench, "
                 "llama-sweep-bench, timings of llama.cpp, ollama --verbose, koboldcpp, mlx_lm, ExLlama, TabbyAPI, LM "
                 "Studio, vllm bench (serve, latency, throughput), sglang.bench_serving, GuideLLM, genai-perf, AIPerf, "
                 "trtllm-bench or lmdeploy's; SQL is not supported");
}

bool bench_has(const char *text)
{
    return bench_json_has(text) || bench_json_csv(text) || has_format(text);
}

/* Returns false, with a diagnostic, when the list has more results than are taken. */
static bool has_few(struct diags *d, const struct tree *list)
{
    const struct tree *t = list->first;
    if (list->n <= BENCH_MOST_RESULTS)
        return true;
    for (size_t i = 0; i < BENCH_MOST_RESULTS; i++)
        t = t->next;
    diag_add(d, DIAG_TOO_LARGE, t->at, NULL, "expected at most %d results in a file, got more",
             (int)BENCH_MOST_RESULTS);
    return false;
}

struct tree *bench_read(struct arena *a, struct diags *d, const char *file, char *text, size_t size)
{
    const int errors = d->errors;
    const struct origin at = {.file = file, .line = 1, .col = 1};
    struct tree *list = tree_make_list(a, NULL, NULL, at), *read = tree_make_list(a, NULL, NULL, at);
    const char *utf8 = feed_text_utf8(a, d, file, text, &size);
    const struct bench_format_text t = {a, d, file, utf8, list};
    if (!utf8)
        return NULL;
    read_text(a, d, file, bench_json_plain(a, utf8), read);
    if (!has_few(d, read))
        return NULL;
    bench_objects_read(&t, read);
    list = bench_other(&t);
    if (!has_few(d, list))
        return NULL;
    if (d->errors == errors && list->n == 0)
        diag_add(d, DIAG_EMPTY_FILE, diag_file(file), NULL, "the file has no results");
    return d->errors == errors ? list : NULL;
}
