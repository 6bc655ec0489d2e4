/* consistency_funds.h: faults of the funds of a scenario. */
#ifndef CONSISTENCY_FUNDS_H
#define CONSISTENCY_FUNDS_H

#include "records.h"

struct diags;

/* Reports a monthly fund that is for one maker, shop or kind or that is sold, kinds that nothing is of, and a fund that
   cannot be sold for a shop where no line is bought. */
void consistency_funds(struct diags *d, const struct scenario *s);

#endif
