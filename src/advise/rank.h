/* rank.h: the order of the options.

   Options that the funds cover and that can be built and powered come first; then those that run more workloads fast
   enough; then the higher score; then the id, so that the order never depends on the sort.
   The score is the mean of the figures in the scenario's priorities, weighted by them, each scaled from the worst
   option (0) to the best (1). It depends on all options: adding one may change the scores of the others. */
#ifndef RANK_H
#define RANK_H

#include "comparison.h"

struct arena;

/* Sets score and rank of every outcome, `possible` of every option, and c->by_rank. */
void rank_options(struct arena *a, struct comparison *c);
/* Returns true if the funds cover the option, the board takes its cards, and power supply, outlet and circuit can
   power it. */
bool rank_possible(const struct compare_option *o);

#endif
