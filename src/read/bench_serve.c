/* bench_serve.c: reads printed results of serving benchmarks.

   Idea: each program has a line that begins a result, names of values, and a line that ends it; a table has them all.
   What stands before a result, such as the command, holds for it and, but for the load, for those that follow.
   Invariant: each line that begins a result adds one, or a warning. */
#include "bench_serve.h"

#include "arena.h"
#include "bench_command.h"
#include "bench_format.h"
#include "bench_one.h"
#include "numtext.h"
#include "str.h"
#include "tree_make.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

struct label {
    const char *name, *key;
    double scale; /* 0: the value is a text */
};
static const struct label serving[] = {{"successful requests", "completed", 1},
                                       {"failed requests", "failed", 1},
                                       {"backend", "backend", 0},
                                       {"traffic request rate", "request_rate", 0},
                                       {"request rate configured (rps)", "request_rate", 0},
                                       {"max request concurrency", "max_concurrency", 0},
                                       {"maximum request concurrency", "max_concurrency", 0},
                                       {"benchmark duration (s)", "duration", 1},
                                       {"total input tokens", "total_input_tokens", 1},
                                       {"total generated tokens", "total_output_tokens", 1},
                                       {"output token throughput (tok/s)", "output_throughput", 1},
                                       {"total token throughput (tok/s)", "total_token_throughput", 1},
                                       {"peak output token throughput (tok/s)", "peak_output_throughput", 1},
                                       {"request throughput (req/s)", "request_throughput", 1},
                                       {"mean ttft (ms)", "mean_ttft_ms", 1},
                                       {"median ttft (ms)", "median_ttft_ms", 1},
                                       {"mean tpot (ms)", "mean_tpot_ms", 1},
                                       {"median tpot (ms)", "median_tpot_ms", 1},
                                       {"mean itl (ms)", "mean_itl_ms", 1},
                                       {"mean e2el (ms)", "mean_e2el_ms", 1},
                                       {"mean e2e latency (ms)", "mean_e2el_ms", 1},
                                       {"accept length", "accept_length", 1},
                                       {"acceptance length", "accept_length", 1},
                                       {NULL, NULL, 0}},
                          lmdeploy[] = {{"concurrency", "max_concurrency", 1},
                                        {"elapsed_time", "duration", 1},
                                        {"total prompts num", "completed", 1},
                                        {"number of prompt tokens", "total_input_tokens", 1},
                                        {"number of completion tokens", "total_output_tokens", 1},
                                        {"number of failed requests", "failed", 1},
                                        {"token throughput (completion token)", "output_throughput", 1},
                                        {"token throughput (prompt + completion token)", "total_token_throughput", 1},
                                        {"rps (request per second)", "request_throughput", 1},
                                        {NULL, NULL, 0}},
                          above[] = {{"traffic request rate", "request_rate", 0},
                                     {"maximum request concurrency", "max_concurrency", 0},
                                     {"burstiness factor", "burstiness", 1},
                                     {"traffic ramp-up strategy", "ramp_up_strategy", 0},
                                     {NULL, NULL, 0}},
                          trtllm[] = {{"model", "model_id", 0},
                                      {"tp size", "tensor_parallel", 1},
                                      {"quantization", "quantization", 0},
                                      {"kv cache dtype", "kv_type", 0},
                                      {"max runtime batch size", "max_seqs", 1},
                                      {"max runtime tokens", "budget_tokens", 1},
                                      {"issue rate (req/sec)", "request_rate", 0},
                                      {"number of requests", "completed", 1},
                                      {"average input length (tokens)", "mean_input_tokens", 1},
                                      {"average output length (tokens)", "mean_output_tokens", 1},
                                      {"token throughput (tokens/sec)", "output_throughput", 1},
                                      {"total output throughput (tokens/sec)", "output_throughput", 1},
                                      {"total token throughput (tokens/sec)", "total_token_throughput", 1},
                                      {"total latency (ms)", "duration", 1e-3},
                                      {"average request latency (ms)", "mean_e2el_ms", 1},
                                      {"average time-to-first-token [ttft] (ms)", "mean_ttft_ms", 1},
                                      {"average time-per-output-token [tpot] (ms)", "mean_tpot_ms", 1},
                                      {NULL, NULL, 0}};

