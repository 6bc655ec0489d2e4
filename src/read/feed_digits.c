#include "feed_digits.h"

#include "bug.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DIGITS = 15, GROUP = 3, MOST_GROUPS = 8 };

size_t feed_digits_blank(const char *s)
{
    static const char *const blanks[] = {" ", "\t", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"};
    if (*s != ' ' && *s != '\t' && (unsigned char)*s < 0x80) /* most places */
        return 0;
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (strncmp(s, blanks[i], strlen(blanks[i])) == 0)
            return strlen(blanks[i]);
    return 0;
}

/* Groups of digits and the separators between them. */
struct groups {
    size_t n;                    /* groups */
    size_t digits[MOST_GROUPS];  /* digits of each */
    char separator[MOST_GROUPS]; /* in front of group i; ' ' for blanks and apostrophes */
    char text[MOST_DIGITS + 3];  /* the digits; room for a point and a zero byte */
    size_t n_digits;
};

/* Returns the bytes of a separator at s that is followed by a digit, and its kind; 0: there is none. */
static size_t separator(const char *s, bool spaces, char *kind)
{
    static const char *const quotes[] = {"'", "\xE2\x80\x99"};
    size_t n = *s == '.' || *s == ',';
    *kind = n ? *s : ' ';
    for (size_t i = 0; n == 0 && spaces && i < sizeof quotes / sizeof *quotes; i++)
        if (strncmp(s, quotes[i], strlen(quotes[i])) == 0)
            n = strlen(quotes[i]);
    if (n == 0 && spaces)
        n = feed_digits_blank(s);
    return n && str_is_digit(s[n]) ? n : 0;
}

/* Returns the digits at the start of s. */
static size_t run_length(const char *s)
{
    size_t n = 0;
    while (str_is_digit(s[n]))
        n++;
    return n;
}

/* Splits the number. A blank separates groups of three only, so that a second number is not taken in. Returns the text
   behind it; NULL when it has too many digits. */
static const char *split(const char *s, bool spaces, struct groups *g)
{
    *g = (struct groups){.n = 0};
    char kind = '\0';
    for (;;) {
        const size_t n = run_length(s);
        if (g->n == MOST_GROUPS || g->n_digits + n > MOST_DIGITS)
            return NULL;
        memcpy(g->text + g->n_digits, s, n);
        g->n_digits += n;
        g->separator[g->n] = kind;
        g->digits[g->n++] = n;
        s += n;
        const size_t step = separator(s, spaces, &kind);
        if (step == 0 || (kind == ' ' && (run_length(s + step) != GROUP || g->digits[0] > GROUP ||
                                          (g->n > 1 && g->separator[g->n - 1] != ' '))))
            return s;
        s += step;
    }
}

/* Returns whether groups 1 .. last are thousands: three digits each; in India groups of two before the last one. */
static bool thousands(const struct groups *g, size_t last)
{
    if (g->digits[0] > GROUP || g->digits[last] != GROUP)
        return false;
    for (size_t i = 1; i <= last; i++)
        if (g->separator[i] != g->separator[1] ||
            (g->digits[i] != GROUP && (g->separator[i] != ',' || g->digits[i] != GROUP - 1)))
            return false;
    return true;
}

/* Finds the decimal mark. *decimals becomes the number of digits behind it. Returns false when the groups are
   irregular. */
static bool find_mark(const struct groups *g, enum feed_mark *mark, size_t *decimals)
{
    const size_t last = g->n - 1;
    const char sep = g->separator[last];
    *decimals = 0;
    *mark = FEED_MARK_NONE;
    if (last == 0)
        return true;
    if (sep == ' ')
        return thousands(g, last);
    const bool alone = last == 1, grouped = g->digits[last] == GROUP && g->digits[0] <= GROUP && g->text[0] != '0';
    if (!alone && sep == g->separator[last - 1]) { /* 1.299.000 */
        *mark = sep == ',' ? FEED_MARK_POINT : FEED_MARK_COMMA;
        return thousands(g, last);
    }
    if (!alone && !thousands(g, last - 1))
        return false;
    if (alone && grouped) {
        *mark = sep == ',' ? FEED_MARK_OPEN_COMMA : FEED_MARK_OPEN_POINT;
        *decimals = sep == '.' ? GROUP : 0;
        return true;
    }
    *mark = sep == ',' ? FEED_MARK_COMMA : FEED_MARK_POINT;
    *decimals = g->digits[last];
    return true;
}

const char *feed_digits_read(const char *text, bool spaces, double *value, enum feed_mark *mark)
{
    struct groups g;
    size_t decimals = 0;
    if (!str_is_digit(*text))
        return NULL;
    const char *end = split(text, spaces, &g);
    if (!end || !find_mark(&g, mark, &decimals))
        return NULL;
    BUG_UNLESS(decimals < g.n_digits);
    const size_t whole = g.n_digits - decimals;
    memmove(g.text + whole + 1, g.text + whole, decimals + 1);
    g.text[whole] = '.';
    *value = strtod(g.text, NULL);
    return end;
}
