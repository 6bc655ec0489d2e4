#include "bench_timings.h"

#include "arena.h"
#include "bench_format.h"
#include "bench_log.h"
#include "bench_slots.h"
#include "diag.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

/* What a section of a log is of; its timings are no prefill and decode of one sequence. */
enum section { PLAIN, AFTER_TABLE, SPECULATIVE_EXAMPLE, PERPLEXITY };

struct page {
    const struct bench_format_text *t;
    struct bench_log log;
    struct bench_slots slots;
    struct bench_request now;
    bool open;    /* now holds something */
    bool overlap; /* another request ran at the same time */
    enum section section;
    int uncertain; /* requests of a server whose cache is not known */
};

struct bench_request bench_timings_none(int line, const char *program)
{
    const struct bench_timed no = {NAN, 0};
    return (struct bench_request){line, program, NULL, NAN, NAN, NAN, no, no, no, no, false};
}

/* ---- results ---- */

static int add(const struct bench_format_text *t, struct bench_log *log, const struct bench_request *r, double prompt,
               double gen, double depth, double speed)
{
    if (isnan(speed))
        return 0;
    struct tree *map = bench_format_result(t, r->line, r->program, prompt, gen, depth, speed);
    if (r->drafted)
        tree_make_text(t->arena, map, "flags", "speculative", map->at);
    tree_make_text(t->arena, map, "engine", r->engine, map->at);
    if (!r->engine)
        tree_make_yes(t->arena, map, "backend_open", true, map->at);
    if (gen > 0 && isnan(depth))
        tree_make_yes(t->arena, map, "depth_open", true, map->at);
    if (log)
        bench_log_fill(log, map);
    return 1;
}

int bench_timings_add(const struct bench_format_text *t, struct bench_log *log, const struct bench_request *r)
{
    const struct origin at = {.file = t->file, .line = r->line, .col = 1};
    const double cached = isnan(r->cached) ? 0 : r->cached;
    int n = 0;
    if (r->prompt > 1)
        n += add(t, log, r, r->prompt, 0, cached,
                 bench_timed_speed(t, r->line, "the prompt", r->prompt, r->prompt_s, r->prompt_speed));
    else if (r->prompt > 0)
        bench_format_leave(t, at, "a prompt of one token is no prefill: the rest was in the cache");
    if (r->gen > 1)
        n += add(t, log, r, 0, r->gen, isnan(r->prompt) ? r->cached : cached + r->prompt,
                 bench_timed_speed(t, r->line, "the answer", r->gen, r->gen_s, r->gen_speed));
    else if (r->gen > 0)
        bench_format_leave(t, at, "one generated token is too few for a speed");
    return n;
}

/* ---- lines ---- */

static const char *const prompt_words = "prompt eval time", *const gen_words = "eval time";

/* Reads "= 500.00 ms / 1000 tokens (0.50 ms per token, 2000.00 tokens per second)". Returns false when it is not such
   a line. */
static bool read_timing(const char *at, double *tokens, struct bench_timed *seconds, struct bench_timed *speed)
{
    at += strspn(at, " \t");
    if (*at != '=' && *at != ':')
        return false;
    at++;
    *seconds = bench_timed_times(bench_timed_number(&at), 1e-3);
    at += strspn(at, " ");
    if (isnan(seconds->x) || !str_starts(at, "ms"))
        return false;
    at += strlen("ms");
    at += strspn(at, " ");
    if (*at != '/')
        return false;
    at++;
    *tokens = bench_timed_number(&at).x;
    const char *second = strstr(at, " tokens per second"), *from = second;
    while (from && from > at && strchr("0123456789.,", from[-1]))
        from--;
    *speed = from && from < second ? bench_timed_number(&from) : (struct bench_timed){NAN, 0};
    return !isnan(*tokens);
}

bool bench_timings_has(const char *text)
{
    double tokens;
    struct bench_timed seconds, speed;
    if (strstr(text, "CtxLimit:")) /* koboldcpp, which prints them as well */
        return false;
    for (const char *at = strstr(text, gen_words); at; at = strstr(at + 1, gen_words))
        if (read_timing(at + strlen(gen_words), &tokens, &seconds, &speed))
            return true;
    return false;
}

static void leave(const struct page *p, const char *why)
{
    bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = p->now.line, .col = 1}, why);
}

