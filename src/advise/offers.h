/* offers.h: the fewest cards of every kind, and the machines, that hold a case, with what they cost. */
#ifndef OFFERS_H
#define OFFERS_H

#include "prepare.h"

struct arena;

enum { OFFERS_MOST_CARDS = 8 };

struct offers {
    struct offer *offer; /* by price, unknown prices last; then by count, memory and id */
    size_t n;
    size_t n_cards, n_systems; /* kinds that were tried: those that the engine runs on */
    const struct offer *fewest,
        *cheapest; /* fewest: of equal counts the cheaper; NULL: nothing holds it, or no price is known */
};

/* The fewest of that card, from 1 to 8, that hold the request's model, quant and load, or 0. *s is prepared for that
   model and quant; where the answer is not 0 it is set up for so many of them. */
int offers_fewest(const struct catalogue *c, const struct request *q, const struct device *d, struct prepared *s);
/* The whole catalogue. The request's devices are not used; its quant is. NULL: the model has too many layers. */
const struct offers *offers_run(struct arena *a, const struct catalogue *c, const struct request *q);
/* The offer of one kind of card: count 0 where 8 are too few. */
struct offer offers_card(const struct catalogue *c, const struct request *q, const struct device *d,
                         struct prepared *s);

#endif
