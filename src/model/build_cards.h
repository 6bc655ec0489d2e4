/* build_cards.h: do the cards fit in the case, and are those without fans cooled? */
#ifndef BUILD_CARDS_H
#define BUILD_CARDS_H

#include "build_rules.h"

/* Adds the checks of length, height and cooling of the cards. A frame has no walls. */
void build_cards(struct build_rules *r, const struct build_case *b);

#endif
