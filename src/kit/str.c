#include "str.h"

#include "arena.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct str str_new(struct arena *a)
{
    struct str s = {.arena = a, .room = 64};
    s.text = arena_alloc(a, s.room);
    return s;
}

/* Makes room for n more bytes and the final zero. */
static void make_room(struct str *s, size_t n)
{
    BUG_UNLESS(s->len < s->room);
    if (s->len + n + 1 <= s->room)
        return;
    while (s->len + n + 1 > s->room)
        s->room *= 2;
    char *bigger = arena_alloc(s->arena, s->room);
    memcpy(bigger, s->text, s->len);
    s->text = bigger;
}

void str_addn(struct str *s, const char *text, size_t n)
{
    make_room(s, n);
    memcpy(s->text + s->len, text, n);
    s->len += n;
    s->text[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
    str_addn(s, text, strlen(text));
}

char *str_vformat(struct arena *a, const char *fmt, va_list args)
{
    char brief[256]; /* longer texts are rare and are formatted twice */
    va_list again;
    va_copy(again, args);
    const int n = vsnprintf(brief, sizeof brief, fmt, args);
    BUG_UNLESS(n >= 0);
    char *text = arena_alloc(a, (size_t)n + 1);
    if ((size_t)n < sizeof brief)
        memcpy(text, brief, (size_t)n);
    else
        BUG_UNLESS(vsnprintf(text, (size_t)n + 1, fmt, again) == n);
    va_end(again);
    return text;
}

PRINTF(2, 0)
static void add_formatted(struct str *s, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    const size_t left = s->room - s->len;
    const int n = vsnprintf(s->text + s->len, left, fmt, args);
    BUG_UNLESS(n >= 0);
    if ((size_t)n >= left) {
        make_room(s, (size_t)n);
        BUG_UNLESS(vsnprintf(s->text + s->len, s->room - s->len, fmt, again) == n);
    }
    s->len += (size_t)n;
    va_end(again);
}

void str_addf(struct str *s, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    add_formatted(s, fmt, args);
    va_end(args);
}

char *str_format(struct arena *a, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *text = str_vformat(a, fmt, args);
    va_end(args);
    return text;
}

void str_fill(char *to, size_t size, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const int n = vsnprintf(to, size, fmt, args);
    va_end(args);
    BUG_UNLESS(n >= 0 && (size_t)n < size);
}

void str_cut(char *to, size_t size, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const int n = vsnprintf(to, size, fmt, args);
    va_end(args);
    BUG_UNLESS(n >= 0 && size > 0);
}

bool str_starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_starts_word(const char *s, const char *prefix)
{
    return strncasecmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
    const size_t n = strlen(s), m = strlen(suffix);
    return n >= m && strcmp(s + n - m, suffix) == 0;
}

size_t str_letters(const char *s)
{
    size_t n = 0;
    while (str_is_letter(s[n]))
        n++;
    return n;
}

bool str_same_word(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

char *str_split(struct arena *a, const char *s, char sep, const char **rest)
{
    const char *end = strchr(s, sep);
    *rest = end ? end + 1 : NULL;
    return arena_strndup(a, s, end ? (size_t)(end - s) : strlen(s));
}

unsigned str_utf8(const char *p, size_t *n)
{
    const unsigned char *b = (const unsigned char *)p;
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t bytes = *b < 0x80 ? 1 : *b >= 0xF0 ? 4 : *b >= 0xE0 ? 3 : 2;
    unsigned code = bytes == 1 ? *b : *b & (0x7Fu >> bytes);
    *n = 1;
    if ((*b >= 0x80 && *b < 0xC2) || *b >= 0xF5)
        return 0;
    for (size_t i = 1; i < bytes; i++) {
        if ((b[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (b[i] & 0x3Fu);
    }
    if (code < least[bytes] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return 0;
    *n = bytes;
    return code;
}

size_t str_unseen(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    enum { DEL = 0x7f };
    if (u[0] != 0 && (u[0] < ' ' || u[0] == DEL))
        return 1;
    if ((u[0] == 0xD8 && u[1] == 0x9C) || (u[0] == 0xC2 && u[1] >= 0x80 && u[1] < 0xA0))
        return 2;
    if (u[0] != 0xE2)
        return 0;
    const bool marks = u[1] == 0x80 && (u[2] == 0x8E || u[2] == 0x8F || (u[2] >= 0xA8 && u[2] <= 0xAE));
    const bool isolates = u[1] == 0x81 && u[2] >= 0xA6 && u[2] <= 0xA9;
    return marks || isolates ? 3 : 0;
}
