/* choices.h: of the options that are variants of one choice only the best stands among the options. */
#ifndef CHOICES_H
#define CHOICES_H

#include "comparison.h"

struct arena;

/* Keeps of every group (option.variant_of) the variant that is ranked best, under the name of the group; c->variant
   gets all variants as they were ranked, group by group. Returns whether there are any groups: the options must then
   be ranked again. After rank_options. */
bool choices_fold(struct arena *a, struct comparison *c);

#endif
