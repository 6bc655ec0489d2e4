#include "feed_text.h"

#include "arena.h"
#include "csvtext.h"
#include "diag.h"
#include "tree.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Appends a code point in UTF-8. Returns the bytes written. */
static size_t put(char *to, unsigned long c)
{
    static const struct {
        unsigned long below;
        unsigned lead, shift;
    } forms[] = {{0x80, 0, 0}, {0x800, 0xC0, 6}, {0x10000, 0xE0, 12}, {0x110000, 0xF0, 18}};
    size_t i = 0, n = 0;
    while (i < 3 && c >= forms[i].below)
        i++;
    to[n++] = (char)(forms[i].lead | (c >> forms[i].shift));
    for (unsigned shift = forms[i].shift; shift > 0;) {
        shift -= 6;
        to[n++] = (char)(0x80 | ((c >> shift) & 0x3F));
    }
    return n;
}

static unsigned long unit(const unsigned char *s, bool big)
{
    return big ? (unsigned long)s[0] << 8 | s[1] : (unsigned long)s[1] << 8 | s[0];
}

static char *from_utf16(struct arena *a, const unsigned char *s, size_t *size, bool big)
{
    char *out = arena_alloc(a, *size / 2 * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i + 1 < *size; i += 2) {
        unsigned long c = unit(s + i, big);
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < *size) {
            const unsigned long low = unit(s + i + 2, big);
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        n += put(out + n, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
    }
    *size = n;
    return out;
}

static char *from_windows(struct arena *a, const unsigned char *s, size_t *size)
{
    /* 0x80 .. 0x9F */
    static const unsigned short high[] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                          0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                          0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
    char *out = arena_alloc(a, *size * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < *size; i++)
        n += put(out + n, s[i] >= 0x80 && s[i] < 0xA0 ? high[s[i] - 0x80] : s[i]);
    *size = n;
    return out;
}

static bool is_utf8(const char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        const size_t n = tree_utf8_length((const unsigned char *)text + i, size - i);
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

/* Takes out what colours a text on a terminal: ESC [ ... letter. */
static void uncolour(char *text, size_t *size)
{
    size_t n = 0;
    for (size_t i = 0; i < *size;) {
        size_t end = i + 2;
        if (text[i] != '\x1B' || end > *size || text[i + 1] != '[') {
            text[n++] = text[i++];
            continue;
        }
        while (end < *size && strchr("0123456789;?", text[end]) && text[end])
            end++;
        i = end < *size && isalpha((unsigned char)text[end]) ? end + 1 : end;
    }
    if (n < *size)
        text[n] = '\0';
    *size = n;
}

char *feed_text_utf8(struct arena *a, struct diags *d, const char *file, char *text, size_t *size)
{
    const unsigned char *s = (const unsigned char *)text;
    if (*size > (size_t)FEED_TEXT_MOST_MIB << 20) {
        diag_add(d, DIAG_TOO_LARGE, diag_file(file), NULL,
                 "expected at most %d MiB of text, got more: cut it to the part that matters (tail -c %dM FILE)",
                 (int)FEED_TEXT_MOST_MIB, (int)FEED_TEXT_MOST_MIB);
        return NULL;
    }
    const bool pair = *size >= 2, little = pair && s[0] == 0xFF && s[1] == 0xFE,
               big = pair && s[0] == 0xFE && s[1] == 0xFF;
    char *out = text;
    if (little || big) {
        *size -= 2;
        out = from_utf16(a, s + 2, size, big);
    } else if (pair && (s[0] == 0) != (s[1] == 0)) /* UTF-16 without a mark */
        out = from_utf16(a, s, size, s[0] == 0);
    uncolour(out, size);
    if (!csvtext_is_text(d, file, out, *size))
        return NULL;
    if (!is_utf8(out, *size))
        out = from_windows(a, (const unsigned char *)out, size);
    if (*size >= 3 && memcmp(out, "\xEF\xBB\xBF", 3) == 0) {
        out += 3;
        *size -= 3;
    }
    return out;
}

char *feed_text_next(struct feed_text_lines *lines)
{
    char *line = lines->rest;
    if (!line || !*line)
        return NULL;
    const size_t n = strcspn(line, "\r\n");
    char *end = line + n;
    lines->rest = *end ? end + 1 + (end[0] == '\r' && end[1] == '\n') : NULL;
    lines->line++;
    *end = '\0';
    return line;
}

bool feed_text_has(const char *text, const char *phrase)
{
    const size_t n = strlen(phrase);
    for (const char *s = text; *s; s++)
        if (tolower((unsigned char)*s) == *phrase && strncasecmp(s, phrase, n) == 0)
            return true;
    return false;
}
