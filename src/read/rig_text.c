#include "rig_text.h"

#include "arena.h"
#include "feed_text.h"
#include "numtext.h"
#include "str.h"
#include "unit.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* ---- lines ---- */

/* Returns the length of an escape sequence at s, ESC [ ... letter; 0: there is none. */
static size_t escape_at(const char *s)
{
    size_t n = 2;
    if (s[0] != '\x1b' || s[1] != '[')
        return 0;
    while (s[n] && !isalpha((unsigned char)s[n]))
        n++;
    return s[n] ? n + 1 : n;
}

/* Returns a copy of n bytes without escape sequences and blanks at the end. */
static const char *clean(struct arena *a, const char *s, size_t n)
{
    if (n == 0)
        return "";
    char *out = arena_alloc(a, n + 1);
    size_t len = 0;
    for (size_t i = 0; i < n;) {
        const size_t skip = escape_at(s + i);
        if (skip > 0)
            i += skip;
        else
            out[len++] = s[i++];
    }
    while (len > 0 && isspace((unsigned char)out[len - 1]))
        len--;
    out[len] = '\0';
    return out;
}

struct rig_lines rig_text_lines(struct arena *a, const char *file, const char *text)
{
    size_t n = 0, room = 1;
    int line = 1;
    for (const char *s = text; *s; s++)
        room += *s == '\n';
    struct rig_line *v = ARENA_ARRAY(a, room, struct rig_line);
    for (const char *s = text; *s; line++) {
        const char *end = strchr(s, '\n');
        const size_t len = end ? (size_t)(end - s) : strlen(s);
        v[n++] = (struct rig_line){clean(a, s, len), line};
        s += len + (end ? 1 : 0);
    }
    return (struct rig_lines){file, n, v};
}

struct rig_lines rig_text_part(const struct rig_lines *all, size_t from, size_t to)
{
    return (struct rig_lines){all->file, to - from, all->v + from};
}

size_t rig_text_indent(const char *text)
{
    return strspn(text, " \t");
}

const char *rig_text_trim(struct arena *a, const char *text, size_t n)
{
    while (n > 0 && isspace((unsigned char)*text)) {
        text++;
        n--;
    }
    while (n > 0 && isspace((unsigned char)text[n - 1]))
        n--;
    return arena_strndup(a, text, n);
}

bool rig_text_pair(struct arena *a, const char *text, const char **key, const char **value)
{
    const char *colon = strchr(text, ':');
    if (!colon)
        return false;
    *key = rig_text_trim(a, text, (size_t)(colon - text));
    *value = rig_text_trim(a, colon + 1, strlen(colon + 1));
    return true;
}

const char *const *rig_text_words(struct arena *a, const char *text, size_t *n)
{
    const char **v = NULL;
    size_t room = 0;
    *n = 0;
    for (const char *s = text + rig_text_indent(text); *s; s += rig_text_indent(s)) {
        const size_t len = strcspn(s, " \t");
        v = arena_more(a, v, *n, &room, sizeof *v);
        v[(*n)++] = arena_strndup(a, s, len);
        s += len;
    }
    return v;
}

const char *rig_text_key(struct arena *a, const char *name)
{
    struct str out = str_new(a);
    const size_t n = strcspn(name, "[");
    for (size_t i = 0; i < n; i++) {
        const bool word = isalnum((unsigned char)name[i]);
        const char c = word ? (char)tolower((unsigned char)name[i]) : '_';
        if (word || (out.len > 0 && out.text[out.len - 1] != '_'))
            str_addn(&out, &c, 1);
    }
    while (out.len > 0 && out.text[out.len - 1] == '_')
        out.text[--out.len] = '\0';
    return out.text;
}

/* ---- numbers ---- */

double rig_text_number(const char *text, const char **unit)
{
    const char *s = text + strspn(text, " \t");
    const size_t n = strspn(s, "0123456789.");
    double v = NAN;
    if (!numtext_parse(s, n, &v))
        v = NAN;
    if (unit)
        *unit = isnan(v) ? "" : s + n + strspn(s + n, " \t");
    return v;
}

double rig_text_mib(const char *text, double plain)
{
    static const struct {
        const char *unit;
        double mib;
    } units[] = {{"kb", 1.0 / 1024},    {"ki", 1.0 / 1024},   {"mi", 1}, {"mb", 1}, {"gi", 1024}, {"gb", 1024},
                 {"ti", 1024.0 * 1024}, {"tb", 1024.0 * 1024}};
    const char *unit;
    const double v = rig_text_number(text, &unit);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (tolower((unsigned char)unit[0]) == units[i].unit[0] && tolower((unsigned char)unit[1]) == units[i].unit[1])
            return v * units[i].mib;
    if (unit[0] == 'B' || unit[0] == 'b')
        return unit_b_to_mib(v);
    return v * plain;
}

double rig_text_generation(const char *text)
{
    static const double rates[] = {2.5, 5, 8, 16, 32, 64, 128};
    const char *unit;
    const double v = rig_text_number(text, &unit);
    if (!str_starts(unit, "GT/s"))
        return NAN;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        if (v == rates[i])
            return (double)i + 1;
    return NAN;
}

/* Returns how many digits of a hexadecimal number s starts with. */
static size_t hex(const char *s)
{
    return strspn(s, "0123456789abcdefABCDEF");
}

const char *rig_text_bus(struct arena *a, const char *text)
{
    enum { DOMAIN = 4 };
    const char *s = text;
    const size_t first = hex(s);
    if (first >= DOMAIN && s[first] == ':')
        s += first + 1; /* the domain */
    if (hex(s) != 2 || s[2] != ':' || hex(s + 3) != 2 || s[5] != '.' || !isdigit((unsigned char)s[6]))
        return NULL;
    char *out = str_format(a, "%.*s:%.7s", s > text ? DOMAIN : 0, s > text ? text + first - DOMAIN : "", s);
    out = s > text ? out : str_format(a, "0000%s", out);
    for (char *c = out; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return out;
}

bool rig_text_card(const char *text)
{
    static const char *const names[] = {
        "geforce",      "nvidia rtx", "nvidia a1", "nvidia h1", "nvidia h2", "nvidia l4", "tesla ",    "quadro ",
        "radeon",       "instinct",   "arc(tm)",   "[arc ",     "arc pro",   "titan ",    "nvidia gb", "nvidia gh",
        "nvidia titan", "nvidia a3",  "nvidia a4", "nvidia b2", "nvidia b3", "rtx a"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (feed_text_has(text, names[i]))
            return true;
    return false;
}
