/* month.h: months as numbers that can be compared and subtracted. */
#ifndef MONTH_H
#define MONTH_H

#include <stdbool.h>

/* What a year without a month may stand for. */
enum { MONTH_JANUARY = 1, MONTH_JUNE = 6, MONTH_JULY = 7 };

/* Returns 12 * year + month - 1 of YYYY-MM or YYYY at the start of the text, and sets *end, unless end is NULL, to what
   follows. alone: month of a bare year, NaN to refuse one. NaN: the text is NULL or does not start so. */
double month_of(const char *text, double alone, const char **end);
/* Returns whether a date is not later than as_of, as far as both state it: "2025-12" is not later than "2025-12-31". */
bool month_known_by(const char *date, const char *as_of);

#endif
