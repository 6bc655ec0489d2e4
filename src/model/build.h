/* build.h: can the option be put together at all? One check per rule, each naming the part that decides. Sources: the
   boards', cases' and supplies' records; ATX excursions from the excursion records. */
#ifndef BUILD_H
#define BUILD_H

#include "records.h"
#include "results.h"

/* Judges the rules that can be judged from what is known; nothing known breaks no rule. Writes the first `most`
   checks to out and returns how many there are, as snprintf does: with most 0 it only counts. An option without cards
   of its own has none. other_w: DC watts at peak of all that is not a card, which an excursion comes on top of. */
int build_check(const struct option *o, const struct site *s, const struct excursion_list *excursions, double other_w,
                struct build_check *out, int most);
/* The worst verdict, unknown when there is no check. */
enum powerverdict build_worst(const struct build_check *checks, int n);

#endif
