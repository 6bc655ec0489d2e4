/* numtext.c: checks the grammar of a number, then lets strtod convert it. */
#include "numtext.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Returns the index after the digits that start at i. */
static size_t digits(const char *s, size_t n, size_t i)
{
    while (i < n && s[i] >= '0' && s[i] <= '9')
        i++;
    return i;
}

/* Returns the index after the number that starts at 0; 0 if there is none. */
static size_t number_end(const char *s, size_t n)
{
    size_t i = n && s[0] == '-';
    const size_t whole = i;
    i = digits(s, n, i);
    if (i == whole || (s[whole] == '0' && i - whole > 1))
        return 0;
    if (i < n && s[i] == '.') {
        const size_t frac = i + 1;
        i = digits(s, n, frac);
        if (i == frac)
            return 0;
    }
    if (i < n && (s[i] == 'e' || s[i] == 'E')) {
        size_t exp = i + 1;
        if (exp < n && (s[exp] == '+' || s[exp] == '-'))
            exp++;
        i = digits(s, n, exp);
        if (i == exp)
            return 0;
    }
    return i;
}

bool numtext_parse(const char *text, size_t n, double *value)
{
    char copy[64];
    if (n == 0 || n >= sizeof copy || number_end(text, n) != n)
        return false;
    memcpy(copy, text, n);
    copy[n] = '\0';
    *value = strtod(copy, NULL);
    return isfinite(*value);
}

bool numtext_is_whole(double value)
{
    return fabs(value) <= 9007199254740992.0 && floor(value) == value;
}
