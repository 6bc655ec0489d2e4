/* differ.h: what two options differ in, and why: price line by line, the time of a step term by term, memory, watts,
   cost, checks, inputs and dates. */
#ifndef DIFFER_H
#define DIFFER_H

#include "differences.h"

/* Returns the differences, in the arena. Both comparisons are of one catalogue. full: with every term of a step; else
   small ones are one row. */
const struct differ *differ_run(struct arena *a, const struct differ_side *first, const struct differ_side *second,
                                bool full);
/* Returns whether the two sides have no difference at all, in inputs or in figures. */
bool differ_none(const struct differ *d);

#endif
