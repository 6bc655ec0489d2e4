#include "names_split.h"

#include "arena.h"
#include "str.h"

#include <ctype.h>
#include <string.h>

bool names_split_among(const char *const list[], size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], word) == 0)
            return true;
    return false;
}

size_t names_split_number(const char *s)
{
    size_t n = 0;
    while (isdigit((unsigned char)s[n]) || (s[n] == '.' && n > 0 && isdigit((unsigned char)s[n + 1])))
        n++;
    return n;
}

static size_t letter_span(const char *s)
{
    size_t n = 0;
    while (islower((unsigned char)s[n]))
        n++;
    return n;
}

bool names_split_is_number(const char *word)
{
    const size_t n = names_split_number(word);
    return n > 0 && word[n] == '\0';
}

static bool is_part(const char *text, size_t i)
{
    if (isalnum((unsigned char)text[i]))
        return true;
    return text[i] == '.' && i > 0 && isdigit((unsigned char)text[i - 1]) && isdigit((unsigned char)text[i + 1]);
}

struct names_split names_split_text(struct arena *a, const char *text)
{
    struct names_split r = {.n = 0};
    for (size_t i = 0; text[i] && r.n < NAMES_SPLIT_MOST;) {
        size_t n = 0;
        while (text[i + n] && is_part(text, i + n))
            n++;
        if (n > 0) {
            char *word = arena_strndup(a, text + i, n);
            for (char *p = word; *p; p++)
                *p = (char)tolower((unsigned char)*p);
            r.v[r.n] = word;
            r.begin[r.n] = i;
            r.end[r.n++] = i + n;
        }
        i += n > 0 ? n : 1;
    }
    return r;
}

/* Returns the length of the first part of the word: rtx|3090, 4090|d, v100|sxm2, m3|ultra. Does not split a6000, 30b,
   a3b and l40s. */
static size_t first_part(const char *word)
{
    enum { LONG_NUMBER = 4 };
    const size_t letters = letter_span(word), digits = names_split_number(word + letters),
                 more = letter_span(word + letters + digits);
    if (letters > 1 && digits > 0)
        return letters;
    if (letters == 1 && digits > 0 && more > 1)
        return letters + digits;
    const char *unit = word + digits;
    const bool whole = strcmp(unit, "gb") == 0 || strcmp(unit, "gib") == 0 || strcmp(unit, "go") == 0 ||
                       strcmp(unit, "bit") == 0 || strcmp(unit, "bpw") == 0 || strncmp(unit, "core", 4) == 0 ||
                       strcmp(unit, "cu") == 0;
    if (letters == 0 && digits > 0 && more > 0 && !whole && (digits >= LONG_NUMBER || more > 1))
        return digits;
    return strlen(word);
}

const char *const *names_split_apart(struct arena *a, const struct names_split *r, size_t from, size_t to, size_t *n)
{
    enum { MOST = 2 * NAMES_SPLIT_MOST };
    const char **v = ARENA_ARRAY(a, MOST + 1, const char *);
    *n = 0;
    for (size_t i = from; i < to; i++)
        for (const char *rest = r->v[i]; *rest && *n < MOST;) {
            const size_t part = first_part(rest);
            v[(*n)++] = arena_strndup(a, rest, part);
            rest += part;
        }
    return v;
}

const char *names_split_joined(struct arena *a, const char *word, const char *next)
{
    static const char *const units[] = {"gb", "gib", "b", "core", "cores", "cu", "cus", "bit"};
    return next && names_split_is_number(word) && NAMES_AMONG(units, next) ? str_format(a, "%s%s", word, next) : NULL;
}
