#include "month.h"

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

bool month_known_by(const char *date, const char *as_of)
{
    const size_t n = strlen(date), m = strlen(as_of);
    return strncmp(date, as_of, n < m ? n : m) <= 0;
}
