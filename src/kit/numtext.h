/* numtext.h: strict parsing of numbers. The grammar is JSON's: -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?. "80 ",
   "0x10", "inf", "nan", "1_000", "+5", ".5", "5." and "700watts" are not numbers; neither is a value that overflows. */
#ifndef NUMTEXT_H
#define NUMTEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Returns true and sets *value when all n bytes of text are one finite number of at most 63 characters. */
bool numtext_parse(const char *text, size_t n, double *value);
/* Returns true for a whole number in -2^53..2^53. */
bool numtext_is_whole(double value);

#endif
