#include "sensitivity.h"

#include "bug.h"
#include "price_trial.h"

#include <math.h>

const struct compare_option *sensitivity_price(const struct comparison *c, double *rise_frac)
{
    enum { MOST_PERCENT = 200 };
    BUG_UNLESS(c->n > 0 && c->by_rank && c->by_rank[0]->outcome.rank == 1);
    const struct compare_option *first = c->by_rank[0];
    *rise_frac = NAN;
    if (first->rented || !c->answered)
        return NULL;
    for (int i = 1; i <= MOST_PERCENT; i++) {
        const double rise = i / 100.0;
        const struct compare_option *now = price_trial_first(
            c, &(struct price_trial){.option = first->outcome.id, .factor = 1 + rise});
        if (now == first)
            continue;
        *rise_frac = rise;
        return now;
    }
    return NULL;
}
