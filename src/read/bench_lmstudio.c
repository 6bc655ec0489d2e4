#include "bench_lmstudio.h"

#include "arena.h"
#include "bench_format.h"
#include "str.h"
#include "tree_make.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static const struct bench_timed nothing = {NAN, 0};

struct bench_lmstudio bench_lmstudio_none(int line)
{
    return (struct bench_lmstudio){line, NAN, NAN, nothing, nothing, nothing, false};
}

static struct tree *add(const struct bench_format_text *t, const struct bench_lmstudio *r, const char *model,
                        double prompt, double gen, double depth, double speed)
{
    struct tree *map = bench_format_result(t, r->line, "LM Studio", prompt, gen, depth, speed);
    tree_make_text(t->arena, map, "engine", "lmstudio", map->at);
    tree_make_text(t->arena, map, "model_filename", model, map->at);
    return map;
}

void bench_lmstudio_add(const struct bench_format_text *t, const struct bench_lmstudio *r, const char *model)
{
    struct tree *map;
    if (r->prompt > 1 && r->first_s.x > 0) {
        map = add(t, r, model, r->prompt, 0, 0, r->prompt / r->first_s.x);
        tree_make_text(t->arena, map, "flags", r->drafted ? "speculative;wall-clock" : "wall-clock", map->at);
    }
    if (!(r->gen > 1)) {
        bench_format_leave(t, (struct origin){.file = t->file, .line = r->line, .col = 1},
                           "the statistics do not state how many tokens were generated, or only one was");
        return;
    }
    const double speed = bench_timed_speed(t, r->line, "the answer", r->gen, r->gen_s, r->speed);
    if (isnan(speed))
        return;
    map = add(t, r, model, 0, r->gen, r->prompt, speed);
    if (isnan(r->prompt))
        tree_make_yes(t->arena, map, "depth_open", true, map->at);
    if (r->drafted)
        tree_make_text(t->arena, map, "flags", "speculative", map->at);
}

/* ---- text ---- */

bool bench_lmstudio_has(const char *text)
{
    return (strstr(text, "tok/sec") && strstr(text, "to first token")) ||
           (strstr(text, "Tokens/Second:") && strstr(text, "Time to First Token:"));
}

/* Returns the number before the phrase in the line; NAN: not there. Unit 's' may stand between. */
static struct bench_timed before(const char *line, const char *phrase)
{
    const char *at = strstr(line, phrase), *from = at;
    while (from && from > line && strchr(" s", from[-1]))
        from--;
    while (from && from > line && strchr("0123456789.,", from[-1]))
        from--;
    return from && from < at ? bench_timed_number(&from) : nothing;
}

/* Takes up a value that the line states, unless it is NAN. Returns whether it had one. */
static bool take(struct bench_timed *to, struct bench_timed value)
{
    if (isnan(value.x))
        return false;
    *to = value;
    return true;
}

static bool take_count(double *to, double value)
{
    if (isnan(value))
        return false;
    *to = value;
    return true;
}

/* Takes up what the line says. Returns whether it says anything. */
static bool read_line(struct bench_lmstudio *r, const char *line)
{
    bool said = take(&r->first_s, before(line, " to first token"));
    said |= take(&r->first_s, bench_timed_after(line, "Time to First Token"));
    said |= take_count(&r->prompt, bench_format_after(line, "Prompt Tokens"));
    said |= take_count(&r->gen, bench_format_after(line, "Predicted Tokens"));
    const bool bare = !strstr(line, "Tokens:") && !strstr(line, "Context");
    said |= bare && take_count(&r->gen, before(line, " tokens").x);
    r->drafted |= strstr(line, "Accepted Draft Tokens") || strstr(line, "accepted draft tokens");
    return said;
}

void bench_lmstudio_read(const struct bench_format_text *t)
{
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    struct bench_lmstudio now = bench_lmstudio_none(0);
    for (const char *line = bench_format_next(t->arena, &lines); line; line = bench_format_next(t->arena, &lines)) {
        struct bench_timed speed = before(line, "tok/sec");
        if (isnan(speed.x))
            speed = bench_timed_after(line, "Tokens/Second");
        if (!isnan(speed.x)) {
            if (now.line)
                bench_lmstudio_add(t, &now, NULL);
            now = bench_lmstudio_none(lines.number);
            now.speed = speed;
        }
        if (now.line)
            read_line(&now, line);
    }
    if (now.line)
        bench_lmstudio_add(t, &now, NULL);
}
