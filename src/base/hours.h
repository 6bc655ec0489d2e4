/* hours.h: spans of hours of the day. */
#ifndef HOURS_H
#define HOURS_H

#include <stdbool.h>

/* Returns whether the hour lies from one hour to another, maybe over midnight; a whole day where both are equal. */
static inline bool hours_within(double hour, double from_h, double to_h)
{
    return from_h < to_h ? hour >= from_h && hour < to_h : hour >= from_h || hour < to_h;
}

#endif
