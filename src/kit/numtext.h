/* numtext.h: numbers in text, strictly. The grammar is JSON's: -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?, so
   "80 ", "0x10", "inf", "nan", "1_000", "+5", ".5", "5." and "700watts" are not numbers; nor is anything that
   overflows. */
#ifndef NUMTEXT_H
#define NUMTEXT_H

#include <stdbool.h>
#include <stddef.h>

/* True and *value set when all n bytes of text are one finite number. */
bool numtext_parse(const char *text, size_t n, double *value);
/* A whole number of at most 2^53 in either direction. */
bool numtext_is_whole(double value);

#endif
