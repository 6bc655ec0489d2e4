/* bench_kobold.c: the benchmark and its CSV have the same values by name; the console line has its own reader
   (bench_kobold_line.h). The benchmark is a request as well, so the console line before it says the same and is
   dropped.
*/
#include "bench_kobold.h"

#include "arena.h"
#include "bench_facts.h"
#include "bench_format.h"
#include "bench_kobold_line.h"
#include "bench_log.h"
#include "bench_timed.h"
#include "numtext.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

enum key {
    FLAGS,
    BACKEND,
    LAYERS,
    MODEL,
    MAX_CTX,
    GEN_AMOUNT,
    PROMPT_TIME,
    PROMPT_SPEED,
    GEN_TIME,
    GEN_SPEED,
    TOTAL_TIME,
    N_KEYS
};
static const char *const names[N_KEYS] = {"Flags",          "Backend",         "Layers",         "Model",
                                          "MaxCtx",         "GenAmount",       "ProcessingTime", "ProcessingSpeed",
                                          "GenerationTime", "GenerationSpeed", "TotalTime"};

struct block {
    int line; /* 0: none is open */
    const char *value[N_KEYS];
};

enum { MOST_CELLS = 32 };

struct page {
    const struct bench_format_text *t;
    struct bench_log log;
    struct block now;
    struct bench_kobold_line last; /* console line that no benchmark took yet; its line 0: none */
    double prompt_count;           /* of "Processing Prompt (N / N tokens)"; NAN: none */
    double gen_count;              /* of "Generating (N / M tokens)" */
    bool drafted;                  /* the request of the last console line was speculative */
    int column[MOST_CELLS];        /* of the CSV: key of each column */
    size_t n_columns;              /* 0: no CSV */
};

bool bench_kobold_has(const char *text)
{
    return strstr(text, "CtxLimit:") || (strstr(text, "ProcessingSpeed") && strstr(text, "MaxCtx")) ||
           strstr(text, "Time Taken - Processing");
}

/* ---- the benchmark ---- */

static double number_of(const char *text)
{
    double x = NAN;
    return text && bench_format_number(&text, &x) ? x : NAN;
}

static void set_backend(struct page *p, const char *library)
{
    static const char *const words[][2] = {
        {"hipblas", "ROCm"}, {"cublas", "CUDA"}, {"cuda", "CUDA"}, {"vulkan", "Vulkan"}, {"metal", "Metal"}};
    for (size_t i = 0; library && i < sizeof words / sizeof *words; i++)
        if (strstr(library, words[i][0])) {
            bench_facts_set(p->t->arena, p->log.facts, "backends", words[i][1]);
            return;
        }
}

/* Reads a flag of the command, written "FlashAttention=True" until 2024 and "'flashattention': True" since. */
static const char *flag(struct arena *a, const char *flags, const char *old, const char *fresh)
{
    const char *at = flags ? strstr(flags, old) : NULL;
    const size_t n = at ? strlen(old) : strlen(fresh);
    at = at ? at : flags ? strstr(flags, fresh) : NULL;
    return at ? arena_strndup(a, at + n, strcspn(at + n, ", )}")) : NULL;
}

static void set_flags(struct page *p, const char *flags)
{
    static const char *const caches[] = {"f16", "q8_0", "q4_0"};
    struct arena *a = p->t->arena;
    const char *flash = flag(a, flags, "FlashAttention=", "'flashattention': "),
               *batch = flag(a, flags, "BlasBatchSize=", "batchsize': "),
               *cache = flag(a, flags, "KvCache=", "'quantkv': "), *moe = flag(a, flags, "MoeCpu=", "'moecpu': ");
    if (flash)
        bench_facts_set(a, p->log.facts, "flash_attn", str_starts(flash, "True") ? "1" : "0");
    if (batch && number_of(batch) > 0)
        bench_facts_set(a, p->log.facts, "n_ubatch", batch);
    if (cache && cache[0] >= '0' && cache[0] <= '2' && !cache[1]) {
        bench_facts_set(a, p->log.facts, "type_k", caches[cache[0] - '0']);
        bench_facts_set(a, p->log.facts, "type_v", caches[cache[0] - '0']);
    }
    if (moe && number_of(moe) > 0)
        bench_facts_set(a, p->log.facts, "n_cpu_moe", moe);
}

