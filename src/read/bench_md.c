#include "bench.h"

#include "arena.h"
#include "diag.h"
#include "tree_make.h"
#include "numtext.h"
#include "str.h"

#include <ctype.h>
#include <string.h>

enum { MOST_COLUMNS = 64 };

struct page {
    struct arena *arena;
    struct diags *d;
    const char *file;
    struct tree *list;
    struct tree *unbuilt; /* first row without a build line after it yet; NULL: none */
    const char *column[MOST_COLUMNS];
    size_t n_columns; /* 0: not in a table */
    const char *gpus; /* names of the announced devices, joined by ", "; NULL: none */
    bool gpus_used;   /* a table followed them, so the next announcement starts a new list */
};

struct cell {
    const char *at; /* n bytes, not zero-terminated */
    size_t n;
    int col;
};

static bool is(const struct cell *c, const char *word)
{
    return c->n == strlen(word) && strncmp(c->at, word, c->n) == 0;
}

/* Splits a line that begins with '|' into trimmed cells and returns their number, at most MOST_COLUMNS. Text after the
   last '|' is not a cell. */
static size_t split_cells(const char *line, size_t n, struct cell *cells)
{
    size_t count = 0;
    const char *bar = memchr(line, '|', n), *end = line + n;
    while (bar && count < MOST_COLUMNS) {
        const char *from = bar + 1, *to = memchr(from, '|', (size_t)(end - from));
        if (!to)
            break;
        bar = to;
        while (from < to && isspace((unsigned char)*from))
            from++;
        while (to > from && isspace((unsigned char)to[-1]))
            to--;
        cells[count++] = (struct cell){from, (size_t)(to - from), (int)(from - line) + 1};
    }
    return count;
}

static bool is_head(const struct cell *cells, size_t n)
{
    bool model = false, test = false, speed = false;
    for (size_t i = 0; i < n; i++) {
        model |= is(&cells[i], "model");
        test |= is(&cells[i], "test");
        speed |= is(&cells[i], "t/s");
    }
    return model && test && speed;
}

/* Returns the JSON key of a column: the inverse of get_field_display_name in llama-bench.cpp. */
static const char *key_of(struct arena *a, const struct cell *c)
{
    static const char *const shown[][2] = {
        {"model", "model_type"}, {"backend", "backends"}, {"ngl", "n_gpu_layers"},
        {"sm", "split_mode"},    {"fa", "flash_attn"},    {"nkvo", "no_kv_offload"},
        {"dev", "devices"},      {"ts", "tensor_split"},  {"ot", "tensor_buft_overrides"},
        {"mmap", "use_mmap"},    {"embd", "embeddings"},  {"ncmoe", "n_cpu_moe"}};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (is(c, shown[i][0]))
            return shown[i][1];
    return arena_strndup(a, c->at, c->n);
}

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

/* Reads "pp512", "tg 128" or "pp512+tg128", each with or without " @ d4096". */
static void read_test(struct page *p, struct tree *map, const char *text, struct origin at)
{
    double prompt = 0, gen = 0, depth = 0;
    const char *rest = text;
    bool good = read_count(&rest, "pp", &prompt);
    if (!good || *rest == '+')
        good = read_count(&rest, good ? "+tg" : "tg", &gen);
    if (good && *rest)
        good = read_count(&rest, "@ d", &depth) && *rest == '\0';
    if (!good) {
        diag_add(p->d, DIAG_BENCH, at, "test", "expected a test like pp512, tg128 or tg128 @ d4096, got \"%.40s\"",
                 text);
        return;
    }
    tree_make_number(p->arena, map, "n_prompt", prompt, at);
    tree_make_number(p->arena, map, "n_gen", gen, at);
    tree_make_number(p->arena, map, "n_depth", depth, at);
}

/* Reads "71.20 ± 0.30". */
static void read_speed(struct page *p, struct tree *map, const char *text, struct origin at)
{
    static const char *const between = " \xC2\xB1 ";
    const char *middle = strstr(text, between);
    const size_t n = middle ? (size_t)(middle - text) : strlen(text);
    const char *spread = middle ? middle + strlen(between) : NULL;
    double mean = 0, deviation = 0;
    if (!numtext_parse(text, n, &mean) || (spread && !numtext_parse(spread, strlen(spread), &deviation))) {
        diag_add(p->d, DIAG_BENCH, at, "t/s", "expected a speed like 71.20 \xC2\xB1 0.30, got \"%.40s\"", text);
        return;
    }
    tree_make_number(p->arena, map, "avg_ts", mean, at);
    if (spread)
        tree_make_number(p->arena, map, "stddev_ts", deviation, at);
}