/* One kind of result. ends: text of the line that ends it, "=" for a line of them; NULL: the next result does. */
static const struct form {
    const char *program, *begins, *ends, *engine;
    const struct label *labels;
} forms[] = {{NULL, " Serving Benchmark Result =", "=", NULL, serving},
             {"sglang.bench_offline_throughput", " Offline Throughput Benchmark Result =", "=", "sglang", serving},
             {"lmdeploy benchmark", "concurrency: ", "RPM (request per minute)", "lmdeploy", lmdeploy},
             {"trtllm-bench", "= ENGINE DETAILS", NULL, "tensorrt-llm", trtllm},
             {"trtllm-bench", "= PYTORCH BACKEND", NULL, "tensorrt-llm", trtllm},
             {"trtllm-bench", "= TENSORRT BACKEND", NULL, "tensorrt-llm", trtllm},
             {"trtllm-bench", "= REQUEST DETAILS", NULL, "tensorrt-llm", trtllm}};
enum { N_FORMS = sizeof forms / sizeof *forms };

struct page {
    const struct bench_format_text *t;
    struct bench_command command;
    const char *rest; /* of the text, behind the line */
    bool fresh;       /* the benchmark's command is new: no result has had its load */
    const struct form *form;
    struct tree *result; /* the open one; NULL: none */
    struct tree *above;  /* what single lines above a result say of its load */
    struct bench_one batch;
};

static const char *bare(const char *line)
{
    return line + strspn(line, " \t>#");
}

/* Returns whether lmdeploy's second line follows the line: others print "concurrency:" too. */
static bool is_lmdeploy(const char *rest)
{
    return str_starts(rest + strspn(rest, " \t\r\n>#"), "elapsed_time:");
}

/* Returns the form that the line begins; NULL: none. A form without an end is open until it has its duration. */
static const struct form *form_of(const char *line, const char *rest, const struct form *open,
                                  const struct tree *result)
{
    const char *from = bare(line);
    for (size_t i = 0; i < N_FORMS; i++) {
        const char *at = strstr(from, forms[i].begins);
        const bool rule = forms[i].ends && *forms[i].ends == '=';
        if (!at || (rule ? at == from || at[-1] != '=' : at != from))
            continue;
        if (!forms[i].ends && open && open->labels == forms[i].labels && !tree_get(result, "duration"))
            continue;
        if (forms[i].labels != lmdeploy || is_lmdeploy(rest))
            return &forms[i];
    }
    return NULL;
}

static bool ends(const struct form *f, const char *line)
{
    enum { SHORTEST_RULE = 20 };
    const char *at = bare(line);
    size_t n = strspn(at, "=");
    if (!f->ends)
        return false;
    return *f->ends != '=' ? str_starts(at, f->ends) : n >= SHORTEST_RULE && at[n + strspn(at + n, " \t")] == '\0';
}

/* Returns the value of the line if its name is that of the label, in any case of letters; NULL: another line. */
static const char *value_of(const char *line, const char *name)
{
    size_t i = 0;
    for (; name[i]; i++)
        if (tolower((unsigned char)line[i]) != name[i])
            return NULL;
    return line[i] == ':' ? line + i + 1 + strspn(line + i + 1, " \t") : NULL;
}

static void put(const struct page *p, struct tree *map, const struct label *l, const char *value, int line)
{
    const struct origin at = {.file = p->t->file, .line = line, .col = 1};
    double x = NAN;
    const char *end = value;
    size_t n = strlen(value);
    while (n > 0 && isspace((unsigned char)value[n - 1]))
        n--;
    if (tree_get(map, l->key) || n == 0)
        return;
    if (bench_format_number(&end, &x) && (l->scale > 0 || end == value + n))
        tree_make_number(p->t->arena, map, l->key, x * (l->scale > 0 ? l->scale : 1), at);
    else if (l->scale > 0 && str_starts(value, "N/A"))
        return;
    else if (l->scale > 0)
        bench_format_leave(p->t, at, str_format(p->t->arena, "%s: expected a number, got \"%.40s\"", l->name, value));
    else
        tree_make_text(p->t->arena, map, l->key, arena_strndup(p->t->arena, value, n), at);
}

/* "first token latency(s)(min, max, ave): 0.068, 4.066, 0.285" of lmdeploy. */
static void first_token(const struct page *p, const char *line, int number)
{
    static const struct label seconds = {"first token latency", "mean_ttft_ms", 1e3};
    const char *at = str_starts(line, "first token latency") || str_starts(line, "first_token latency")
                         ? strstr(line, "ave): ")
                         : NULL;
    const char *last = at ? strrchr(at, ',') : NULL;
    if (last)
        put(p, p->result, &seconds, last + 1 + strspn(last + 1, " "), number);
}