/* Ends the request that is open. */
static void flush(struct page *p)
{
    if (!p->open)
        return;
    p->open = false;
    if (p->overlap)
        leave(p, "another request ran at the same time, so these are not the speeds of one");
    else if (p->section == SPECULATIVE_EXAMPLE)
        leave(p, "the timings of llama-speculative mix drafting, checking and prompts");
    else if (p->section == PERPLEXITY)
        leave(p, "the prompt is a text that was cut into parts, so its depth is not known");
    else if (p->section == PLAIN) {
        if (bench_timings_add(p->t, &p->log, &p->now) > 0 && p->slots.server && isnan(p->now.cached) &&
            ++p->uncertain == 2)
            diag_add(p->t->d, DIAG_NAME_OPEN, (struct origin){.file = p->t->file, .line = p->now.line, .col = 1}, NULL,
                     "the log does not say how many tokens were in the cache before each request: none are assumed");
    }
}

/* Begins a request unless the line belongs to the one that is open. */
static void begin(struct page *p, int line)
{
    flush(p);
    p->now = bench_timings_none(line, p->slots.server ? "llama-server" : "llama.cpp timings");
    p->now.cached = bench_slots_cached(&p->slots);
    p->overlap = bench_slots_overlap(&p->slots);
    p->open = true;
}

/* Are the timings those of the whole run of a benchmark, whose table has them row by row? */
static bool sums_up(const struct page *p, const char *line)
{
    return p->section == AFTER_TABLE && !p->slots.server && !strstr(line, "slot ");
}

static void timing_line(struct page *p, const char *line, int number)
{
    const char *prompt = strstr(line, prompt_words), *gen = prompt ? NULL : strstr(line, gen_words);
    double tokens;
    struct bench_timed seconds, speed;
    if (sums_up(p, line))
        return;
    if (!read_timing(prompt ? prompt + strlen(prompt_words) : gen + strlen(gen_words), &tokens, &seconds, &speed)) {
        bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = number, .col = 1},
                           "expected a time and tokens, as in \"eval time = 4000.00 ms / 200 tokens\"");
        return;
    }
    if (prompt || !p->open || !isnan(p->now.gen))
        begin(p, number);
    if (prompt) {
        p->now.prompt = tokens;
        p->now.prompt_s = seconds;
        p->now.prompt_speed = speed;
    } else {
        p->now.gen = tokens;
        p->now.gen_s = seconds;
        p->now.gen_speed = speed;
    }
}

static void section_line(struct page *p, const char *line)
{
    const char *bare = line + strspn(line, " \t>");
    if (strstr(line, "N_KV") || strstr(line, "S_PP t/s"))
        p->section = AFTER_TABLE;
    else if (strcmp(bare, "draft:") == 0 || strcmp(bare, "target:") == 0 || str_starts(bare, "n_drafted"))
        p->section = SPECULATIVE_EXAMPLE;
    else if (strstr(line, "perplexity: calculating") || strstr(line, "compute_imatrix:") ||
             strstr(line, "kl_divergence:"))
        p->section = PERPLEXITY;
    else if (strstr(line, "print_info: arch") || strstr(line, "print_meta: arch"))
        p->section = PLAIN;
}

static bool is_timing(const char *line)
{
    const char *at = strstr(line, gen_words);
    at += at ? strlen(gen_words) : 0;
    return at && at[strspn(at, " ")] == '=' && strstr(at, " ms");
}

/* A line with speeds alone, as llama-cli prints since 2026: "[ Prompt: 125.6 t/s | Generation: 45.3 t/s ]". */
static void bare_speeds(struct page *p, const char *line, int number)
{
    if (strstr(line, "Prompt:") && strstr(line, "Generation:") && strstr(line, "t/s ") && strchr(line, '['))
        bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = number, .col = 1},
                           "the line has speeds but no numbers of tokens");
}

void bench_timings_read(const struct bench_format_text *t)
{
    struct page p = {.t = t, .log = bench_log_new(t->arena)};
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    bench_slots_start(&p.slots);
    for (const char *raw = bench_format_next(t->arena, &lines); raw; raw = bench_format_next(t->arena, &lines)) {
        const char *line = bench_log_plain(t->arena, raw);
        bench_slots_line(&p.slots, line, p.open);
        if (is_timing(line)) {
            timing_line(&p, line, lines.number);
            continue;
        }
        if (p.open && strstr(line, "draft acceptance"))
            p.now.drafted = true;
        else if (p.open && !isnan(p.now.gen) && !strstr(line, "total time") && !strstr(line, "graphs reused") && *line)
            flush(&p);
        bare_speeds(&p, line, lines.number);
        if (bench_log_line(&p.log, line))
            p.section = PLAIN;
        section_line(&p, line);
    }
    flush(&p);
}
