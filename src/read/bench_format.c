#include "bench_format.h"

#include "arena.h"
#include "bench_json.h"
#include "diag.h"
#include "numtext.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

char *bench_format_next(struct arena *a, struct bench_format_lines *lines)
{
    if (!lines->rest || !*lines->rest || (lines->list && lines->list->n > BENCH_MOST_RESULTS))
        return NULL;
    const size_t n = strcspn(lines->rest, "\n"), end = n > 0 && lines->rest[n - 1] == '\r' ? n - 1 : n;
    char *line = arena_strndup(a, lines->rest, end);
    lines->rest += n + (lines->rest[n] == '\n');
    lines->number++;
    return line;
}

bool bench_format_number(const char **at, double *out)
{
    enum { MOST = 40, GROUP = 3 };
    char digits[MOST + 1];
    size_t n = 0;
    const char *p = *at + strspn(*at, " \t");
    for (; n < MOST && (str_is_digit(*p) || *p == '.' || *p == ',' || (n == 0 && *p == '-')); p++) {
        const bool groups = *p == ',' && strspn(p + 1, "0123456789") == GROUP;
        if (*p == ',' && !groups)
            break;
        if (*p != ',')
            digits[n++] = *p;
    }
    while (n > 0 && digits[n - 1] == '.') {
        n--;
        p--;
    }
    if (!numtext_parse(digits, n, out))
        return false;
    *at = p;
    return true;
}

double bench_format_after(const char *line, const char *phrase)
{
    const char *at = strstr(line, phrase);
    double x = NAN;
    if (!at)
        return NAN;
    at += strlen(phrase);
    at += strspn(at, " \t:=");
    return bench_format_number(&at, &x) ? x : NAN;
}

void bench_format_leave(const struct bench_format_text *t, struct origin at, const char *why)
{
    diag_add(t->d, DIAG_BENCH_LEFT_OUT, at, NULL, "%s", why);
}

static void put(const struct bench_format_text *t, struct tree *map, const char *key, double x)
{
    if (!isnan(x))
        tree_make_number(t->arena, map, key, x, map->at);
}

struct tree *bench_format_result(const struct bench_format_text *t, int line, const char *program, double prompt,
                                 double gen, double depth, double tokens_per_s)
{
    struct tree *map = tree_make_map(t->arena, t->list, NULL, (struct origin){.file = t->file, .line = line, .col = 1});
    tree_make_text(t->arena, map, "program", program, map->at);
    put(t, map, "n_prompt", prompt);
    put(t, map, "n_gen", gen);
    put(t, map, "n_depth", depth);
    put(t, map, "avg_ts", tokens_per_s);
    return map;
}
