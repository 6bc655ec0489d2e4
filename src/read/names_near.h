/* names_near.h: what a name that means no record was probably meant for. */
#ifndef NAMES_NEAR_H
#define NAMES_NEAR_H

#include "names_found.h"
#include "names_rank.h"

/* Returns true if the record's names have all words of the name, and more but the grade of a card. */
bool names_near_longer(const struct names_rank_search *s, const void *record);
/* Collects those records. */
void names_near_incomplete(const struct names_rank_search *s, struct names_found *out);
/* Fills *out with what is near the name. */
void names_near_look(const struct names_rank_search *s, const char *text, struct names_found *out);

#endif
