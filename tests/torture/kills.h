/* kills.h: kill -9 of `rigplan run` at random moments. */
#ifndef TORTURE_KILLS_H
#define TORTURE_KILLS_H

#include "torture/trial.h"

#include <stdint.h>

/* How a report becomes, undisturbed, and how long that takes. */
struct kills_plan {
    struct tree old, one, other; /* the work folder with the report of three scenarios */
    double seconds;
    bool pair; /* two runs at once */
};

struct kills_plan kills_prepare(const struct bench *b, bool pair);
/* Kills once, at a moment that follows from seed and number. Returns true if all is well; else `why` says what is not.
 *landed: the process was still running. */
bool kills_once(const struct bench *b, const struct kills_plan *p, uint64_t seed, long number, bool *landed, char *why,
                size_t room);
/* Returns a number in [0, 1) that follows from the seed alone, and moves the seed on. */
double kills_chance(uint64_t *state);

#endif
