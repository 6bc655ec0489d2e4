/* names_match.h: the records that have the same words as a name (names.h says which). */
#ifndef NAMES_MATCH_H
#define NAMES_MATCH_H

#include "names_found.h"
#include "names_rank.h"

/* Adds the record to near, unless it is there. */
void names_match_add(struct names_found *out, const void *record);
/* Returns true for a device of Apple, which differs from others of its name in GPU cores. */
bool names_match_is_chip(const struct names_rank_search *s, const void *record);
/* Fills *out with the record that the name means, or with those that it may mean. Leaves it if there is none. */
void names_match_find(const struct names_rank_search *s, struct names_found *out);

#endif
