/* bench_md.c: tables of llama-bench and llama-benchy, as printed and as people edit them.

   Idea: a head with a model, a test and a speed begins a table; every later row with as many cells belongs to it, until
   another head, whatever stands between (logs of two streams mix). What the lines around say of devices, build and
   model holds for the tables that follow, the build for those before. Invariant: a row that looks like one of the
   table's is read or told. Reference: tools/llama-bench/llama-bench.cpp of ggml-org/llama.cpp, 2024-01 to 2026-08;
   README.md of eugr/llama-benchy. */
#include "arena.h"
#include "bench_around.h"
#include "bench_cells.h"
#include "bench_facts.h"
#include "bench_format.h"
#include "bench_line.h"
#include "bench_md.h"
#include "bug.h"
#include "numtext.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

struct page {
    const struct bench_format_text *t;
    struct tree *unbuilt; /* first row without a build line after it yet; NULL: none */
    struct bench_cells head;
    const char *key[BENCH_CELLS_MOST]; /* of the head's cells */
    const char *first;                 /* first cell of the last row; NULL: none */
    bool over_http;                    /* the table is llama-benchy's */
    const char *gpus;                  /* names of the announced devices, joined by ", "; NULL: none */
    bool of_loader;                    /* they are from the loader's lines */
    bool gpus_used;                    /* a table followed them, so the next announcement starts a new list */
    bool shared;                       /* all of them share the processor's memory */
    const char *model;                 /* file of the last command or heading; NULL: none */
    bool of_heading;                   /* it is of a heading */
    struct bench_line command;         /* the last command of a shell */
    struct tree *facts;                /* what its options state */
    bool of_bench;                     /* it runs llama-bench */
    bool ik;                           /* it runs a program of ik_llama.cpp */
};

/* ---- heads ---- */

static bool is_speed(const char *cell)
{
    static const char *const names[] = {"t/s", "t/s (total)", "tok/s", "tokens/s", "avg t/s"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_same_word(cell, names[i]))
            return true;
    return false;
}

static bool has_cell(const struct bench_cells *c, const char *word)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_same_word(c->v[i], word))
            return true;
    return false;
}

static bool is_head(const struct bench_cells *c)
{
    bool speed = false;
    for (size_t i = 0; i < c->n; i++)
        speed |= is_speed(c->v[i]);
    return speed && has_cell(c, "model") && has_cell(c, "test");
}

/* Returns the JSON key of a column: the inverse of get_field_display_name in llama-bench.cpp. */
static const char *key_of(const char *cell)
{
    static const char *const shown[][2] = {
        {"model", "model_type"}, {"backend", "backends"}, {"ngl", "n_gpu_layers"},
        {"sm", "split_mode"},    {"fa", "flash_attn"},    {"nkvo", "no_kv_offload"},
        {"dev", "devices"},      {"ts", "tensor_split"},  {"ot", "tensor_buft_overrides"},
        {"mmap", "use_mmap"},    {"embd", "embeddings"},  {"ncmoe", "n_cpu_moe"}};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (strcmp(cell, shown[i][0]) == 0)
            return shown[i][1];
    return is_speed(cell) ? "t/s" : cell;
}

static void begin(struct page *p, const struct bench_cells *c)
{
    p->head = *c;
    for (size_t i = 0; i < c->n; i++)
        p->key[i] = key_of(c->v[i]);
    p->over_http = has_cell(c, "ttfr (ms)") || has_cell(c, "est_ppt (ms)") || has_cell(c, "e2e_ttft (ms)");
}

/* ---- cells of a row ---- */

struct test {
    double prompt, gen, depth, sequences;
    bool context; /* llama-benchy's ctx_pp and ctx_tg: the tokens are those of the depth */
};

/* Reads a word and the whole number after it, with or without blanks between, and moves *at behind them. Returns false
   when they are not there. */
static bool read_count(const char **at, const char *word, double *out)
{
    const char *p = *at + strspn(*at, " ");
    if (!str_starts(p, word))
        return false;
    p += strlen(word);
    p += strspn(p, " ");
    const size_t n = strspn(p, "0123456789");
    if (!numtext_parse(p, n, out))
        return false;
    *at = p + n;
    return true;
}

