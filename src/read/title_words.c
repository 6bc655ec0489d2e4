#include "title_words.h"

#include "bug.h"
#include "str.h"
#include "title_vocab.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- plain text ---- */

/* Writes the character at s in plain lower case to out, at most two letters; returns the bytes read. A '~' stands for a
   sign that parts words like a comma or a dash between blanks does. */
static size_t plain(const unsigned char *s, char out[3])
{
    static const char latin[] = "aaaaaaaceeeeiiiidnooooo"
                                "x"
                                "ouuuuyts"
                                "aaaaaaaceeeeiiiidnooooo"
                                " "
                                "ouuuuyty";
    out[1] = out[2] = '\0';
    if (s[0] < 0x80) {
        out[0] = s[0] < ' ' ? ' ' : (char)tolower(s[0]);
        return 1;
    }
    size_t n = 1;
    while ((s[n] & 0xC0) == 0x80)
        n++;
    out[0] = ' ';
    if (s[0] == 0xC3 && n == 2) {
        out[0] = latin[s[1] & 0x3F];
        out[1] = s[1] == 0x9F ? 's' : '\0';
    } else if (s[0] == 0xE2 && n == 3 && s[1] == 0x80) {
        out[0] = s[2] == 0x98 || s[2] == 0x99                   ? '\''
                 : s[2] == 0x93 || s[2] == 0x94 || s[2] == 0x91 ? '-'
                 : s[2] == 0xA2                                 ? '~'
                 : s[2] == 0x9C || s[2] == 0x9D || s[2] == 0xB3 ? '"'
                                                                : ' ';
    }
    return n;
}

/* Copies text in plain lower case, without apostrophes; n is the room of out. */
static void plain_text(char *out, size_t room, const char *text)
{
    size_t len = 0;
    for (const unsigned char *s = (const unsigned char *)text; *s && len + 3 < room;) {
        char c[3];
        s += plain(s, c);
        for (const char *p = c; *p; p++)
            if (*p != '\'')
                out[len++] = *p;
    }
    out[len] = '\0';
}

/* ---- gaps ---- */

/* Returns what the sign at s, of a text that begins at begin, does between words. */
static enum title_gap gap_of(const char *s, const char *begin)
{
    const bool left = s > begin && (str_is_letter(s[-1]) || str_is_digit(s[-1])),
               right = str_is_letter(s[1]) || str_is_digit(s[1]);
    switch (*s) {
    case '-': return left || right ? GAP_DASH : GAP_BREAK;
    case '_': return GAP_DASH;
    case '/': return GAP_SLASH;
    case '+': return left && !right ? GAP_BLANK : GAP_PLUS;
    case '&': return GAP_PLUS;
    case ',':
    case ':': return GAP_COMMA;
    case '?': return GAP_ASK;
    case '.': return s[1] == ' ' ? GAP_COMMA : GAP_BLANK;
    case '(':
    case ')':
    case '[':
    case ']': return GAP_BRACKET;
    case '|':
    case ';':
    case '~':
    case '!': return GAP_BREAK;
    default: return GAP_BLANK;
    }
}

/* ---- runs ---- */

/* Returns the length of the number at s: digits, with points between digits. */
static size_t digits(const char *s)
{
    size_t n = 0;
    while (str_is_digit(s[n]) || (s[n] == '.' && n > 0 && str_is_digit(s[n + 1])))
        n++;
    return n;
}

static void add(struct title_words *w, size_t *used, const struct title_vocab *v, const char *s, size_t n,
                enum title_gap gap)
{
    if (w->n == TITLE_WORDS_MOST || *used + n + 1 > sizeof w->text)
        return;
    char *text = w->text + *used;
    memcpy(text, s, n);
    text[n] = '\0';
    *used += n + 1;
    w->v[w->n++] = (struct title_word){.text = text,
                                       .number = str_is_digit(*text) ? strtod(text, NULL) : NAN,
                                       .id = v ? title_vocab_find(v, text) : 0,
                                       .gap = gap};
}

/* ---- sizes ---- */

/* Returns the GB of unit number i, 0 when it is no unit of a size. One letter must be glued to the number. */
static double unit_gb(const struct title_words *w, size_t i)
{
    static const char *const gb[] = {"gb", "gib", "go", "gig", "gigs", "gbs", "gigabyte", "gigabytes", "gd", NULL};
    static const char *const tb[] = {"tb", "tib", "to", "tbs", NULL};
    if (i >= w->n || w->v[i].gap > GAP_BLANK)
        return 0;
    const bool one = w->v[i].text[1] == '\0';
    if ((one && w->v[i].text[0] == 'g' && w->v[i].gap == GAP_NONE) || title_words_among(gb, w->v[i].text))
        return 1;
    enum { MOST_T = 16 };
    const bool threads = i >= 2 && title_words_is(w, i - 2, "c") && w->v[i - 1].gap <= GAP_SLASH; /* 8C/16T, 8C 16T */
    const bool t = one && w->v[i].text[0] == 't' && w->v[i].gap == GAP_NONE && !threads && w->v[i - 1].number <= MOST_T;
    return t || title_words_among(tb, w->v[i].text) ? 1000 : 0;
}

