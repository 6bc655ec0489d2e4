/* near.c: edit distance (Levenshtein), one row of the table at a time. */
#include "near.h"

#include "bug.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { LONGEST = 63 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Returns the edit distance of a (n letters) and b (m letters); both at most LONGEST letters. */
static size_t edits(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[LONGEST + 1];
    BUG_UNLESS(n <= LONGEST && m <= LONGEST);
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            const bool same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            const size_t swap = diagonal + !same;
            diagonal = row[j];
            row[j] = least(least(row[j] + 1, row[j - 1] + 1), swap);
        }
    }
    return row[m];
}

/* The digits of both in their order are the same. */
static bool same_digits(const char *a, const char *b)
{
    for (;;) {
        a += strcspn(a, "0123456789");
        b += strcspn(b, "0123456789");
        if (*a != *b)
            return false;
        if (*a == '\0')
            return true;
        a++;
        b++;
    }
}

size_t near_edits(const char *a, const char *b)
{
    const size_t n = strlen(a), m = strlen(b);
    return n > LONGEST || m > LONGEST ? LONGEST + 1 : edits(a, n, b, m);
}

void near_consider(struct near *best, const char *wanted, const char *candidate)
{
    const size_t n = strlen(wanted), m = strlen(candidate);
    if (n > LONGEST || m > LONGEST || n == 0 || !same_digits(wanted, candidate))
        return;
    const size_t longer = n > m ? n : m;
    const size_t limit = longer / 3 > 2 ? longer / 3 : 2;
    if (2 * longer - n - m > limit) /* so many letters must be added at least */
        return;
    const size_t d = edits(wanted, n, candidate, m);
    if (d > limit || d >= longer || (best->name && d >= best->distance))
        return;
    *best = (struct near){candidate, d};
}
