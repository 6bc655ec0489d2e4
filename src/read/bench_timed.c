#include "bench_timed.h"

#include "bench_format.h"
#include "arena.h"
#include "str.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Most that a speed may differ from its own tokens and time, beyond what rounding hides. */
static const double most_frac = 0.02;

struct bench_timed bench_timed_number(const char **at)
{
    struct bench_timed n = {NAN, 0};
    const char *from = *at;
    if (!bench_format_number(at, &n.x))
        return (struct bench_timed){NAN, 0};
    const char *point = memchr(from, '.', (size_t)(*at - from));
    n.half = point && *at - point > 1 ? 0.5 * pow(10, -(double)(*at - point - 1)) : 0;
    return n;
}

struct bench_timed bench_timed_after(const char *line, const char *phrase)
{
    const char *at = strstr(line, phrase);
    if (!at)
        return (struct bench_timed){NAN, 0};
    at += strlen(phrase);
    at += strspn(at, " \t:=");
    return bench_timed_number(&at);
}

struct bench_timed bench_timed_times(struct bench_timed n, double factor)
{
    return (struct bench_timed){n.x * factor, n.half * factor};
}

struct bench_timed bench_timed_seconds(const char **at)
{
    static const struct {
        const char *word;
        double seconds;
    } units[] = {{"ms", 1e-3}, {"\xC2\xB5s", 1e-6}, {"us", 1e-6}, {"ns", 1e-9}, {"h", 3600}, {"m", 60}, {"s", 1}};
    struct bench_timed sum = {NAN, 0};
    for (;;) {
        const char *p = *at;
        const struct bench_timed n = bench_timed_number(&p);
        const char *unit = p + strspn(p, " ");
        size_t i = 0;
        while (i < sizeof units / sizeof *units && !str_starts(unit, units[i].word))
            i++;
        if (isnan(n.x))
            return sum;
        const bool known = i < sizeof units / sizeof *units;
        const double factor = known ? units[i].seconds : 1;
        sum = (struct bench_timed){(isnan(sum.x) ? 0 : sum.x) + n.x * factor, n.half * factor};
        *at = known ? unit + strlen(units[i].word) : p;
        if (!known || !str_is_digit(**at))
            return sum;
    }
}

/* Returns the speed that tokens and time make: the lowest, or with sign -1 the highest, that rounding allows. */
static double made(double tokens, struct bench_timed seconds, double sign)
{
    const double time_s = seconds.x + sign * seconds.half;
    return time_s > 0 ? tokens / time_s : INFINITY;
}

double bench_timed_speed(const struct bench_format_text *t, int line, const char *what, double tokens,
                         struct bench_timed seconds, struct bench_timed speed)
{
    const struct origin at = {.file = t->file, .line = line, .col = 1};
    const bool timed = tokens > 0 && seconds.x > 0;
    if (!isnan(speed.x) && speed.x > 0 && isfinite(speed.x)) {
        if (!timed || ((speed.x + speed.half) * (1 + most_frac) >= made(tokens, seconds, 1) &&
                       (speed.x - speed.half) * (1 - most_frac) <= made(tokens, seconds, -1)))
            return speed.x;
        bench_format_leave(t, at,
                           str_format(t->arena, "%s: %.6g tokens in %.6g s are %.6g tokens/s, and the result says %.6g",
                                      what, tokens, seconds.x, tokens / seconds.x, speed.x));
        return NAN;
    }
    if (isnan(speed.x) && timed && seconds.x > 0 && seconds.half <= most_frac * seconds.x)
        return tokens / seconds.x;
    bench_format_leave(t, at, str_format(t->arena, "%s: the result has no speed above 0", what));
    return NAN;
}
