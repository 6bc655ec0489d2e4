/* engine_batches.c: the default batch of an engine.

   Idea: engines choose how many requests and tokens go into a step by the card's memory, and some by its name; builds
   differ. The first row of the engine's record whose conditions all hold counts.
   Invariant: a card whose memory is not known (a chip) meets no from_gib.
   Reference: data/engines.json names the source of each row. */
#include "engine_batches.h"

#include "month.h"

#include <math.h>
#include <string.h>

/* Returns true if the name contains one of the words. */
static bool named(const struct device *card, const struct text_list *words)
{
    for (size_t i = 0; card && i < words->n; i++)
        if (strstr(card->name, words->v[i]))
            return true;
    return false;
}

const struct engine_batch *engine_batches_find(const struct engine *e, const struct device *card, double month)
{
    for (size_t i = 0; i < e->batches.n; i++) {
        const struct engine_batch *b = &e->batches.v[i];
        const bool large = isnan(b->from_gib) || (card && card->mem_gib >= b->from_gib);
        if (month_within(month, NULL, b->until) && large && (b->named.n == 0 || named(card, &b->named)) &&
            !named(card, &b->not_named))
            return b;
    }
    return NULL;
}
