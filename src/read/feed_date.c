/* feed_date.c: a date is split into numbers and words; the words give the month, the lengths and order of the numbers
   the rest. What follows a complete date, a time or zone, is not read. */
#include "feed_date.h"

#include "arena.h"
#include "records.h"
#include "str.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_PARTS = 3, MONTHS = 12, FIRST_YEAR = 1990, LAST_YEAR = 2099 };

/* The parts of a date. 0: not stated. */
struct date {
    int year, month, day;
};

/* Numbers in the order of the text, and the month if it is a word. */
struct parts {
    int n, value[MOST_PARTS], digits[MOST_PARTS];
    int month, month_at; /* month: 0: none; month_at: numbers in front of it */
    char mark;           /* between the first two numbers */
};

static int month_named(const char *word, size_t n)
{
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",        "jul",
                                         "aug", "sep", "oct", "nov", "dec", "j\xC3\xA4n", "m\xC3\xA4r",
                                         "mrz", "mai", "okt", "dez", "fev", "abr",        "ago"};
    static const int number[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 3, 3, 5, 10, 12, 2, 4, 8};
    for (size_t i = 0; i < sizeof months / sizeof *months; i++)
        if (n >= strlen(months[i]) && strncasecmp(word, months[i], strlen(months[i])) == 0)
            return number[i];
    return 0;
}

/* Splits the text up to the third part. */
static struct parts split(const char *s)
{
    struct parts p = {.n = 0};
    while (*s && p.n + (p.month != 0) < MOST_PARTS) {
        if (isdigit((unsigned char)*s)) {
            int digits = 0, value = 0;
            for (; isdigit((unsigned char)*s) && digits < 9; s++, digits++)
                value = 10 * value + (*s - '0');
            if (*s == ':' || isdigit((unsigned char)*s)) /* a time */
                break;
            p.digits[p.n] = digits;
            p.value[p.n++] = value;
            if (p.n == 1)
                p.mark = *s;
        } else if (str_is_letter(*s)) {
            size_t n = 0;
            while (str_is_letter(s[n]))
                n++;
            const int month = p.month ? 0 : month_named(s, n);
            if (month) {
                p.month = month;
                p.month_at = p.n;
            } else if (*s == 'T' && p.n >= 2)
                break;
            s += n;
        } else
            s++;
    }
    return p;
}

static bool is_year(const struct parts *p, int i)
{
    return p->digits[i] == 4 && p->value[i] >= FIRST_YEAR && p->value[i] <= LAST_YEAR;
}

/* Returns the year of number i, which may have two digits; 0: it is none. */
static int year_of(const struct parts *p, int i)
{
    enum { CENTURY = 2000 };
    return is_year(p, i) ? p->value[i] : p->digits[i] == 2 ? CENTURY + p->value[i] : 0;
}

static struct date with_name(const struct parts *p)
{
    if (p->n == 1)
        return (struct date){is_year(p, 0) ? p->value[0] : 0, p->month, 0};
    if (p->n < 2)
        return (struct date){0, 0, 0};
    if (is_year(p, 0))
        return (struct date){p->value[0], p->month, p->value[1]};
    return (struct date){year_of(p, 1), p->month, p->value[0]};
}

/* Tells day and month of two numbers apart; *month is 0 where nothing does. */
static void order(int first, int second, char mark, const struct country *country, int *month, int *day)
{
    const bool known = mark == '.' || country != NULL;
    const bool month_first = mark != '.' && country && country->month_first == flag_yes;
    *month = *day = 0;
    if (first > MONTHS || first == second || (known && !month_first && second <= MONTHS)) {
        *day = first;
        *month = second;
    } else if (second > MONTHS || (known && month_first)) {
        *month = first;
        *day = second;
    }
}

static struct date in_numbers(const struct parts *p, const struct country *country)
{
    struct date d = {0, 0, 0};
    if (p->n >= 1 && is_year(p, 0)) {
        d.year = p->value[0];
        d.month = p->n >= 2 ? p->value[1] : 0;
        d.day = p->n >= 3 ? p->value[2] : 0;
    } else if (p->n == 3 && p->digits[0] <= 2 && p->digits[1] <= 2) {
        d.year = year_of(p, 2);
        order(p->value[0], p->value[1], p->mark, country, &d.month, &d.day);
        d.year = d.month ? d.year : 0;
    } else if (p->n == 2 && p->digits[0] <= 2 && is_year(p, 1))
        d = (struct date){p->value[1], p->value[0], 0};
    return d;
}

