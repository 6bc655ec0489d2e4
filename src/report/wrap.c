#include "wrap.h"

#include "arena.h"
#include "escape.h"

#include <string.h>

static const size_t step_in = 4; /* extra indent of later lines of a command */

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

const char *wrap_plain(struct arena *a, const char *text, const char *line_break)
{
    struct str s = str_new(a);
    for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
        escape_line(&s, arena_strndup(a, text, (size_t)(end - text)));
        str_add(&s, line_break);
    }
    escape_line(&s, text);
    return s.text;
}

const char *wrap_first(struct arena *a, const char *text, size_t most)
{
    const char *end = text;
    for (size_t n = 0; n < most && *end; n++)
        end += bytes_of(end);
    return arena_strndup(a, text, (size_t)(end - text));
}

const char *wrap_short(struct arena *a, const char *text, size_t most)
{
    struct str s = str_new(a);
    if (wrap_width(text) <= most)
        return text;
    for (size_t n = 0; n + 1 < most; n++, text += bytes_of(text))
        str_addn(&s, text, bytes_of(text));
    str_add(&s, "\xE2\x80\xA6");
    return s.text;
}

/* Adds the word from `column` on, with a line break wherever a line is full. Returns the column behind it. */
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

/* Returns the bytes of the next word. A per cent sign stays with the number before it. */
static size_t word_length(const char *text)
{
    size_t n = strcspn(text, " ");
    if (text[n] == ' ' && text[n + 1] == '%')
        n += 1 + strcspn(text + n + 1, " ");
    return n;
}

/* Adds words to a line that has `column` columns, and a line feed. Later lines start with `indent` spaces. A word
   longer than a line is cut, or stays whole. */
static void paragraph(struct str *out, const char *text, size_t column, size_t indent, bool cut_words)
{
    bool empty = true; /* the line has no word yet */
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        const char *word = arena_strndup(out->arena, text, word_length(text));
        text += strlen(word);
        if (!empty && column + 1 + wrap_width(word) > WRAP_COLUMNS) {
            str_add(out, "\n");
            wrap_pad(out, 0, indent, 0);
            column = indent;
            empty = true;
        }
        if (!empty)
            str_add(out, " ");
        column += !empty;
        if (cut_words)
            column = cut(out, word, column, WRAP_COLUMNS, "\n");
        else {
            str_add(out, word);
            column += wrap_width(word);
        }
        empty = false;
    }
    str_add(out, "\n");
}

void wrap_pad(struct str *out, size_t at, size_t to, size_t least)
{
    str_addf(out, "%*s", (int)(to > at + least ? to - at : least), "");
}

void wrap_add(struct str *out, size_t at, size_t indent, const char *text)
{
    paragraph(out, text, at, indent, false);
}

void wrap_text(struct str *out, const char *text, size_t first, size_t rest)
{
    wrap_pad(out, 0, first, 0);
    paragraph(out, text, first, rest, true);
}

void wrap_row(struct str *out, const char *label, const char *text, size_t column)
{
    const size_t used = 2 + wrap_width(label);
    BUG_UNLESS(used < column);
    str_addf(out, "  %s", label);
    wrap_pad(out, 0, column - used, 0);
    paragraph(out, text, column, column, true);
}

/* Returns the next piece of a command; an option and its value stay on one line. *n: words used. */
static const char *piece(struct str *out, const char *const words[], size_t *n)
{
    const char *word = escape_shell(out->arena, words[0]);
    *n = 1;
    if (!str_starts(word, "--") || !words[1] || str_starts(words[1], "--"))
        return word;
    *n = 2;
    return str_format(out->arena, "%s %s", word, escape_shell(out->arena, words[1]));
}

void wrap_command(struct str *out, const char *const words[], size_t indent)
{
    static const size_t most = WRAP_COLUMNS - 2; /* room for " \" */
    size_t column = indent, n = 0;
    wrap_pad(out, 0, indent, 0);
    for (size_t i = 0; words[i]; i += n) {
        const char *text = piece(out, words + i, &n);
        if (i > 0 && column + 1 + wrap_width(text) > most) {
            str_add(out, " \\\n");
            wrap_pad(out, 0, indent + step_in, 0);
            column = indent + step_in;
        } else if (i > 0) {
            str_add(out, " ");
            column++;
        }
        if (strchr(text, '\'')) { /* a line break in quotes would stay in the word */
            str_add(out, text);
            column += wrap_width(text);
        } else
            column = cut(out, text, column, most, "\\\n");
    }
    str_add(out, "\n");
}
