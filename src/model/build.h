/* build.h: checks whether the parts of an option go together: slots, sockets, memory, cables, supply. One check per
   rule, each naming the part that limits. Sources: records of boards, cases and supplies; excursion records. */
#ifndef BUILD_H
#define BUILD_H

#include "records.h"
#include "results.h"

/* Writes one check per rule whose two values are known to out, at most `most`, and returns how many there are, as
   snprintf does: with most 0 it only counts. An option without cards has none. other_w: peak DC watts of everything but
   the cards, to which the excursion of the cards is added. */
int build_check(const struct option *o, const struct site *s, const struct excursion_list *excursions, double other_w,
                struct build_check *out, int most);
/* Returns the worst verdict; unknown if n is 0. */
enum powerverdict build_worst(const struct build_check *checks, int n);

#endif
