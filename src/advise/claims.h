/* claims.h: judges the figures that the author of a plan states.

   A stated figure is right if it is the computed one, rounded to the digits that are stated; about right if the author
   writes "about" and it is within 5 % of the computed one or within the rounding of the stated one, or if it lies in
   the range of what is computed; else wrong. A stated range is compared with the sums of the low and of the high ends
   where the author's own prices have ranges, else it has to hold the computed figure. */
#ifndef CLAIMS_H
#define CLAIMS_H

#include "comparison.h"

struct arena;

/* Sets c->judged: one result per figure that an option or one of its machines states, option by option. */
void claims_judge(struct arena *a, struct comparison *c);

#endif
