#include "bench_override.h"

#include "arena.h"
#include "heap.h"
#include "str.h"

#include <regex.h>
#include <stddef.h>
#include <string.h>

static bool found_in(const char *pattern, const char *tensor)
{
    regex_t regex;
    const int wrong = regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB);
    if (wrong == REG_ESPACE)
        heap_out();
    if (wrong)
        return false;
    const int found = regexec(&regex, tensor, 0, NULL, 0);
    regfree(&regex);
    if (found == REG_ESPACE)
        heap_out();
    return found == 0;
}

/* Returns the length of the override at text: commas in a pattern's braces or brackets do not end it. */
static size_t span(const char *text)
{
    int open = 0;
    size_t n = 0;
    for (; text[n] && (open > 0 || (text[n] != ',' && text[n] != ';')); n++)
        open += strchr("([{", text[n]) ? 1 : strchr(")]}", text[n]) ? -1 : 0;
    return n;
}

bool bench_override_moves(struct arena *a, const char *overrides, const char *tensor)
{
    for (const char *at = overrides; *at;) {
        const size_t n = span(at);
        const char *one = arena_strndup(a, at, n), *equals = strrchr(one, '=');
        if (equals && found_in(arena_strndup(a, one, (size_t)(equals - one)), tensor))
            return str_starts(equals + 1, "CPU");
        at += n + (at[n] != '\0');
    }
    return false;
}
