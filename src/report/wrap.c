#include "wrap.h"

#include <string.h>

static const size_t step_in = 4; /* later lines of a command */

static size_t bytes_of(const char *s)
{
    size_t n = 1;
    while (((unsigned char)s[n] & 0xC0) == 0x80)
        n++;
    return n;
}

size_t wrap_width(const char *text)
{
    size_t n = 0;
    for (; *text; text += bytes_of(text))
        n++;
    return n;
}

static void spaces(struct str *out, size_t n)
{
    str_addf(out, "%*s", (int)n, "");
}

/* Writes the word from that column on, with a line break wherever a line is full. Returns the column behind it. */
static size_t cut(struct str *out, const char *word, size_t column, size_t most, const char *line_break)
{
    for (; *word; word += bytes_of(word)) {
        if (column == most) {
            str_add(out, line_break);
            column = 0;
        }
        str_addn(out, word, bytes_of(word));
        column++;
    }
    return column;
}

/* From that column on; further lines start behind `rest` spaces. */
static void paragraph(struct str *out, const char *text, size_t column, size_t rest)
{
    bool empty = true; /* no word on the line yet */
    while (text && *text) {
        const char *word = str_split(out->arena, text, ' ', &text);
        if (!*word)
            continue;
        if (!empty && column + 1 + wrap_width(word) > WRAP_COLUMNS) {
            str_add(out, "\n");
            spaces(out, rest);
            column = rest;
        } else if (!empty) {
            str_add(out, " ");
            column++;
        }
        column = cut(out, word, column, WRAP_COLUMNS, "\n");
        empty = false;
    }
    str_add(out, "\n");
}

void wrap_text(struct str *out, const char *text, size_t first, size_t rest)
{
    spaces(out, first);
    paragraph(out, text, first, rest);
}

void wrap_row(struct str *out, const char *label, const char *text, size_t column)
{
    const size_t used = 2 + wrap_width(label);
    BUG_UNLESS(used < column);
    str_addf(out, "  %s", label);
    spaces(out, column - used);
    paragraph(out, text, column, column);
}

/* In single quotes where a shell would take a character for its own. */
static const char *quoted(struct str *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+=:,/@%";
    struct str s = str_new(out->arena);
    if (*word && strspn(word, plain) == strlen(word))
        return word;
    str_add(&s, "'");
    for (const char *p = word; *p; p++)
        if (*p == '\'')
            str_add(&s, "'\\''");
        else
            str_addn(&s, p, 1);
    str_add(&s, "'");
    return s.text;
}

/* An option and its value stay together. */
static const char *piece(struct str *out, const char *const words[], size_t *n)
{
    const char *word = quoted(out, words[0]);
    *n = 1;
    if (!str_starts(word, "--") || !words[1] || str_starts(words[1], "--"))
        return word;
    *n = 2;
    return str_format(out->arena, "%s %s", word, quoted(out, words[1]));
}

void wrap_command(struct str *out, const char *const words[], size_t indent)
{
    static const size_t most = WRAP_COLUMNS - 2; /* room for " \" */
    size_t column = indent, n = 0;
    spaces(out, indent);
    for (size_t i = 0; words[i]; i += n) {
        const char *text = piece(out, words + i, &n);
        if (i > 0 && column + 1 + wrap_width(text) > most) {
            str_add(out, " \\\n");
            spaces(out, indent + step_in);
            column = indent + step_in;
        } else if (i > 0) {
            str_add(out, " ");
            column++;
        }
        column = cut(out, text, column, most, "\\\n");
    }
    str_add(out, "\n");
}
