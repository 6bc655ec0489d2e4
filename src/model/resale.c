#include "resale.h"

#include "bug.h"
#include "real.h"

#include <math.h>

static const struct own_price_list no_prices = {0, NULL};

const struct price_class *resale_class(const struct money_terms *t, struct money_thing thing)
{
    const struct market_thing *found = market_find(t->market, thing.kind, thing.record);
    return found ? t->market->class_[found->class_].terms : NULL;
}

/* Returns the price of a used thing over that of a new one by the market, whatever the scenario states; at most 1. */
static double used_over_new(const struct money_terms *t, struct money_thing thing, const struct price_class *terms)
{
    struct money_terms market = *t;
    market.own = &no_prices;
    const double fresh = money_price(&market, thing, condition_new_, 0, false).amount.mid,
                 used = money_price(&market, thing, condition_used, 0, false).amount.mid;
    return fmin(1, isnan(used / fresh) ? terms->used_price_frac : used / fresh);
}

/* Returns the part that is left after those years. */
static double left(double loss, double years)
{
    return real_pow(fmax(0, 1 - loss), years);
}

struct range resale_value(const struct money_terms *t, struct money_thing thing, enum condition bought,
                          struct range paid, double years)
{
    const struct price_class *terms = resale_class(t, thing);
    if (!terms)
        return range_unknown();
    const bool fresh = bought == condition_new_;
    const double ratio = fresh ? used_over_new(t, thing, terms) : 1;
    const struct range loss = terms->yearly_loss_frac,
                       spread = range_lognormal(ratio, fresh ? terms->condition_frac : 0);
    BUG_UNLESS(years >= 0 && ratio <= 1);
    return (struct range){
        paid.low95 * spread.low95 * left(loss.high95, years), paid.low80 * spread.low80 * left(loss.high80, years),
        paid.mid * spread.mid * left(loss.mid, years), paid.high80 * spread.high80 * left(loss.low80, years),
        paid.high95 * spread.high95 * left(loss.low95, years)};
}
