/* rank.h: the order of the options.

   Options that serve more of the workloads that have to run come first; then those whose price and power are known;
   then those that the funds cover and that can be built, powered and plugged in; then the higher score; then fewer
   checks that fail, then fewer that could not be made, then fewer speeds that rest on rates of other cards; then the
   id, so that the order never depends on the sort. The score is the mean of the figures in the scenario's priorities,
   weighted by them, each scaled from the worst option (0) to the best (1); speed is taken relative to the fastest
   option on each workload, so that an option that runs all but one is not without speed. It depends on all options:
   adding one may change the scores of the others. */
#ifndef RANK_H
#define RANK_H

#include "comparison.h"

struct arena;

/* Sets speed_frac of every outcome and assumed_rates of every option, which no price changes. */
void rank_speeds(struct comparison *c);
/* Sets score and rank of every outcome, possible of every option, and c->by_rank. After rank_speeds. */
void rank_options(struct arena *a, struct comparison *c);
/* Returns true if the funds cover the option and no build check, power supply, outlet or circuit fails. */
bool rank_possible(const struct compare_option *o);

/* Returns what the scenario ranks by, or speed, cost and watts alike where it states nothing. */
struct priority_list rank_priorities(const struct scenario *s);
/* Returns the figure that a priority compares: speed_frac for speed_tok_s, wall_high_w for
   decode_wall_w; NULL: there is none of that name. */
const struct figure *rank_figure(const struct priority *p);

#endif
