/* known.h: a value that may be unknown. Unknown is NaN; it is never 0. */
#ifndef KNOWN_H
#define KNOWN_H

#include <math.h>

/* Returns value, or otherwise where value is unknown (NaN). */
static inline double known_or(double value, double otherwise)
{
    return isnan(value) ? otherwise : value;
}

#endif