/* Reads "pp512", "tg 128", "pp512+tg128" or "ctx_pp", with or without "@ d4096" and "(c4)". */
static bool read_test(const char *text, struct test *out)
{
    const char *rest = text;
    *out = (struct test){.sequences = NAN};
    out->context = str_starts(rest, "ctx_");
    rest += out->context ? strlen("ctx_") : 0;
    if (out->context && (str_starts(rest, "pp") || str_starts(rest, "tg"))) {
        out->prompt = rest[0] == 'p' ? 1 : 0;
        out->gen = rest[0] == 't' ? 1 : 0;
        rest += strlen("pp");
    } else {
        bool good = read_count(&rest, "pp", &out->prompt);
        const char *plus = rest + strspn(rest, " ");
        if (good && *plus == '+') {
            rest = plus + 1;
            good = read_count(&rest, "tg", &out->gen);
        } else if (!good)
            good = read_count(&rest, "tg", &out->gen);
        if (!good)
            return false;
    }
    const char *at = strchr(rest, '@');
    if (at) /* "@ d4096"; ik_llama.cpp writes the prompt before the answer as "tg64@pp512" */
        rest = at + 1;
    if (at && !read_count(&rest, "d", &out->depth) && !(out->gen > 0 && read_count(&rest, "pp", &out->depth)))
        return false;
    if (read_count(&rest, "(c", &out->sequences) && *rest == ')')
        rest++;
    return rest[strspn(rest, " ")] == '\0' && (!out->context || out->depth > 0);
}

/* Reads "71.20 ± 0.30", with "+/-" or "+-" as well, and with commas between thousands. */
static bool read_speed(const char *text, double *mean, double *deviation)
{
    static const char *const signs[] = {"\xC2\xB1", "+/-", "+-", "\xB1"};
    const char *at = text;
    *deviation = NAN;
    if (!bench_format_number(&at, mean))
        return false;
    at += strspn(at, " ");
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_starts(at, signs[i])) {
            at += strlen(signs[i]);
            if (!bench_format_number(&at, deviation))
                return false;
        }
    return at[strspn(at, " ")] == '\0';
}

/* Returns a number with a unit in the base of the unit, "8.03 B", "630.17 M" or "11.27 GiB"; NAN: anything else.
 *round_frac: half of its last digit, as a part of it. */
static double with_unit(const char *text, const char *const units[], const double *sizes, size_t n, double *round_frac)
{
    const char *at = text;
    double x = NAN;
    if (!bench_format_number(&at, &x))
        return NAN;
    const char *point = memchr(text, '.', (size_t)(at - text));
    *round_frac = 0.5 * pow(10, point ? -(double)(at - point - 1) : 0) / x;
    at += strspn(at, " ");
    for (size_t i = 0; i < n; i++)
        if (strcmp(at, units[i]) == 0)
            return x * sizes[i];
    return NAN;
}

static void read_amounts(const struct page *p, struct tree *map, const char *key, const char *text)
{
    static const char *const counts[] = {"B", "M", "K"}, *const bytes[] = {"GiB", "MiB", "TiB"};
    static const double count[] = {1e9, 1e6, 1e3}, byte[] = {1073741824.0, 1048576.0, 1099511627776.0};
    const bool params = strcmp(key, "params") == 0;
    double round_frac = NAN;
    const double x = params ? with_unit(text, counts, count, 3, &round_frac)
                            : with_unit(text, bytes, byte, 3, &round_frac);
    if (isnan(x))
        return;
    tree_make_number(p->t->arena, map, params ? "model_n_params" : "model_size", x, map->at);
    if (params)
        tree_make_number(p->t->arena, map, "params_round_frac", round_frac, map->at);
}

/* ---- rows ---- */

/* Says what the command states and the table has no column for: what is in system RAM, and whose program it is. */
static void say_command(const struct page *p, struct tree *map)
{
    static const char *const keys[] = {"tensor_buft_overrides", "n_cpu_moe", "no_kv_offload", "rpc"}, *const own[] = {
                                                                                                          "mla", "amb",
                                                                                                          "fmoe", "rtr",
                                                                                                          "ser"};
    bool ik = p->ik;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        ik |= has_cell(&p->head, own[i]);
    if (ik)
        tree_make_text(p->t->arena, map, "engine", "ik_llama.cpp", map->at);
    for (size_t i = 0; p->of_bench && i < sizeof keys / sizeof *keys; i++) {
        bool column = false;
        for (size_t k = 0; k < p->head.n; k++)
            column |= strcmp(p->key[k], keys[i]) == 0;
        if (!column)
            tree_make_text(p->t->arena, map, keys[i], bench_facts_get(p->facts, keys[i]), map->at);
    }
}

static void leave(const struct page *p, int line, int col, const char *why)
{
    bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = line, .col = col}, why);
}

static const char *cell_of(const struct page *p, const struct bench_cells *c, const char *key, int *col)
{
    for (size_t i = 0; i < p->head.n; i++)
        if (strcmp(p->key[i], key) == 0) {
            *col = c->col[i];
            return c->v[i];
        }
    return "";
}

