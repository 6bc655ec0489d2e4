#include "feed_loose.h"

#include "arena.h"
#include "feed_date.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- a title, a mark and prices ---- */

/* Returns the digits of a number that stands alone at s and is no year; 0: there is none. */
static size_t number_at(const char *text, const char *s)
{
    const size_t n = strspn(s, "0123456789");
    const bool alone = n > 0 && (s == text || !(isalnum((unsigned char)s[-1]) || strchr(".,-/", s[-1]))) &&
                       !str_is_letter(s[n]),
               year = n == 4 && strncmp(s, "20", 2) == 0;
    return alone && !year ? n : 0;
}

/* What may stand between a title and prices without a sign. */
static const char *const marks[] = {": ",
                                    ":\t",
                                    "\t",
                                    " - ",
                                    " -- ",
                                    " = ",
                                    " -> ",
                                    " | ",
                                    " @ ",
                                    " ~",
                                    ": ~",
                                    " for ",
                                    " at ",
                                    " around ",
                                    " about ",
                                    " ca. ",
                                    " approx. ",
                                    " \xE2\x80\x93 ",
                                    " \xE2\x80\x94 ",
                                    " \xE2\x86\x92 ",
                                    " \xE2\x89\x88",
                                    "\xE2\x80\x94",
                                    "="};

/* Returns the bytes of a mark at s; 0: there is none. */
static size_t mark_at(const char *s)
{
    size_t longest = 0;
    if (!*s || !strchr(": \t=\xE2", *s)) /* the bytes that marks begin with: most places need no look at the list */
        return 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (*s != *marks[i] || (marks[i][1] && tolower((unsigned char)s[1]) != (unsigned char)marks[i][1]))
            continue;
        const size_t n = strlen(marks[i]);
        if (n > longest && strncasecmp(s, marks[i], n) == 0)
            longest = n;
    }
    return longest;
}

/* Returns where the first of the prices at s ends: at a comma and a blank, a semicolon, a bar, " / " or " and ". */
static const char *part_end(const char *s)
{
    for (; *s; s++)
        if (strchr(";|", *s) || (*s == ',' && isspace((unsigned char)s[1])) || strncmp(s, " / ", 3) == 0 ||
            strncasecmp(s, " and ", 5) == 0)
            return s;
    return s;
}

/* Returns where the next price begins behind that end. */
static const char *part_next(const char *end)
{
    return *end == '\0' ? end : strchr(";|,", *end) ? end + 1 : strchr(end + 1, ' ') + 1;
}

/* Returns the part without a date: "420 used (2026-03)" is "420 used", "Mar 2026" is "". */
static const char *without_date(struct arena *a, const char *part)
{
    const char *open = strrchr(part, '(');
    if (open && feed_date_find(a, open))
        return arena_strndup(a, part, (size_t)(open - part));
    if (!feed_date_find(a, part) || feed_sign_at(part, true, true).n > 0)
        return part;
    while (isspace((unsigned char)*part))
        part++;
    const bool month = isalpha((unsigned char)*part), iso = strspn(part, "0123456789") == 4 && part[4] == '-';
    return month || iso ? "" : part;
}

/* Reads the prices behind a mark. Returns false when they are not prices alone. */
static bool read_parts(struct arena *a, const char *tail, struct feed_loose *out)
{
    out->n = 0;
    for (const char *from = tail; *from;) {
        const char *end = part_end(from), *part = without_date(a, arena_strndup(a, from, (size_t)(end - from)));
        from = part_next(end);
        if (part[strspn(part, " \t.")] == '\0')
            continue;
        if (out->n == FEED_LOOSE_MOST || !feed_money_alone(part, &out->price[out->n]))
            return false;
        const struct feed_money *m = &out->price[out->n];
        out->words[out->n++] = str_format(a, "%.*s %s", (int)(m->at - part), part, m->end);
    }
    return out->n > 0;
}

/* Returns whether a number with or without a sign stands at s. */
static bool is_priced_at(const char *text, const char *s)
{
    s += feed_sign_at(s, true, true).n;
    while (*s == ' ')
        s++;
    return number_at(text, s) > 0;
}

