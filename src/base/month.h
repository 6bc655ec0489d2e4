/* month.h: months as numbers that can be compared and subtracted. */
#ifndef MONTH_H
#define MONTH_H

#include <stdbool.h>

/* What a year without a month may stand for. */
enum { MONTH_JANUARY = 1, MONTH_JUNE = 6, MONTH_JULY = 7, MONTH_DECEMBER = 12 };

/* Returns 12 * year + month - 1 of YYYY-MM or YYYY at the start of the text, and sets *end, unless end is NULL, to what
   follows. alone: month of a bare year, NaN to refuse one. NaN: the text is NULL or does not start so. */
double month_of(const char *text, double alone, const char **end);
/* Returns whether something holds in a month (12 * year + month - 1; NaN: today) that holds from one month to another,
   YYYY-MM; NULL: from the start, until today. */
bool month_within(double month, const char *since, const char *until);
/* Returns the last day of a month (1 to 12) of a year. */
int month_last_day(int year, int month);
/* Returns whether what is dated so was known at the end of as_of. Both are YYYY, YYYY-MM or YYYY-MM-DD. A month or year
   counts when all of it is over: what is dated "2026-11" may be of the 30th, so it is known as of "2026-11-30" and
   "2026-11", not as of "2026-11-29". Otherwise rows of later days of a month would change a report that was made in it.
 */
bool month_known_by(const char *date, const char *as_of);

#endif
