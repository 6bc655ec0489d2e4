/* rank.h: which option first. */
#ifndef RANK_H
#define RANK_H

#include "comparison.h"

struct arena;

/* Fills score and rank of every outcome and the order by_rank. The score is the mean, weighted by the scenario's
   priorities, of each figure scaled from the worst option (0) to the best (1). Options that the funds pay for and the
   house carries come first, then those that serve more workloads, then the higher score. */
void rank_options(struct arena *a, struct comparison *c);
/* Do the funds pay for it, does its board take the cards, and do supply, outlet and circuit carry it? */
bool rank_possible(const struct compare_option *o);

#endif