static void take(const struct page *p, struct tree *map, const struct label *labels, const char *line, int number)
{
    const char *at = bare(line);
    for (const struct label *l = labels; l->name; l++) {
        const char *value = value_of(at, l->name);
        if (value) {
            put(p, map, l, value, number);
            return;
        }
    }
}

/* SGLang's program states how requests come; vLLM's does so only where it is not its default, since 2025-09, when
   "Peak" lines came. */
static void say_default_load(const struct page *p, struct tree *r)
{
    const bool offline = strstr(p->form->begins, "Offline") != NULL, batch_size = p->form->labels == trtllm;
    const bool states = tree_get(r, "peak_output_throughput") || offline ||
                        (batch_size && !tree_get(r, "request_rate"));
    if (states && !tree_get(r, "request_rate"))
        tree_make_text(p->t->arena, r, "request_rate", "inf", r->at);
    if ((states || batch_size) && !tree_get(r, "max_concurrency"))
        tree_make_text(p->t->arena, r, "max_concurrency", "none", r->at);
}

static void finish(struct page *p, bool whole)
{
    struct tree *r = p->result;
    if (!r)
        return;
    if (!whole && p->form->ends)
        tree_make_yes(p->t->arena, r, "cut_off", true, r->at);
    if (!p->form->program)
        tree_make_text(p->t->arena, r, "program", tree_get(r, "backend") ? "sglang.bench_serving" : "vllm bench serve",
                       r->at);
    tree_fill(r, p->above, p->t->arena);
    bench_command_fill(p->t->arena, &p->command, r, p->fresh);
    say_default_load(p, r);
    p->above = tree_make_map(p->t->arena, NULL, NULL, r->at);
    p->fresh = false;
    p->result = NULL;
    p->form = NULL;
}

static void begin(struct page *p, const struct form *f, int number)
{
    const struct origin at = {.file = p->t->file, .line = number, .col = 1};
    finish(p, false);
    p->form = f;
    p->result = tree_make_map(p->t->arena, p->t->list, NULL, at);
    tree_make_text(p->t->arena, p->result, "program", f->program, at);
    tree_make_text(p->t->arena, p->result, "engine", f->engine, at);
}

static void batch_line(struct page *p, const char *line, int number)
{
    struct tree *r = bench_one_line(&p->batch, p->t, line, number);
    if (!r)
        return;
    bench_command_fill(p->t->arena, &p->command, r, false);
    p->fresh = false;
}

static void read_line(struct page *p, const char *line, int number)
{
    const char *client = p->command.client;
    const struct form *f = form_of(line, p->rest, p->form, p->result);
    if (f) {
        begin(p, f, number);
        if (f->labels == lmdeploy)
            take(p, p->result, lmdeploy, line, number);
    } else if (p->result) {
        take(p, p->result, p->form->labels, line, number);
        first_token(p, bare(line), number);
        if (ends(p->form, line))
            finish(p, true);
    } else if (!bench_command_line(p->t->arena, &p->command, line)) {
        take(p, p->above, above, line, number);
        if (str_starts(bare(line), "Self timing is set") && !tree_get(p->above, "request_rate"))
            tree_make_text(p->t->arena, p->above, "request_rate", "trace", p->above->at);
        batch_line(p, bare(line), number);
    }
    p->fresh |= p->command.client != client;
}

bool bench_serve_has(const char *text)
{
    struct arena *a = arena_new();
    struct bench_format_lines lines = {.rest = text};
    bool has = false;
    for (const char *line = bench_format_next(a, &lines); line && !has; line = bench_format_next(a, &lines)) {
        has = form_of(line, lines.rest, NULL, NULL) || bench_one_begins(bare(line));
    }
    arena_free(a);
    return has;
}

void bench_serve_read(const struct bench_format_text *t)
{
    const struct origin start = {.file = t->file, .line = 1, .col = 1};
    struct page p = {.t = t, .above = tree_make_map(t->arena, NULL, NULL, start)};
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    for (const char *line = bench_format_next(t->arena, &lines); line; line = bench_format_next(t->arena, &lines)) {
        p.rest = lines.rest;
        read_line(&p, line, lines.number);
    }
    finish(&p, false);
    bench_one_finish(&p.batch, t);
}