static void add(struct page *p, int line, double prompt, double gen, double depth, double speed)
{
    if (isnan(speed))
        return;
    struct tree *map = bench_format_result(p->t, line, "koboldcpp", prompt, gen, depth, speed);
    tree_make_text(p->t->arena, map, "engine", "koboldcpp", map->at);
    tree_make_yes(p->t->arena, map, "backend_open", true, map->at);
    if (isnan(depth))
        tree_make_yes(p->t->arena, map, "depth_open", true, map->at);
    if (p->drafted && gen > 0)
        tree_make_text(p->t->arena, map, "flags", "speculative", map->at);
    bench_log_fill(&p->log, map);
}

static struct bench_timed timed(const char *text)
{
    return text ? bench_timed_number(&text) : (struct bench_timed){NAN, 0};
}

/* ---- the console ---- */

/* Ends the console line that waits: no benchmark followed it. */
static void end_console(struct page *p)
{
    const struct bench_kobold_line c = p->last;
    const struct origin at = {.file = p->t->file, .line = c.line, .col = 1};
    p->last.line = 0;
    if (!c.line)
        return;
    if (!isnan(c.prompt) && c.prompt > 1)
        add(p, c.line, c.prompt, 0, c.depth,
            bench_timed_speed(p->t, c.line, "the prompt", c.prompt, c.prompt_s, c.prompt_speed));
    else
        bench_format_leave(p->t, at,
                           isnan(c.prompt) ? "the time of the prompt is too short to tell its tokens"
                                           : "a prompt of one token is no prefill: the rest was in the cache");
    if (isnan(c.gen) || c.gen <= 1)
        bench_format_leave(p->t, at, "it is not clear how many tokens were generated, or it was one alone");
    else {
        const double depth = c.depth + c.prompt;
        add(p, c.line, 0, c.gen, isnan(c.context) ? depth : c.context - c.gen,
            bench_timed_speed(p->t, c.line, "the answer", c.gen, c.gen_s, c.gen_speed));
    }
}

/* ---- the end of a benchmark ---- */

/* Is the console line that of a benchmark which fills the cache? */
static bool same_request(const struct bench_kobold_line *c, double most, double gen)
{
    return c->line && fabs(c->gen - gen) < 1 && fabs(c->context - most) <= 0.01 * most;
}

static void end_block(struct page *p)
{
    const struct block b = p->now;
    const double most = number_of(b.value[MAX_CTX]), gen = number_of(b.value[GEN_AMOUNT]),
                 layers = number_of(b.value[LAYERS]);
    p->now = (struct block){0};
    if (!b.line || (!b.value[PROMPT_SPEED] && !b.value[GEN_SPEED]))
        return;
    if (same_request(&p->last, most, gen))
        p->last.line = 0;
    end_console(p);
    if (!(gen > 0) || !(most > gen)) {
        bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = b.line, .col = 1},
                           "expected MaxCtx above GenAmount, which is above 0");
        return;
    }
    set_backend(p, b.value[BACKEND]);
    set_flags(p, b.value[FLAGS]);
    bench_facts_set(p->t->arena, p->log.facts, "model_filename", b.value[MODEL]);
    if (layers >= 0)
        bench_facts_set(p->t->arena, p->log.facts, "n_gpu_layers", str_format(p->t->arena, "%.0f", layers));
    if (b.value[PROMPT_SPEED])
        add(p, b.line, most - gen, 0, 0,
            bench_timed_speed(p->t, b.line, "the prompt", most - gen, timed(b.value[PROMPT_TIME]),
                              timed(b.value[PROMPT_SPEED])));
    if (b.value[GEN_SPEED])
        add(p, b.line, 0, gen, most - gen,
            bench_timed_speed(p->t, b.line, "the answer", gen, timed(b.value[GEN_TIME]), timed(b.value[GEN_SPEED])));
}

/* ---- lines ---- */

