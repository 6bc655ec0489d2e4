/* picks.h: the options that a decision is between: the first, the next, and the cheapest that serves. An option serves
   when it runs every workload that has to run, as fast as the workload needs (outcome.musts). */
#ifndef PICKS_H
#define PICKS_H

#include "comparison.h"

enum pick { PICK_BEST, PICK_NEXT, PICK_CHEAPEST, PICK_END };

struct picks {
    const struct compare_option *of[PICK_END]; /* NULL: there is none that is not picked already */
    bool best_is_cheapest, next_is_cheapest;   /* of all that serve and can be had */
};

/* The workload that leaves an option the least room. */
struct picks_tightest {
    const struct workload *workload; /* NULL: no workload that has to run states a speed and runs */
    const struct compare_cell *cell;
    double need_frac; /* decode speed over the speed needed: 1 is just enough; NaN: unknown */
};

/* Returns whether an option serves. */
bool picks_serves(const struct comparison *c, const struct compare_option *o);
/* Returns the options to show side by side. The cheapest has the lowest price with its rent over the horizon;
   of[PICK_CHEAPEST] is the cheapest of those that serve and are not picked yet, of those that can be had first. */
struct picks picks_of(const struct comparison *c);
/* Returns whether the first option stands first only by a price that may be wrong: a rise within the 80 % range of its
   own price puts another option first, or leaves none. */
bool picks_close(const struct comparison *c);
/* Returns the workload that has to run and whose speed is the least multiple of what it needs. */
struct picks_tightest picks_tightest(const struct comparison *c, const struct compare_option *o);

#endif
