#include "month.h"

#include "bug.h"
#include "unit.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Returns the number in at most n leading digits of *s, and moves *s behind them; below 0: there are none. */
static int digits(const char **s, int n)
{
    int v = -1;
    for (int i = 0; i < n && **s >= '0' && **s <= '9'; i++, ++*s)
        v = (i ? v * 10 : 0) + (**s - '0');
    return v;
}

double month_of(const char *text, double alone, const char **end)
{
    const char *s = text;
    if (!s)
        return NAN;
    const int year = digits(&s, 4);
    const char *behind = s + 1;
    const int stated = *s == '-' ? digits(&behind, 2) : -1;
    const double month = stated < 0 ? alone : stated;
    if (end)
        *end = stated < 0 ? s : behind;
    return year >= 0 && month >= 1 && month <= unit_years_to_months(1) ? unit_years_to_months(year) + month - 1
                                                                       : (double)NAN;
}

bool month_within(double month, const char *since, const char *until)
{
    if (isnan(month))
        return !until;
    return (!since || month >= month_of(since, NAN, NULL)) && (!until || month <= month_of(until, NAN, NULL));
}

int month_last_day(int year, int month)
{
    BUG_UNLESS(month >= MONTH_JANUARY && month <= MONTH_DECEMBER);
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

/* Returns the last day that a date may mean, as a number that grows with it: of a year 31 December. */
static int end_of(const char *date)
{
    enum { MONTHS = 100, DAYS = 100 };
    const char *s = date;
    const int year = digits(&s, 4);
    int month = MONTH_DECEMBER, day = 0;
    if (*s == '-') {
        ++s;
        month = digits(&s, 2);
    }
    BUG_UNLESS(year >= 0 && month >= 1 && month <= MONTH_DECEMBER); /* decode_is_date() */
    if (*s == '-') {
        ++s;
        day = digits(&s, 2);
    }
    return (year * MONTHS + month) * DAYS + (day > 0 ? day : month_last_day(year, month));
}

bool month_known_by(const char *date, const char *as_of)
{
    return end_of(date) <= end_of(as_of);
}