/* Reads "8.03 B" or "630.17 M"; anything else counts as not stated. */
static void read_params(struct page *p, struct tree *map, const char *text, struct origin at)
{
    static const struct {
        const char *letter;
        double count;
    } sizes[] = {{" B", 1e9}, {" M", 1e6}};
    double x = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (str_ends(text, sizes[i].letter) && numtext_parse(text, strlen(text) - strlen(sizes[i].letter), &x))
            tree_make_number(p->arena, map, "model_n_params", x * sizes[i].count, at);
}

static void read_row(struct page *p, const struct cell *cells, size_t n, int line)
{
    const struct origin start = {.file = p->file, .line = line, .col = 1};
    BUG_UNLESS(p->n_columns > 0 && p->n_columns <= MOST_COLUMNS);
    if (n != p->n_columns) {
        diag_add(p->d, DIAG_SYNTAX_CSV, start, NULL, "expected %zu cells as in the header, found %zu", p->n_columns, n);
        return;
    }
    struct tree *map = tree_make_map(p->arena, p->list, NULL, start);
    p->unbuilt = p->unbuilt ? p->unbuilt : map;
    tree_make_text(p->arena, map, "gpu_info", p->gpus, start);
    p->gpus_used = true;
    for (size_t i = 0; i < n; i++) {
        const struct origin at = {.file = p->file, .line = line, .col = cells[i].col};
        const char *text = arena_strndup(p->arena, cells[i].at, cells[i].n), *name = p->column[i];
        if (strcmp(name, "test") == 0)
            read_test(p, map, text, at);
        else if (strcmp(name, "t/s") == 0)
            read_speed(p, map, text, at);
        else if (strcmp(name, "params") == 0)
            read_params(p, map, text, at);
        else if (!tree_get(map, name))
            tree_make_text(p->arena, map, name, text, at);
    }
}

static void table_line(struct page *p, const char *at, size_t n, int line)
{
    struct cell cells[MOST_COLUMNS];
    const size_t count = split_cells(at, n, cells);
    if (is_head(cells, count)) {
        for (size_t i = 0; i < count; i++)
            p->column[i] = key_of(p->arena, &cells[i]);
        p->n_columns = count;
    } else if (p->n_columns && strspn(at, "|-: \t\r") < n)
        read_row(p, cells, count, line);
}

/* Returns the device's name in a line of llama.cpp's log that announces a device; NULL for other lines. The name ends
   at a comma with CUDA and ROCm, at a bar with Vulkan and at the end of the line with Metal. */
static const char *announced_device(struct arena *a, const char *line)
{
    const char *at = line + strspn(line, " \t");
    const bool cuda = str_starts(at, "Device "), vulkan = str_starts(at, "ggml_vulkan: "),
               metal = strstr(at, "ggml_metal") != NULL && strstr(at, "GPU name: ");
    if (metal)
        at = strstr(at, "GPU name: ") + strlen("GPU name: ");
    else if (cuda || vulkan) {
        const char *number = at + strlen(cuda ? "Device " : "ggml_vulkan: ");
        const size_t n = strspn(number, "0123456789");
        at = number + n;
        if (n == 0 || !str_starts(at, cuda ? ": " : " = "))
            return NULL;
        at += cuda ? 2 : 3;
    } else
        return NULL;
    at += strspn(at, " ");
    size_t n = strcspn(at, cuda ? "," : vulkan ? "|" : "");
    while (n > 0 && isspace((unsigned char)at[n - 1]))
        n--;
    return n ? arena_strndup(a, at, n) : NULL;
}

static void other_line(struct page *p, const char *text, int line)
{
    const struct origin at = {.file = p->file, .line = line, .col = 1};
    const char *gpu = announced_device(p->arena, text);
    p->n_columns = 0;
    if (gpu) {
        p->gpus = p->gpus && !p->gpus_used ? str_format(p->arena, "%s, %s", p->gpus, gpu) : gpu;
        p->gpus_used = false;
    }
    if (!str_starts(text, "build: "))
        return;
    for (; p->unbuilt; p->unbuilt = p->unbuilt->next)
        tree_make_text(p->arena, p->unbuilt, "build", text + strlen("build: "), at);
}

int bench_md_has(const char *text)
{
    for (const char *at = text; *at;) {
        const size_t n = strcspn(at, "\n");
        struct cell cells[MOST_COLUMNS];
        if (at[strspn(at, " \t")] == '|' && is_head(cells, split_cells(at, n, cells)))
            return true;
        at += n + (at[n] == '\n');
    }
    return false;
}

void bench_md_read(struct arena *a, struct diags *d, const char *file, const char *text, struct tree *list)
{
    struct page p = {.arena = a, .d = d, .file = file, .list = list};
    int line = 1;
    for (const char *at = text; *at; line++) {
        const size_t n = strcspn(at, "\n");
        if (at[strspn(at, " \t")] == '|')
            table_line(&p, at, n, line);
        else
            other_line(&p, arena_strndup(a, at, n > 0 && at[n - 1] == '\r' ? n - 1 : n), line);
        at += n + (at[n] == '\n');
    }
}
