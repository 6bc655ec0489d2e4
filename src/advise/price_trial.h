/* price_trial.h: what a run with another price would put first.

   Only the money of the options that the price touches is worked out again, by the same code as in a run (settle.h);
   then all options are ranked, and choices are folded, as in a run. */
#ifndef PRICE_TRIAL_H
#define PRICE_TRIAL_H

#include "comparison.h"

/* A change of prices: of one thing in one condition, or of all that one option buys. */
struct price_trial {
    const char *id; /* of the thing; NULL: none */
    enum condition condition;
    double amount;      /* price of one, in the scenario's currency, as its `prices` state it */
    const char *option; /* id of the option; NULL: none */
    double factor;      /* of its price_factor */
};

/* Returns the option of the ranked comparison that comes first after the change; NULL: that one will not do. */
const struct compare_option *price_trial_first(const struct comparison *c, const struct price_trial *t);

#endif