/* Returns the key that the line states, and its value; N_KEYS: none. */
static enum key key_of(struct arena *a, const char *line, const char **value)
{
    const char *at = bench_log_bare(line);
    for (int i = 0; i < N_KEYS; i++) {
        const size_t n = strlen(names[i]);
        if (!str_starts(at, names[i]) || at[n] != ':')
            continue;
        const char *from = at + n + 1 + strspn(at + n + 1, " ");
        size_t length = strlen(from);
        while (length > 0 && strchr(" \t\r", from[length - 1]))
            length--;
        *value = arena_strndup(a, from, length);
        return (enum key)i;
    }
    return N_KEYS;
}

/* Cuts a line of CSV into cells, without the quotes around them. */
static size_t cells_of(struct arena *a, const char *line, const char *cell[MOST_CELLS])
{
    size_t n = 0;
    for (const char *at = line; at && n < MOST_CELLS;) {
        struct str out = str_new(a);
        bool quoted = false;
        for (; *at && (quoted || *at != ','); at++) {
            if (*at == '"')
                quoted = !quoted;
            else
                str_addn(&out, at, 1);
        }
        cell[n++] = out.text;
        at = *at == ',' ? at + 1 : NULL;
    }
    return n;
}

static bool csv_head(struct page *p, const char *line)
{
    const char *cell[MOST_CELLS];
    if (!strstr(line, "ProcessingSpeed,") && !strstr(line, ",ProcessingSpeed"))
        return false;
    p->n_columns = cells_of(p->t->arena, line, cell);
    for (size_t i = 0; i < p->n_columns; i++) {
        p->column[i] = N_KEYS;
        for (int k = 0; k < N_KEYS; k++)
            if (strcmp(cell[i] + strspn(cell[i], " "), names[k]) == 0)
                p->column[i] = k;
    }
    return true;
}

static void csv_row(struct page *p, const char *line, int number)
{
    const char *cell[MOST_CELLS];
    const size_t n = cells_of(p->t->arena, line, cell);
    bool whole = n <= p->n_columns; /* the last cells may stand in the next line: the answer, the flags */
    for (size_t i = n; i < p->n_columns; i++)
        whole &= p->column[i] == N_KEYS || p->column[i] == FLAGS;
    if (!whole) {
        if (n > p->n_columns / 2)
            bench_format_leave(
                p->t, (struct origin){.file = p->t->file, .line = number, .col = 1},
                str_format(p->t->arena, "the head of the CSV has %zu cells and this row %zu", p->n_columns, n));
        return;
    }
    p->now = (struct block){.line = number};
    for (size_t i = 0; i < n; i++)
        if (p->column[i] < N_KEYS)
            p->now.value[p->column[i]] = cell[i];
    end_block(p);
}

static void block_line(struct page *p, enum key key, const char *value, int number)
{
    if (p->now.value[key])
        end_block(p);
    if (!p->now.line)
        p->now.line = number;
    p->now.value[key] = value;
    if (key == TOTAL_TIME)
        end_block(p);
}

static void read_line(struct page *p, const char *line, int number)
{
    const char *value;
    const enum key key = key_of(p->t->arena, line, &value);
    const double asked = bench_kobold_line_count(line, "Processing Prompt"),
                 answered = bench_kobold_line_count(line, "Generating");
    p->prompt_count = isnan(asked) ? p->prompt_count : asked;
    p->gen_count = isnan(answered) ? p->gen_count : answered;
    p->drafted |= strstr(line, "Draft Results") != NULL;
    if (csv_head(p, line))
        return;
    if (p->n_columns > 0 && strchr(line, ',') && !strstr(line, "CtxLimit:"))
        csv_row(p, line, number);
    else if (key < N_KEYS)
        block_line(p, key, value, number);
    else if (bench_kobold_line_is(line)) {
        end_console(p);
        p->drafted = false;
        if (!bench_kobold_line_read(line, number, p->prompt_count, p->gen_count, &p->last))
            bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = number, .col = 1},
                               "expected the times of the prompt and of the answer");
        p->prompt_count = p->gen_count = NAN;
    } else
        bench_log_line(&p->log, line);
}

void bench_kobold_read(const struct bench_format_text *t)
{
    struct page p = {.t = t, .log = bench_log_new(t->arena), .prompt_count = NAN, .gen_count = NAN};
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    for (const char *raw = bench_format_next(t->arena, &lines); raw; raw = bench_format_next(t->arena, &lines))
        read_line(&p, bench_log_plain(t->arena, raw), lines.number);
    end_block(&p);
    end_console(&p);
}
