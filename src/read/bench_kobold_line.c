#include "bench_kobold_line.h"

#include "bench_format.h"
#include "str.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Most that rounding of the time may hide of the number of tokens. */
static const double most_frac = 0.02;

bool bench_kobold_line_is(const char *text)
{
    return (strstr(text, "CtxLimit:") && strstr(text, "Process")) || strstr(text, "Time Taken - Processing");
}

double bench_kobold_line_count(const char *text, const char *word)
{
    double x = NAN;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
        const char *open = strchr(at, '('), *tokens = strstr(at, " tokens)");
        const char *from = open && tokens && open < tokens ? open + 1 : NULL;
        if (from)
            bench_format_number(&from, &x);
    }
    return x;
}

/* Reads "16.32s (11.0ms/T = 91.03T/s)" or "2181 in 0.68s (3212.08T/s)" behind a word. Returns false when there is no
   such time. */
static bool read_part(const char *text, const char *word, double *tokens, struct bench_timed *seconds,
                      struct bench_timed *speed)
{
    const char *at = strstr(text, word);
    if (!at)
        return false;
    at += strlen(word);
    const char *stop = at + strcspn(at, ")");
    struct bench_timed n = bench_timed_number(&at);
    if (*at == '/') { /* Generated:32/64 in */
        at++;
        bench_timed_number(&at);
    }
    const char *in = at + strspn(at, " ");
    if (str_starts(in, "in ")) {
        *tokens = n.x;
        at = in + strlen("in ");
        n = bench_timed_number(&at);
    }
    *seconds = n;
    const char *per = strstr(at, "T/s"), *from = per && per < stop ? per : at;
    while (from > at && strchr("0123456789.", from[-1]))
        from--;
    *speed = per && per < stop ? bench_timed_number(&from) : (struct bench_timed){NAN, 0};
    return !isnan(n.x) && *at == 's';
}

/* Returns the tokens that a time and a speed make; NAN: rounding hides too much of them. */
static double counted(struct bench_timed seconds, struct bench_timed speed)
{
    if (!(seconds.x > 0) || !(speed.x > 0) || seconds.half > most_frac * seconds.x)
        return NAN;
    return round(seconds.x * speed.x);
}

/* Sets the tokens of the prompt: all that are in the cache but the answer, unless the time says that a part was there
   before. */
static void set_prompt(struct bench_kobold_line *c)
{
    const double all = c->context - c->gen, made = counted(c->prompt_s, c->prompt_speed);
    const double slack = c->prompt_s.half * c->prompt_speed.x + 0.001 * all + 2;
    if (isnan(c->prompt) && !isnan(all) && c->prompt_speed.x > 0 &&
        fabs(c->prompt_s.x * c->prompt_speed.x - all) <= slack)
        c->prompt = all;
    if (isnan(c->prompt))
        c->prompt = made;
    c->depth = isnan(all) ? 0 : fmax(0, all - c->prompt);
}

bool bench_kobold_line_read(const char *text, int line, double prompt, double gen, struct bench_kobold_line *out)
{
    const bool old = strstr(text, "Time Taken") != NULL;
    *out = (struct bench_kobold_line){.line = line, .context = NAN, .prompt = prompt, .gen = gen};
    if (!read_part(text,
                   old                          ? "Processing:"
                   : strstr(text, "Processed:") ? "Processed:"
                                                : "Process:",
                   &out->prompt, &out->prompt_s, &out->prompt_speed) ||
        !read_part(text,
                   old                          ? "Generation:"
                   : strstr(text, "Generated:") ? "Generated:"
                                                : "Generate:",
                   &out->gen, &out->gen_s, &out->gen_speed)) {
        out->line = 0;
        return false;
    }
    out->context = bench_format_after(text, "CtxLimit");
    const double amount = bench_format_after(text, "Amt");
    out->gen = isnan(amount) ? out->gen : amount;
    if (isnan(out->gen))
        out->gen = counted(out->gen_s, out->gen_speed);
    set_prompt(out);
    return true;
}
