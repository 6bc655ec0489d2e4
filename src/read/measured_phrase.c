#include "measured_phrase.h"

#include "arena.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_NUMBER = 15, LONGEST_WORD = 128 };

struct match {
    const char *text;
    const char *taken, *taken_end; /* NULL: nothing taken */
    bool number;                   /* what was taken is a number */
};

static bool is_letter_or_digit(char c)
{
    return isalnum((unsigned char)c) != 0;
}

/* Returns the end of the number at s with its K or %, s where there is none. */
static const char *skip_number(const char *s)
{
    const char *p = s;
    while (isdigit((unsigned char)*p) || (*p == '.' && p > s && isdigit((unsigned char)p[1])))
        p++;
    if (p == s || p - s > LONGEST_NUMBER)
        return s;
    const bool thousands = (*p == 'K' || *p == 'k') && !is_letter_or_digit(p[1]);
    return p + (thousands || *p == '%');
}

static const char *number_text(struct arena *a, const char *s, const char *end)
{
    static const double k = 1024, percent = 0.01;
    const double v = strtod(s, NULL);
    const bool thousands = end[-1] == 'K' || end[-1] == 'k';
    return str_format(a, "%.15g", thousands ? round(v * k) : end[-1] == '%' ? v * percent : v);
}

static size_t word_length(const char *s)
{
    const size_t n = strcspn(s, " ,;:()+");
    return n < LONGEST_WORD ? n : LONGEST_WORD;
}

static bool at_edge(const struct match *m, const char *s)
{
    return s == m->text || !is_letter_or_digit(s[-1]) || !is_letter_or_digit(*s);
}

static bool matches(struct match *m, const char *s, const char *pattern);

/* The word may end before its last character, so that "*.yaml" finds the name in "lora.yaml". */
static bool matches_word(struct match *m, const char *s, const char *pattern)
{
    for (size_t n = word_length(s) + 1; n-- > 0;)
        if (matches(m, s + n, pattern + 1)) {
            if (*pattern == '*') {
                m->taken = s;
                m->taken_end = s + n;
            }
            return true;
        }
    return false;
}

static bool matches_number(struct match *m, const char *s, const char *pattern)
{
    const char *end = skip_number(s);
    if (end == s || !matches(m, end, pattern + 1))
        return false;
    if (*pattern == '#') {
        m->taken = s;
        m->taken_end = end;
        m->number = true;
    }
    return true;
}

/* Returns true where the text at s begins with the pattern. */
static bool matches(struct match *m, const char *s, const char *pattern)
{
    for (; *pattern; pattern++) {
        if (*pattern == '*' || *pattern == '?')
            return matches_word(m, s, pattern);
        if (*pattern == '#' || *pattern == '~')
            return matches_number(m, s, pattern);
        if (*pattern == ' ' || *pattern == '-')
            s += strspn(s, " -_=");
        else if (*pattern == '$')
            return *s == '\0';
        else if (tolower((unsigned char)*s) == tolower((unsigned char)*pattern))
            s++;
        else
            return false;
    }
    return at_edge(m, s);
}

const char *measured_phrase_find(struct arena *a, const char *text, const char *pattern)
{
    struct match m = {.text = text};
    const bool first_only = *pattern == '^', numeric = strchr("#~", pattern[first_only]) != NULL;
    for (const char *s = text; *s; s++) {
        const bool inside_number = numeric && s > text && s[-1] == '.';
        if (at_edge(&m, s) && !inside_number && matches(&m, s, pattern + first_only))
            return !m.taken   ? ""
                   : m.number ? number_text(a, m.taken, m.taken_end)
                              : arena_strndup(a, m.taken, (size_t)(m.taken_end - m.taken));
        if (first_only)
            break;
    }
    return NULL;
}