/* Returns the count of "2x" before word i or of "x2" from word end on; NaN: neither. Sets *at to the first word. */
static double pieces(const struct title_words *w, size_t i, size_t end, size_t *at)
{
    enum { MOST = 64 };
    if (i >= 2 && title_words_is(w, i - 1, "x") && title_words_number(w, i - 2) && w->v[i - 1].gap <= GAP_BLANK &&
        w->v[i - 2].number <= MOST && !(title_words_glued(w, i - 2) && !title_words_is(w, i - 3, "x"))) {
        *at = i - 2;
        return w->v[i - 2].number;
    }
    if (title_words_is(w, end, "x") && title_words_number(w, end + 1) && w->v[end].gap <= GAP_BRACKET)
        return w->v[end + 1].number;
    return NAN;
}

static void find_sizes(struct title_words *w)
{
    enum { MOST_GB = 4096 };
    for (size_t i = 0; i + 1 < w->n && w->n_sizes < TITLE_WORDS_SIZES; i++) {
        const double unit = title_words_number(w, i) ? unit_gb(w, i + 1) : 0;
        const bool rate = i + 2 < w->n && w->v[i + 2].gap == GAP_SLASH &&
                          (title_words_is(w, i + 2, "s") || title_words_is(w, i + 2, "sec")); /* 936 GB/s */
        const bool sku = i > 1 && w->v[i].gap == GAP_DASH && w->v[i - 1].gap == GAP_DASH &&
                         title_words_number(w, i - 1) && title_words_number(w, i - 2); /* 11330-02-20G */
        if (unit <= 0 || rate || sku || (title_words_is(w, i + 1, "gd") && !title_words_glued(w, i + 1)))
            continue;
        const bool letter = w->v[i + 1].text[1] == '\0' && title_words_glued(w, i) && !title_words_number(w, i - 1) &&
                            strlen(w->v[i - 1].text) >= 2;
        if (letter && !title_words_is(w, i - 1, "rtx")) /* CMK32GX5M2, YMV9T: part numbers */
            continue;
        if (w->v[i].number > MOST_GB) /* the G of 5600G */
            continue;
        struct title_size *s = &w->size[w->n_sizes++];
        *s = (struct title_size){.at = i, .end = i + 2, .gb = w->v[i].number * unit, .tb = unit > 1};
        s->pieces = pieces(w, i, i + 2, &s->at);
    }
}

/* ---- title ---- */

/* Returns true for the comma of "1,600W". */
static bool thousands(const char *s, const char *begin)
{
    return s > begin && str_is_digit(s[-1]) && str_is_digit(s[1]) && str_is_digit(s[2]) && str_is_digit(s[3]) &&
           !str_is_digit(s[4]);
}

void title_words_split(struct title_words *w, const struct title_vocab *v, const char *text)
{
    enum { MOST_INCHES = 100 }; /* 2.5" and 27", not the end of "RTX 3090" */
    char copy[TITLE_WORDS_BYTES + 8] = "";
    size_t used = 0;
    plain_text(copy, TITLE_WORDS_BYTES, text);
    w->n = w->n_sizes = 0;
    enum title_gap gap = GAP_BREAK;
    for (const char *s = copy; *s;) {
        const size_t n = str_is_digit(*s) ? digits(s) : str_letters(s);
        if (n > 0) {
            char number[TITLE_WORDS_BYTES];
            memcpy(number, s, n);
            if (str_is_digit(*s) && n <= 2 && s[n] == ',' && thousands(s + n, copy)) {
                memcpy(number + n, s + n + 1, 3);
                add(w, &used, v, number, n + 3, gap);
                s += n + 4;
            } else {
                add(w, &used, v, number, n, gap);
                s += n;
            }
            gap = GAP_NONE;
        } else if (*s == '"' && s > copy && str_is_digit(s[-1]) && w->n > 0 && w->v[w->n - 1].number < MOST_INCHES) {
            add(w, &used, v, "inch", 4, GAP_NONE);
            gap = GAP_BLANK;
            s++;
        } else {
            const enum title_gap g = gap_of(s, copy);
            gap = g > gap ? g : gap;
            s++;
        }
    }
    find_sizes(w);
    BUG_UNLESS(w->n <= TITLE_WORDS_MOST && w->n_sizes <= TITLE_WORDS_SIZES);
}

bool title_words_number(const struct title_words *w, size_t i)
{
    return i < w->n && str_is_digit(w->v[i].text[0]);
}

bool title_words_glued(const struct title_words *w, size_t i)
{
    return i < w->n && w->v[i].gap == GAP_NONE;
}

size_t title_words_find(const struct title_words *w, size_t i, const char *text)
{
    while (i < w->n && !title_words_is(w, i, text))
        i++;
    return i;
}

bool title_words_among(const char *const list[], const char *text)
{
    for (size_t i = 0; list[i]; i++)
        if (list[i][0] == text[0] && strcmp(list[i], text) == 0)
            return true;
    return false;
}
