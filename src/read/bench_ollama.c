#include "bench_ollama.h"

#include "arena.h"
#include "bench_format.h"
#include "bench_log.h"
#include "bench_timed.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

static const struct bench_timed nothing = {NAN, 0};

static void add(const struct bench_format_text *t, struct bench_log *log, int line, const char *model, double prompt,
                double gen, double depth, double speed)
{
    if (isnan(speed))
        return;
    struct tree *map = bench_format_result(t, line, "ollama", prompt, gen, depth, speed);
    tree_make_text(t->arena, map, "engine", "ollama", map->at);
    tree_make_text(t->arena, map, "flags", "wall-clock", map->at);
    tree_make_text(t->arena, map, "model_filename", model, map->at);
    if (isnan(depth))
        tree_make_yes(t->arena, map, "depth_open", true, map->at);
    if (log)
        bench_log_fill(log, map);
}

void bench_ollama_add(const struct bench_format_text *t, struct bench_log *log, const struct bench_ollama *r,
                      const char *model)
{
    const struct origin at = {.file = t->file, .line = r->line, .col = 1};
    if (r->prompt > 1)
        add(t, log, r->line, model, r->prompt, 0, 0,
            bench_timed_speed(t, r->line, "the prompt", r->prompt, r->prompt_s, r->prompt_speed));
    else if (r->prompt > 0)
        bench_format_leave(t, at, "a prompt of one token is no prefill: the rest was in the cache");
    if (r->gen > 1)
        add(t, log, r->line, model, 0, r->gen, r->prompt,
            bench_timed_speed(t, r->line, "the answer", r->gen, r->gen_s, r->gen_speed));
    else
        bench_format_leave(t, at,
                           r->gen > 0 ? "one generated token is too few for a speed"
                                      : "the answer has no eval count, so its tokens are not known");
}

/* ---- lines ---- */

enum key { TOTAL, PROMPT_COUNT, PROMPT_DURATION, PROMPT_RATE, COUNT, DURATION, RATE, N_KEYS };

/* Returns what the line states, and sets *value to the text behind the colon; N_KEYS: something else. */
static enum key key_of(const char *line, const char **value)
{
    static const char *const words[N_KEYS] = {"total duration",   "prompt eval count", "prompt eval duration",
                                              "prompt eval rate", "eval count",        "eval duration",
                                              "eval rate"};
    const char *at = bench_log_bare(line);
    for (int i = 0; i < N_KEYS; i++) {
        const size_t n = strlen(words[i]);
        const char *rest = at + n;
        if (!str_starts(at, words[i]))
            continue;
        rest += strspn(rest, " *`");
        if (*rest != ':' && *rest != '|' && *rest != '=')
            continue;
        *value = rest + 1 + strspn(rest + 1, " \t*`");
        return (enum key)i;
    }
    return N_KEYS;
}

bool bench_ollama_has(const char *text)
{
    for (const char *at = strstr(text, "eval rate"); at; at = strstr(at + 1, "eval rate")) {
        const char *rest = at + strlen("eval rate");
        if (rest[strspn(rest, " *`")] == ':' || rest[strspn(rest, " *`")] == '|')
            return true;
    }
    return false;
}

static struct bench_ollama blank(int line)
{
    return (struct bench_ollama){line, NAN, NAN, nothing, nothing, nothing, nothing};
}

/* Takes up the value of a line. */
static void take(struct bench_ollama *r, enum key key, const char *value)
{
    if (key == PROMPT_COUNT)
        r->prompt = bench_timed_number(&value).x;
    else if (key == PROMPT_DURATION)
        r->prompt_s = bench_timed_seconds(&value);
    else if (key == PROMPT_RATE)
        r->prompt_speed = bench_timed_number(&value);
    else if (key == COUNT)
        r->gen = bench_timed_number(&value).x;
    else if (key == DURATION)
        r->gen_s = bench_timed_seconds(&value);
    else if (key == RATE)
        r->gen_speed = bench_timed_number(&value);
}

void bench_ollama_read(const struct bench_format_text *t)
{
    struct bench_log log = bench_log_new(t->arena);
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    struct bench_ollama now = blank(1);
    bool open = false;
    int seen[N_KEYS] = {0};
    for (const char *raw = bench_format_next(t->arena, &lines); raw; raw = bench_format_next(t->arena, &lines)) {
        const char *line = bench_log_plain(t->arena, raw), *value;
        const enum key key = key_of(line, &value);
        if (key == N_KEYS) {
            bench_log_line(&log, line);
            continue;
        }
        if (open && (key == TOTAL || seen[key])) {
            bench_ollama_add(t, &log, &now, NULL);
            open = false;
        }
        if (!open) {
            now = blank(lines.number);
            memset(seen, 0, sizeof seen);
        }
        open |= key != TOTAL;
        seen[key] = 1;
        take(&now, key, value);
    }
    if (open)
        bench_ollama_add(t, &log, &now, NULL);
}