static bool is_valid(struct date d)
{
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d.year < FIRST_YEAR || d.year > LAST_YEAR || d.month < 0 || d.month > MONTHS || (d.month == 0 && d.day > 0))
        return false;
    const bool leap = d.year % 4 == 0;
    return d.day >= 0 && (d.month == 0 || d.day <= lengths[d.month - 1]) && !(d.month == 2 && d.day == 29 && !leap);
}

/* Returns the date of so many days after 1970-01-01 (Howard Hinnant's civil_from_days). */
static struct date of_days(long days)
{
    const long z = days + 719468, era = z / 146097, doe = z - era * 146097;
    const long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    const long month = mp < 10 ? mp + 3 : mp - 9;
    return (struct date){(int)(yoe + era * 400 + (month <= 2)), (int)month, (int)(doy - (153 * mp + 2) / 5 + 1)};
}

/* Reads a text of digits only: YYYYMMDD, or seconds or milliseconds since 1970. */
static struct date of_digits(const char *text, size_t n)
{
    enum { SECONDS = 10, MILLISECONDS = 13, COMPACT = 8 };
    static const long long day_s = 86400;
    const long long value = strtoll(text, NULL, 10);
    if (n == COMPACT)
        return (struct date){(int)(value / 10000), (int)(value / 100 % 100), (int)(value % 100)};
    if (n == SECONDS || n == MILLISECONDS)
        return of_days((long)((n == SECONDS ? value : value / 1000) / day_s));
    return (struct date){n == 4 ? (int)value : 0, 0, 0};
}

static const char *written(struct arena *a, struct date d)
{
    if (!is_valid(d))
        return NULL;
    char *text = arena_alloc(a, sizeof "2026-03-12");
    const int values[] = {d.year / 100, d.year % 100, d.month, d.day};
    char *to = text;
    for (int i = 0; i < (d.day ? 4 : d.month ? 3 : 2); i++) {
        if (i >= 2)
            *to++ = '-';
        *to++ = (char)('0' + values[i] / 10);
        *to++ = (char)('0' + values[i] % 10);
    }
    return text;
}

const char *feed_date_read(struct arena *a, const char *text, const struct country *country)
{
    while (isspace((unsigned char)*text))
        text++;
    const size_t n = strspn(text, "0123456789"), all = strlen(text);
    if (n > 0 && strspn(text + n, " \t\r\n") == all - n)
        return n <= 13 ? written(a, of_digits(text, n)) : NULL;
    const struct parts p = split(text);
    return written(a, p.month ? with_name(&p) : in_numbers(&p, country));
}

/* Returns the text behind a link, of Markdown or HTML, at its start. */
static const char *behind_link(const char *s)
{
    while (*s == ' ')
        s++;
    const char *end = *s == '[' ? strchr(s, ')') : *s == '<' ? strstr(s, "</a>") : NULL;
    return !end ? s : *s == '[' ? end + 1 : end + strlen("</a>");
}

const char *feed_date_stated(struct arena *a, const char *text)
{
    static const char *const words[] = {
        "generated by pcpartpicker", "generated by", "as of", "updated", "date:", "prices from", "checked"};
    enum { LONGEST = 64 };
    for (const char *s = text; *s; s++)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            if (tolower((unsigned char)*s) != *words[i] || strncasecmp(s, words[i], strlen(words[i])) != 0)
                continue;
            const char *from = behind_link(s + strlen(words[i]));
            size_t n = strcspn(from, "\n|<");
            n = n < LONGEST ? n : LONGEST;
            const char *date = feed_date_read(a, arena_strndup(a, from, n), NULL);
            if (date)
                return date;
        }
    return NULL;
}

const char *feed_date_find(struct arena *a, const char *text)
{
    enum { YEAR = 4, LONGEST_MONTH = 14 };
    for (const char *s = text; *s; s++) {
        const bool year = s[0] == '2' && s[1] == '0' && strspn(s, "0123456789") == YEAR &&
                          (s == text || !isalnum((unsigned char)s[-1]));
        if (!year)
            continue;
        if (s[YEAR] == '-' && isdigit((unsigned char)s[YEAR + 1]))
            return feed_date_read(a, arena_strndup(a, s, strspn(s, "0123456789-")), NULL);
        const char *from = s;
        while (from > text && s - from < LONGEST_MONTH && (isalnum((unsigned char)from[-1]) || strchr(" ,.", from[-1])))
            from--;
        for (; from < s; from++) {
            if (!isalpha((unsigned char)*from) || (from > text && isalnum((unsigned char)from[-1])) ||
                !month_named(from, strcspn(from, " ,.0123456789")))
                continue;
            return feed_date_read(a, arena_strndup(a, from, (size_t)(s - from) + YEAR), NULL);
        }
    }
    return NULL;
}