static void say_test(const struct page *p, struct tree *map, const struct test *test)
{
    struct arena *a = p->t->arena;
    const double of_context = test->context ? test->depth : 0;
    if (!isnan(test->sequences))
        tree_make_number(a, map, "sequences", test->sequences, map->at);
    if (test->context && test->gen > 0)
        tree_make_yes(a, map, "gen_not_stated", true, map->at);
    tree_make_number(a, map, "n_prompt", test->context && test->prompt > 0 ? of_context : test->prompt, map->at);
    tree_make_number(a, map, "n_gen", test->gen, map->at);
    tree_make_number(a, map, "n_depth", test->context && test->prompt > 0 ? 0 : test->depth, map->at);
}

static void read_row(struct page *p, const struct bench_cells *c, int line)
{
    const struct origin start = {.file = p->t->file, .line = line, .col = 1};
    struct arena *a = p->t->arena;
    struct test test;
    double mean = NAN, deviation = NAN;
    int test_col = 1, speed_col = 1;
    const char *test_text = cell_of(p, c, "test", &test_col), *speed = cell_of(p, c, "t/s", &speed_col);
    BUG_UNLESS(p->head.n > 0 && c->n == p->head.n);
    p->first = c->v[0];
    if (!read_test(test_text, &test)) {
        leave(p, line, test_col,
              str_format(a, "test: expected a test like pp512, tg128 or tg128 @ d4096, got \"%.40s\"", test_text));
        return;
    }
    if (!read_speed(speed, &mean, &deviation)) {
        leave(p, line, speed_col,
              str_format(a, "t/s: expected a speed like 71.20 \xC2\xB1 0.30, got \"%.40s\"", speed));
        return;
    }
    if (mean < 0) {
        leave(p, line, speed_col, str_format(a, "t/s: expected a speed that is not negative, got \"%.40s\"", speed));
        return;
    }
    if (deviation > mean) { /* "4.000 ± 9": a point between thousands */
        leave(p, line, speed_col,
              str_format(a, "t/s: the deviation in \"%.40s\" is larger than the speed: is its point between thousands?",
                         speed));
        return;
    }
    struct tree *map = tree_make_map(a, p->t->list, NULL, start);
    p->unbuilt = p->unbuilt ? p->unbuilt : map;
    tree_make_text(a, map, "gpu_info", p->gpus, start);
    tree_make_text(a, map, "model_filename", p->model, start);
    p->gpus_used = true;
    say_command(p, map);
    say_test(p, map, &test);
    tree_make_number(a, map, "avg_ts", mean, start);
    if (!isnan(deviation))
        tree_make_number(a, map, "stddev_ts", deviation, start);
    if (p->over_http) {
        tree_make_text(a, map, "program", "llama-benchy", start);
        tree_make_text(a, map, "flags", "wall-clock", start);
    }
    for (size_t i = 0; i < c->n; i++) {
        const char *key = p->key[i];
        if (strcmp(key, "params") == 0 || strcmp(key, "size") == 0)
            read_amounts(p, map, key, c->v[i]);
        else if (p->over_http && strcmp(key, "model_type") == 0 && !p->model)
            tree_make_text(a, map, "model_filename", c->v[i], start);
        else if (strcmp(key, "test") != 0 && strcmp(key, "t/s") != 0 && !tree_get(map, key))
            tree_make_text(a, map, key, c->v[i], start);
    }
}

/* Returns whether the line's cells look like a row of the table: as many, or nearly, with a test among them. */
static bool looks_like_row(const struct page *p, const struct bench_cells *c)
{
    struct test test;
    bool tests = false;
    for (size_t i = 0; i < c->n; i++)
        tests |= read_test(c->v[i], &test);
    return p->head.n > 0 && (c->n == p->head.n || (tests && c->n > 1));
}

/* Returns whether the line is a row of the table that was cut off: it begins as the row before did. */
static bool is_cut(const struct page *p, const struct bench_cells *c)
{
    return p->head.n > 0 && c->n < p->head.n && p->first && *p->first && strcmp(p->first, c->v[0]) == 0;
}

/* Returns the row's cells with the bars of -ot's pattern, "blk.(1|2).ffn_.*=CPU", put back into its cell. */
static struct bench_cells joined(const struct page *p, const struct bench_cells *c)
{
    struct bench_cells out = *c;
    size_t at = 0;
    while (at < p->head.n && strcmp(p->key[at], "tensor_buft_overrides") != 0)
        at++;
    if (at == p->head.n || c->n <= p->head.n || !looks_like_row(p, c))
        return out;
    const size_t more = c->n - p->head.n;
    for (size_t i = 1; i <= more; i++)
        out.v[at] = str_format(p->t->arena, "%s|%s", out.v[at], c->v[at + i]);
    for (size_t i = at + 1; i < p->head.n; i++) {
        out.v[i] = c->v[i + more];
        out.col[i] = c->col[i + more];
    }
    out.n = p->head.n;
    return out;
}

