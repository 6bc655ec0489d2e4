/* offers.h: which cards (how many of each kind) and which machines have room for a case, and what they cost.

   For every kind of card the number goes up from 1 until the case fits in device memory. Numbers whose nominal memory
   is below the model's weights are skipped, and compute buffers, which kinds of card mostly share, are kept. */
#ifndef OFFERS_H
#define OFFERS_H

#include "money.h"
#include "prepare.h"

struct arena;

enum { OFFERS_MOST_CARDS = 8 };

struct offers {
    struct offer *offer; /* by price, unknown prices last; then by count, memory and id */
    size_t n;
    size_t n_cards, n_systems;    /* kinds of card and machines that were tried: those that the engine runs on */
    const struct offer *fewest;   /* fewest cards or one machine; of equal counts the cheaper. NULL: none has room */
    const struct offer *cheapest; /* NULL: none has room, or no price is known */
};

/* Returns the fewest cards of kind d, from 1 to OFFERS_MOST_CARDS, that have room for the request's model, quant and
   load, or 0. *s must be prepared for that model and quant; where the result is not 0, it is set up for that number. */
int offers_fewest(const struct catalogue *c, const struct request *q, const struct device *d, struct prepared *s);
/* Returns the offers of the whole catalogue. Uses the request's quant, not its devices. Returns NULL when the model has
   too many layers. */
const struct offers *offers_run(struct arena *a, const struct money_terms *t, const struct request *q);
/* Returns the offer of one kind of card; its count is 0 where OFFERS_MOST_CARDS are not enough. */
struct offer offers_card(const struct money_terms *t, const struct request *q, const struct device *d,
                         struct prepared *s);

#endif
