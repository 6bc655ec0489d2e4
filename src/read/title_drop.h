/* title_drop.h: why a title sells something else than the product that it names: a box, an accessory, a laptop, a whole
   PC, a lot, a broken thing. */
#ifndef TITLE_DROP_H
#define TITLE_DROP_H

#include "title_hit.h"
#include "title_said.h"

/* What a feed says that the listing is. */
enum title_drop_category {
    CATEGORY_ANY, /* nothing is said */
    CATEGORY_CARD,
    CATEGORY_CPU,
    CATEGORY_BOARD,
    CATEGORY_SUPPLY,
    CATEGORY_MEMORY,
    CATEGORY_DRIVE,
    CATEGORY_SYSTEM,
    CATEGORY_LAPTOP,
    CATEGORY_OTHER
};

/* Returns why the title is not an offer of the products in hits alone; NULL: it is one. other_card: it names a card
   that is in no hit. */
const char *title_drop_reason(const struct title_words *w, const struct title_said *s, const struct title_hits *hits,
                              enum title_drop_category category, bool other_card);

#endif