static void table_line(struct page *p, const struct bench_cells *c, int line)
{
    if (is_head(c))
        begin(p, c);
    else if (looks_like_row(p, c) && c->n == p->head.n)
        read_row(p, c, line);
    else if (looks_like_row(p, c) || is_cut(p, c))
        leave(p, line, 1, str_format(p->t->arena, "the table's head has %zu cells and this row %zu", p->head.n, c->n));
}

static void command_line(struct page *p, const char *text)
{
    const bool goes_on = p->command.more;
    if (!bench_line_line(p->t->arena, &p->command, p->facts, text))
        return;
    if (!goes_on || strstr(text, "llama-bench")) {
        p->of_bench = strstr(text, "llama-bench") != NULL;
        p->ik = strstr(text, "ik_llama") != NULL;
        p->model = p->of_bench ? NULL : p->model;
    }
    if (p->of_bench && goes_on && !p->model)
        p->model = bench_facts_get(p->facts, "model_filename");
}

/* Takes the model of a heading that is one word, "### Qwen3-8B-Q4_K_M.gguf"; another heading ends what it says. */
static void heading_line(struct page *p, const char *text)
{
    static const char marks[] = " \t#*`:";
    const char *from = text + strspn(text, marks);
    size_t n = strcspn(from, " \t`*");
    if (*text != '#')
        return;
    const bool one = from[n + strspn(from + n, marks)] == '\0';
    while (n > 0 && from[n - 1] == ':')
        n--;
    const char *word = arena_strndup(p->t->arena, from, n);
    if (p->of_heading)
        p->model = NULL;
    p->of_heading = one && strpbrk(word, "0123456789") && strpbrk(word, "-:") && !strstr(word, "//");
    if (p->of_heading)
        p->model = word;
}

/* llama.cpp leaves the processor's graphics alone where a card is there. Returns whether the device is to be listed. */
static bool runs(struct page *p, const char *text)
{
    const bool shared = strstr(text, "uma: 1") != NULL, told = strstr(text, "uma: ") != NULL;
    if (!told || !p->gpus || p->gpus_used) {
        p->shared = shared;
        return true;
    }
    if (!shared && p->shared)
        p->gpus = NULL;
    const bool listed = shared == p->shared || !shared;
    p->shared &= shared;
    return listed;
}

static void other_line(struct page *p, const char *text, int line)
{
    const struct origin at = {.file = p->t->file, .line = line, .col = 1};
    const char *gpu = bench_around_device(p->t->arena, text), *model = bench_around_model(p->t->arena, text);
    const char *build = text + strspn(text, " \t>*`");
    const bool loader = strstr(text, "using device ") != NULL;
    if (gpu && loader && p->gpus && !p->of_loader)
        gpu = NULL; /* a device that was announced before */
    if (gpu && runs(p, text)) {
        const bool more = p->gpus && !p->gpus_used && p->of_loader == loader;
        p->gpus = more ? str_format(p->t->arena, "%s, %s", p->gpus, gpu) : gpu;
        p->gpus_used = false;
        p->of_loader = loader;
    }
    heading_line(p, text);
    command_line(p, text);
    p->of_heading &= !model;
    p->model = model ? model : p->model;
    if (!str_starts(build, "build: "))
        return;
    p->head.n = 0;
    for (; p->unbuilt; p->unbuilt = p->unbuilt->next)
        tree_make_text(p->t->arena, p->unbuilt, "build", build + strlen("build: "), at);
}

bool bench_md_has(const char *text)
{
    struct arena *a = arena_new();
    struct bench_format_lines lines = {.rest = text};
    bool has = false;
    for (const char *line = bench_format_next(a, &lines); line && !has; line = bench_format_next(a, &lines)) {
        const struct bench_cells c = bench_cells_of(a, line);
        has = is_head(&c);
    }
    arena_free(a);
    return has;
}

void bench_md_read(const struct bench_format_text *t)
{
    struct page p = {.t = t, .facts = bench_facts_new(t->arena)};
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    for (const char *line = bench_format_next(t->arena, &lines), *next; line; line = next) {
        const int number = lines.number;
        next = bench_format_next(t->arena, &lines);
        struct bench_cells c = bench_cells_of(t->arena, line);
        c = joined(&p, &c);
        if (c.n > 0 && !is_head(&c) && next && bench_cells_rule(next))
            p.head.n = 0; /* the head of another table */
        if (c.n > 1 && (is_head(&c) || p.head.n > 0) && !bench_cells_rule(line))
            table_line(&p, &c, number);
        if (!(c.n > 1 && looks_like_row(&p, &c)))
            other_line(&p, line, number);
    }
}
