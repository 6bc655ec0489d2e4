#include "bench_cells.h"

#include "arena.h"
#include "str.h"

#include <ctype.h>
#include <string.h>

/* Returns the length of what stands before a quoted or indented line: "> | ". */
static size_t margin(const char *line)
{
    return strspn(line, " \t>");
}

static bool is_mark(char c)
{
    return c == '*' || c == '`' || c == '~';
}

/* Returns the text without blanks and marks around it; a '_' is a mark only on both sides, as names have some. */
static const char *bare(struct arena *a, const char *from, const char *to)
{
    bool more = true;
    while (from < to && more) {
        more = isspace((unsigned char)*from) || is_mark(*from) || isspace((unsigned char)to[-1]) || is_mark(to[-1]) ||
               (to - from > 1 && *from == '_' && to[-1] == '_');
        const bool both = to - from > 1 && *from == '_' && to[-1] == '_';
        if (isspace((unsigned char)*from) || is_mark(*from) || both)
            from++;
        if (to > from && (isspace((unsigned char)to[-1]) || is_mark(to[-1]) || both))
            to--;
    }
    return arena_strndup(a, from, (size_t)(to - from));
}

struct bench_cells bench_cells_of(struct arena *a, const char *line)
{
    struct bench_cells c = {0};
    const char *from = line + margin(line), *end = from + strlen(from);
    const char bar = strchr(from, '|') ? '|' : '\t';
    while (end > from && isspace((unsigned char)end[-1]))
        end--;
    if (!memchr(from, bar, (size_t)(end - from)))
        return c;
    from += *from == bar;
    end -= end > from && end[-1] == bar;
    while (from <= end && c.n < BENCH_CELLS_MOST) {
        const char *to = memchr(from, bar, (size_t)(end - from));
        to = to ? to : end;
        c.col[c.n] = (int)(from - line) + 1 + (int)strspn(from, " ");
        c.v[c.n++] = bare(a, from, to);
        from = to + 1;
    }
    return c;
}

bool bench_cells_rule(const char *line)
{
    const char *at = line + margin(line);
    return strchr(at, '-') && strspn(at, "|-:+ \t") == strlen(at) && strpbrk(at, "|\t");
}
