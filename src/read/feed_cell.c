#include "feed_cell.h"

#include "arena.h"
#include "str.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_CELL = 8192 };

/* Returns the text without blanks at both ends. */
static const char *trim(struct str *s)
{
    char *from = s->text;
    while (isspace((unsigned char)*from))
        from++;
    while (s->len > 0 && s->text + s->len > from && isspace((unsigned char)s->text[s->len - 1]))
        s->text[--s->len] = '\0';
    return from;
}

static void keep(struct arena *a, const char **address, const char *from, size_t n)
{
    if (address && !*address && n > 0)
        *address = arena_strndup(a, from, n);
}

/* Returns the bytes of a BBCode tag at s: [b], [/url], [url=...]; 0: there is none. */
static size_t bbcode(struct arena *a, const char *s, const char *end, const char **address)
{
    static const char *const tags[] = {"b", "i", "u", "url", "img", "list", "*", "size", "color", "quote", "code"};
    const char *word = s + 1 + (s + 1 < end && s[1] == '/'), *close = memchr(s, ']', (size_t)(end - s));
    for (size_t i = 0; close && i < sizeof tags / sizeof *tags; i++) {
        const size_t n = strlen(tags[i]);
        if ((size_t)(close - word) < n || strncasecmp(word, tags[i], n) != 0 || (word[n] != ']' && word[n] != '='))
            continue;
        if (word[n] == '=' && strcmp(tags[i], "url") == 0)
            keep(a, address, word + n + 1, (size_t)(close - word) - n - 1);
        return (size_t)(close - s) + 1;
    }
    return 0;
}

/* Returns the bracket that closes the one at s; NULL: none. */
static const char *closing(const char *s, const char *end)
{
    int depth = 0;
    for (const char *p = s; p < end; p++) {
        depth += *p == '[';
        depth -= *p == ']';
        if (depth == 0)
            return p;
    }
    return NULL;
}

const char *feed_cell_markdown(struct arena *a, const char *text, size_t n, const char **address)
{
    struct str out = str_new(a);
    const char *end = text + (n < LONGEST_CELL ? n : LONGEST_CELL);
    if (address)
        *address = NULL;
    for (const char *s = text; s < end;) {
        const size_t tag = *s == '[' ? bbcode(a, s, end, address) : 0;
        const char *close = *s == '[' && !tag ? closing(s, end) : NULL;
        if (tag)
            s += tag;
        else if (close && close + 1 < end && close[1] == '(' && memchr(close, ')', (size_t)(end - close))) {
            const char *stop = memchr(close, ')', (size_t)(end - close));
            keep(a, address, close + 2, (size_t)(stop - close) - 2);
            str_add(&out, feed_cell_markdown(a, s + 1, (size_t)(close - s) - 1, NULL));
            s = stop + 1;
        } else if (*s == '\\' && s + 1 < end && ispunct((unsigned char)s[1])) {
            str_addn(&out, s + 1, 1);
            s += 2;
        } else if (*s == '`' || (*s == '*' && (s + 1 == end || s[1] != ' ' || (s > text && s[-1] != ' ')))) {
            s++;
        } else if (end - s >= 4 && strncasecmp(s, "<br", 3) == 0 && memchr(s, '>', (size_t)(end - s))) {
            str_add(&out, " ");
            s = (const char *)memchr(s, '>', (size_t)(end - s)) + 1;
        } else
            str_addn(&out, s++, 1);
    }
    return trim(&out);
}

/* Appends the character of an entity at s ("&amp;"). Returns its bytes; 0: it is none. */
static size_t entity(const char *s, const char *end, struct str *out)
{
    static const struct {
        const char *name, *text;
    } names[] = {{"&amp;", "&"},
                 {"&lt;", "<"},
                 {"&gt;", ">"},
                 {"&quot;", "\""},
                 {"&nbsp;", " "},
                 {"&#39;", "'"},
                 {"&apos;", "'"},
                 {"&euro;", "\xE2\x82\xAC"},
                 {"&pound;", "\xC2\xA3"},
                 {"&yen;", "\xC2\xA5"},
                 {"&ndash;", "\xE2\x80\x93"},
                 {"&mdash;", "\xE2\x80\x94"},
                 {"&#36;", "$"},
                 {"&dollar;", "$"},
                 {"&#8364;", "\xE2\x82\xAC"},
                 {"&#163;", "\xC2\xA3"},
                 {"&#160;", " "}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((size_t)(end - s) >= strlen(names[i].name) && strncmp(s, names[i].name, strlen(names[i].name)) == 0) {
            str_add(out, names[i].text);
            return strlen(names[i].name);
        }
    return 0;
}

/* Keeps the address in a tag of n bytes: <a href="...">. */
static void keep_href(struct arena *a, const char *tag, size_t n, const char **address)
{
    static const char word[] = "href=\"";
    for (size_t i = 0; address && i + sizeof word < n; i++)
        if (strncasecmp(tag + i, word, sizeof word - 1) == 0) {
            const char *from = tag + i + sizeof word - 1, *stop = memchr(from, '"', n - (size_t)(from - tag));
            keep(a, address, from, stop ? (size_t)(stop - from) : 0);
            return;
        }
}

const char *feed_cell_html(struct arena *a, const char *text, size_t n, const char **address)
{
    struct str out = str_new(a);
    const char *end = text + (n < LONGEST_CELL ? n : LONGEST_CELL);
    if (address)
        *address = NULL;
    for (const char *s = text; s < end;) {
        const char *close = *s == '<' ? memchr(s, '>', (size_t)(end - s)) : NULL;
        const size_t step = *s == '&' ? entity(s, end, &out) : 0;
        if (close) {
            keep_href(a, s, (size_t)(close - s), address);
            if (strncasecmp(s, "<br", 3) == 0)
                str_add(&out, " ");
            s = close + 1;
        } else if (step)
            s += step;
        else if (isspace((unsigned char)*s)) {
            if (out.len > 0 && out.text[out.len - 1] != ' ')
                str_add(&out, " ");
            s++;
        } else
            str_addn(&out, s++, 1);
    }
    return trim(&out);
}
