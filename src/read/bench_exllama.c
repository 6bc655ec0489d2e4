#include "bench_exllama.h"

#include "arena.h"
#include "bench_facts.h"
#include "bench_format.h"
#include "bench_log.h"
#include "bench_timed.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

struct page {
    const struct bench_format_text *t;
    struct bench_log log;
};

/* eval/perf.py generates so many tokens at each depth. */
enum { PERF_TOKENS = 100 };

static const char *const metrics = " tokens generated in ";

/* Is one of the lines of test_inference.py in the text, " ** Length   128 tokens: ..."? */
static bool has_v2(const char *text, const char *word)
{
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
        const char *rest = at + strlen(word);
        rest += strspn(rest, " 0123456789+");
        if (str_starts(rest, "tokens: "))
            return true;
    }
    return false;
}

bool bench_exllama_has(const char *text)
{
    return has_v2(text, "** Position ") || has_v2(text, "** Length ") ||
           (strstr(text, metrics) && strstr(text, "Metrics")) ||
           (strstr(text, "Length ") && strstr(text, "Context ") && strstr(text, " tokens/s") &&
            strstr(text, "Prefill:")) ||
           (strstr(text, "Response generated in ") && strstr(text, "tokens/second"));
}

static void leave(const struct page *p, int line, const char *why)
{
    bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = line, .col = 1}, why);
}

static void add(struct page *p, int line, const char *engine, const char *program, double prompt, double gen,
                double depth, double speed, bool drafted)
{
    if (!(speed > 0)) {
        leave(p, line, "the result has no speed above 0");
        return;
    }
    struct tree *map = bench_format_result(p->t, line, program, prompt, gen, depth, speed);
    tree_make_text(p->t->arena, map, "engine", engine, map->at);
    if (drafted)
        tree_make_text(p->t->arena, map, "flags", "speculative", map->at);
    bench_log_fill(&p->log, map);
}

/* ---- tables ---- */

/* Reads " ** Position   128 + 128 tokens:  7.03 t/s" and " ** Length   128 tokens: 154.06 t/s". */
static void v2_line(struct page *p, const char *line, int number)
{
    const char *at = strstr(line, "** Position "), *length = strstr(line, "** Length ");
    double first = NAN, tokens = NAN;
    if (!at && !length)
        return;
    at += at ? strlen("** Position ") : 0;
    length += length ? strlen("** Length ") : 0;
    bool good = at ? bench_format_number(&at, &first) : bench_format_number(&length, &tokens);
    if (good && at) {
        at += strspn(at, " +");
        good = bench_format_number(&at, &tokens);
    }
    const double speed = bench_format_after(line, "tokens:");
    if (!good || isnan(speed))
        leave(p, number, "expected a line like \"** Position   128 + 128 tokens:    7.0301 t/s\"");
    else if (length)
        add(p, number, "exllamav2", "test_inference.py -ps", tokens, 0, 0, speed, false);
    else
        add(p, number, "exllamav2", "test_inference.py -s", 0, tokens, first, speed, false);
}

/* Reads "Length     256:   1000.00 tokens/s" and "Context      0:     50.10 tokens/s". */
static void v3_line(struct page *p, const char *line, int number)
{
    const char *bare = bench_log_bare(line);
    const bool prefill = str_starts(bare, "Length "), decode = str_starts(bare, "Context ");
    const char *at = bare + (prefill ? strlen("Length ") : strlen("Context "));
    double tokens = NAN, speed = NAN;
    if ((!prefill && !decode) || !strstr(bare, "tokens/s"))
        return;
    bool good = bench_format_number(&at, &tokens);
    at += strspn(at, " ");
    if (good && *at == ':') {
        at++;
        good = bench_format_number(&at, &speed);
    } else
        good = false;
    if (!good)
        leave(p, number, "expected a line like \"Length     256:   1000.00 tokens/s\"");
    else
        add(p, number, "exllamav3", "perf.py", prefill ? tokens : 0, prefill ? 0 : PERF_TOKENS, prefill ? 0 : tokens,
            speed, false);
}

/* ---- requests ---- */

/* Does the whole time contradict its parts? Queue, prompt and answer make it, with or without the queue. */
static bool contradicts(struct bench_timed whole, double parts_s, double queue_s)
{
    const double slack = 0.02 * whole.x + whole.half + 0.01;
    return whole.x > 0 && fabs(whole.x - parts_s) > slack && fabs(whole.x - parts_s - queue_s) > slack;
}

