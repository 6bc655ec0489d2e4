/* bench_guide.c: tables of GuideLLM.

   Idea: rows of all tables of a run stand in the same order, so the n-th row of each belongs to the n-th result. A
   table's title says what stands in which cell. */
#include "bench_guide.h"

#include "arena.h"
#include "bench_cells.h"
#include "bench_format.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

/* What the cells of a table hold; cell 0 is the strategy. */
struct column {
    size_t cell;
    const char *key;
    double scale;
};
static const struct column
    info[] = {{4, "completed", 1},           {5, "incomplete", 1}, {6, "failed", 1}, {7, "mean_input_tokens", 1},
              {10, "mean_output_tokens", 1}, {3, "duration", 1},   {0, NULL, 0}},
    stats[] = {{1, "request_throughput", 1},
               {2, "guide_running", 1},
               {3, "output_throughput", 1},
               {4, "total_token_throughput", 1},
               {8, "mean_ttft_ms", 1},
               {11, "mean_tpot_ms", 1},
               {0, NULL, 0}},
    lengths[] = {{1, "median_input_tokens", 1},
                 {2, "p95_input_tokens", 1},
                 {3, "median_output_tokens", 1},
                 {4, "p95_output_tokens", 1},
                 {0, NULL, 0}},
    times[] = {{3, "median_ttft_ms", 1}, {5, "median_tpot_ms", 1}, {0, NULL, 0}},
    server[] = {{3, "guide_running", 1}, {8, "output_throughput", 1}, {10, "total_token_throughput", 1}, {0, NULL, 0}},
    summary[] = {{7, "incomplete_tokens", 1}, {8, "failed_tokens", 1}, {0, NULL, 0}};
static const struct table {
    const char *title, *head; /* head: words of its lines, as the cells stand */
    const struct column *columns;
    size_t cells; /* of a row */
    bool first;   /* its rows begin results */
} tables[] = {{"Benchmarks Info:", "Prompt Tok/Req", info, 19, true},
              {"Benchmarks Stats:", "Out Tok/sec", stats, 17, false},
              {"Run Summary Info", "Input Tokens", summary, 12, true},
              {"Request Token Statistics", "Input Tok", lengths, 11, false},
              {"Request Latency Statistics", "TTFT", times, 9, false},
              {"Server Throughput Statistics", "Concurrency", server, 11, false}};
enum { N_TABLES = sizeof tables / sizeof *tables };

struct page {
    const struct bench_format_text *t;
    const struct table *table; /* the open one; NULL: none */
    bool headed;               /* its head has the words that it must have */
    struct tree *first;        /* result of the first row of the run's tables; NULL: none */
    struct tree *next;         /* result of the next row of the table */
    const char *model;
    int line;
};

static const struct table *table_of(const char *line)
{
    for (size_t i = 0; i < N_TABLES; i++)
        if (strstr(line, tables[i].title) && !strchr(line, '|'))
            return &tables[i];
    return NULL;
}

static bool is_strategy(const char *word)
{
    static const char *const words[] = {"synchronous", "concurrent", "throughput", "constant", "poisson"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(word, words[i]) && (word[strlen(words[i])] == '\0' || word[strlen(words[i])] == '@'))
            return true;
    return false;
}

static void say(const struct bench_format_text *t, struct tree *r, const char *key, const char *text)
{
    if (!tree_get(r, key))
        tree_make_text(t->arena, r, key, text, r->at);
}

void bench_guide_strategy(const struct bench_format_text *t, struct tree *r, const char *word, double amount)
{
    const char *at = strchr(word, '@'), *from = at ? at + 1 : NULL;
    double stated = NAN;
    if (from && bench_format_number(&from, &stated))
        amount = stated;
    if (str_starts(word, "synchronous"))
        amount = 1;
    if (str_starts(word, "synchronous") || str_starts(word, "concurrent")) {
        say(t, r, "request_rate", "inf");
        if (!isnan(amount))
            tree_make_number(t->arena, r, "max_concurrency", amount, r->at);
    } else if (str_starts(word, "throughput")) {
        say(t, r, "request_rate", "inf");
        say(t, r, "arrivals", isnan(amount) ? "saturated" : "closed");
        if (!isnan(amount))
            tree_make_number(t->arena, r, "max_concurrency", amount, r->at);
    } else {
        say(t, r, "max_concurrency", "none");
        if (str_starts(word, "constant"))
            say(t, r, "load_note", "requests at equal distances");
        if (!isnan(amount))
            tree_make_number(t->arena, r, "request_rate", amount, r->at);
        else
            say(t, r, "request_rate", "not printed");
    }
}