struct feed_loose feed_loose_split(struct arena *a, const char *text)
{
    struct feed_loose out = {.n = 0};
    bool letters = false, marked = false;
    for (const char *s = text; *s; s++) {
        const size_t n = letters ? mark_at(s) : 0;
        const bool word = n > 0 && *s == ' ' && str_is_letter(s[1]);
        letters = letters || str_is_letter(*s);
        if (n == 0 || (word && marked)) /* "RTX 3090: sold 2 of them for 700" */
            continue;
        if (!read_parts(a, s + n, &out)) {
            if (is_priced_at(text, s + n)) /* "RTX 3080: 400 | RTX 3090: 700" */
                break;
            marked = true;
            continue;
        }
        out.title = arena_strndup(a, text, (size_t)(s - text));
        out.behind = s + n;
        out.apart = true;
        return out;
    }
    out.n = 0;
    return out;
}

/* ---- sentences ---- */

/* Words of sentences that are not in names of things, in English and German. */
static const char *const of_sentences[] = {
    "i",    "you",   "we",     "they",  "he",      "she",   "it",   "the",    "this", "that",  "these", "those",
    "my",   "your",  "our",    "their", "its",     "have",  "has",  "had",    "was",  "were",  "will",  "would",
    "can",  "could", "should", "which", "because", "when",  "if",   "but",    "than", "there", "then",  "be",
    "been", "get",   "got",    "to",    "not",     "don't", "i'm",  "it's",   "what", "who",   "how",   "why",
    "most", "all",   "some",   "any",   "every",   "such",  "so",   "expect", "der",  "die",   "das",   "ein",
    "eine", "einen", "ist",    "sind",  "war",     "und",   "ich",  "wir",    "auf",  "nicht", "wird",  "man",
    "es",   "den",   "dem",    "von",   "zu",      "dass",  "wenn", "aber",   NULL};

bool feed_loose_is_sentence(const char *text)
{
    enum { ENOUGH = 2 };
    int n = 0;
    for (const char *s = text; *s;) {
        size_t m = 0;
        while (str_is_letter(s[m]) || (s[m] == '\'' && m > 0))
            m++;
        for (const char *const *w = of_sentences; m > 0 && *w; w++)
            n += **w == tolower((unsigned char)*s) && strlen(*w) == m && strncasecmp(s, *w, m) == 0;
        s += m > 0 ? m : 1;
    }
    return n >= ENOUGH;
}

/* ---- text that looks priced ---- */

bool feed_loose_has_number(const char *s, const char *end)
{
    for (const char *at = s; at < end && *at; at++) /* end may be in another part of the line, a text of its own */
        if (isdigit((unsigned char)*at)) {
            const size_t n = strspn(at, "0123456789");
            if (!(n == 4 && strncmp(at, "20", 2) == 0))
                return true;
            at += n - 1;
        }
    return false;
}

/* Returns whether a sign or code of a currency stands in the text. */
static bool has_sign(const char *text)
{
    for (const char *s = text; *s;) {
        const size_t sign = feed_sign_at(s, false, true).n, n = str_letters(s);
        if (sign > 0 && (n <= sign || !str_is_letter(s[sign])))
            return true;
        s += n ? n : 1;
    }
    return false;
}

bool feed_loose_looks_priced(const char *text)
{
    enum { MOST_WORDS = 3 };
    const char *last = NULL;
    if (has_sign(text) && strpbrk(text, "0123456789"))
        return true;
    for (const char *s = text; *s; s++) {
        const size_t n = mark_at(s);
        if (s > text && n > 0 && number_at(text, s + n) > 0)
            return true;
        if (number_at(text, s) > 1)
            last = s;
    }
    if (!last || !feed_loose_has_number(text, last))
        return false;
    int words = 0;
    for (const char *s = last; *s; s++)
        words += isspace((unsigned char)s[0]) && str_is_letter(s[1]);
    return words <= MOST_WORDS;
}