static double or_0(double x)
{
    return isnan(x) ? 0 : x;
}

static void metrics_line(struct page *p, const char *text, int number)
{
    const char *middle = strstr(text, metrics), *from = middle;
    while (from > text && strchr("0123456789,", from[-1]))
        from--;
    double gen = NAN, fresh = NAN;
    const char *process = strstr(text, "Process:"), *at = process ? strstr(process, "cached tokens and") : NULL;
    const double cached = process ? bench_format_after(process, "Process:") : NAN;
    const struct bench_timed whole = bench_timed_after(text, metrics);
    const double prompt_speed = process ? bench_format_after(process, "new tokens at") : NAN,
                 gen_speed = bench_format_after(text, "Generate:");
    at += at ? strlen("cached tokens and") : 0;
    if (!bench_format_number(&from, &gen) || !at || !bench_format_number(&at, &fresh) || isnan(cached) ||
        isnan(gen_speed)) {
        leave(p, number, "the line does not state the cached and new tokens of the prompt and the speed of the answer");
        return;
    }
    const double prompt_s = prompt_speed > 0 ? fresh / prompt_speed : 0, gen_s = gen / gen_speed;
    if (contradicts(whole, prompt_s + gen_s, or_0(bench_format_after(text, "Queue:")))) {
        leave(p, number,
              str_format(p->t->arena, "prompt and answer take %.4g s at the stated speeds, and the line says %.4g s",
                         prompt_s + gen_s, whole.x));
        return;
    }
    const bool drafted = strstr(text, "Draft:") != NULL;
    if (fresh > 1 && !isnan(prompt_speed))
        add(p, number, "tabbyapi", "TabbyAPI", fresh, 0, cached, prompt_speed, drafted);
    else
        leave(p, number, "a prompt of one token is no prefill: the rest was in the cache");
    if (gen > 1)
        add(p, number, "tabbyapi", "TabbyAPI", 0, gen, cached + fresh, gen_speed, drafted);
    else
        leave(p, number, "one generated token is too few for a speed");
}

/* Returns the line with those after it that a narrow console broke it into. */
static const char *whole_line(struct page *p, const char *line, struct bench_format_lines *lines)
{
    enum { MOST_PARTS = 4 };
    struct str all = str_new(p->t->arena);
    str_add(&all, line);
    for (int i = 1; i < MOST_PARTS && !(strstr(all.text, "Generate:") && strchr(strstr(all.text, "Generate:"), ')'));
         i++) {
        struct bench_format_lines ahead = *lines;
        const char *next = bench_format_next(p->t->arena, &ahead);
        if (!next || strstr(next, metrics))
            break;
        *lines = ahead;
        const char *plain = bench_log_plain(p->t->arena, next);
        str_addf(&all, " %s", plain + strspn(plain, " \t"));
    }
    return all.text;
}

static void model_line(struct page *p, const char *line)
{
    const char *at = strstr(line, "-- Model: ");
    if (!at)
        return;
    at += strlen("-- Model: ");
    size_t n = strlen(at);
    while (n > 0 && strchr(" \t/\\", at[n - 1]))
        n--;
    if (n > 0)
        bench_facts_set(p->t->arena, p->log.facts, "model_filename", arena_strndup(p->t->arena, at, n));
}

void bench_exllama_read(const struct bench_format_text *t)
{
    struct page p = {.t = t, .log = bench_log_new(t->arena)};
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    for (const char *raw = bench_format_next(t->arena, &lines); raw; raw = bench_format_next(t->arena, &lines)) {
        const char *line = bench_log_plain(t->arena, raw);
        const int number = lines.number;
        if (strstr(line, metrics) && strstr(line, "Metrics")) {
            metrics_line(&p, whole_line(&p, line, &lines), number);
            continue;
        }
        bench_log_line(&p.log, line);
        model_line(&p, line);
        v2_line(&p, line, number);
        v3_line(&p, line, number);
        if (strstr(line, "Response generated in ") && strstr(line, "tokens/second"))
            leave(&p, number, "the time of the answer includes that of its prompt, whose tokens are not stated");
    }
}