static void leave(const struct page *p, int line, const char *why)
{
    bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = line, .col = 1}, why);
}

/* The lines of cells before a table's first row are its head. */
static void read_row(struct page *p, const struct bench_cells *c, int line)
{
    struct arena *a = p->t->arena;
    const struct origin at = {.file = p->t->file, .line = line, .col = 1};
    if (!p->headed || c->n != p->table->cells) {
        leave(p, line,
              str_format(a,
                         "a row of GuideLLM's table \"%s\" with %zu cells, where %zu are expected: "
                         "the lines may be broken",
                         p->table->title, c->n, p->table->cells));
        return;
    }
    struct tree *r = p->table->first ? tree_make_map(a, p->t->list, NULL, at) : p->next;
    if (!r) {
        leave(p, line, "a row of GuideLLM's tables without its row in the first of them");
        return;
    }
    p->first = p->first ? p->first : r;
    p->next = r->next;
    say(p->t, r, "program", "guidellm");
    say(p->t, r, "engine_open", "yes");
    say(p->t, r, "strategy", c->v[0]);
    if (p->model)
        say(p->t, r, "model_id", p->model);
    for (const struct column *col = p->table->columns; col->key; col++) {
        const char *text = c->v[col->cell];
        double x;
        if (bench_format_number(&text, &x) && *text == '\0' && !tree_get(r, col->key))
            tree_make_number(a, r, col->key, x * col->scale, at);
    }
}

/* Returns the model in "backend_model='...'" or "for model NAME."; NULL: the line has none. */
static const char *model_of(struct arena *a, const char *line)
{
    static const char *const before[] = {"backend_model='", "for model ", "processor='"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const char *at = strstr(line, before[i]);
        size_t n = at ? strcspn(at + strlen(before[i]), "' \t,") : 0;
        n -= n > 0 && at[strlen(before[i]) + n - 1] == '.';
        if (n > 0)
            return arena_strndup(a, at + strlen(before[i]), n);
    }
    return NULL;
}

static double number(const struct tree *r, const char *key)
{
    const struct tree *t = tree_get(r, key);
    return t && t->type == TREE_NUMBER ? t->number : NAN;
}

/* Lengths are means where they are all equal. */
static void equal_length(const struct page *p, struct tree *r, const char *median, const char *p95, const char *mean)
{
    static const double within_frac = 0.02;
    const double x = number(r, median);
    if (fabs(number(r, p95) - x) <= within_frac * x)
        tree_make_number(p->t->arena, r, mean, x, r->at);
}

/* Completes the results of the run's tables. */
static void finish(struct page *p)
{
    for (struct tree *r = p->first; r; r = r->next) {
        const struct tree *word = tree_get(r, "strategy");
        const double running = number(r, "guide_running");
        const bool counts = word && str_same_word(word->text, "concurrent"); /* a word without the number */
        if (word)
            bench_guide_strategy(p->t, r, word->text, counts ? round(running) : NAN);
        equal_length(p, r, "median_input_tokens", "p95_input_tokens", "mean_input_tokens");
        equal_length(p, r, "median_output_tokens", "p95_output_tokens", "mean_output_tokens");
        if (number(r, "failed_tokens") > 0)
            say(p->t, r, "failed_some", "yes");
        say(p->t, r, "windows", "yes");
    }
    p->first = NULL;
    p->next = NULL;
}

static void read_line(struct page *p, const char *line, int number)
{
    const struct table *table = table_of(line);
    const struct bench_cells c = p->table ? bench_cells_of(p->t->arena, line) : (struct bench_cells){0};
    const char *model = model_of(p->t->arena, line);
    if (table && table->first)
        finish(p);
    if (table) {
        p->table = table;
        p->headed = false;
        p->next = p->first;
    } else if (p->table && c.n > 1 && is_strategy(c.v[0]))
        read_row(p, &c, number);
    else if (p->table)
        p->headed |= strstr(line, p->table->head) != NULL;
    p->model = model ? model : p->model;
}

bool bench_guide_has(const char *text)
{
    return (strstr(text, "Benchmarks Info:") && strstr(text, "Prompt Tok/Req")) ||
           (strstr(text, "Run Summary Info") && strstr(text, "Server Throughput Statistics"));
}

void bench_guide_read(const struct bench_format_text *t)
{
    struct page p = {.t = t};
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    for (const char *line = bench_format_next(t->arena, &lines); line; line = bench_format_next(t->arena, &lines))
        read_line(&p, line, lines.number);
    finish(&p);
}
