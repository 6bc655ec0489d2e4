/* check_prices.h: how good price estimates are: each observation and each thing is left out in turn and estimated from
   the others. */
#ifndef CHECK_PRICES_H
#define CHECK_PRICES_H

#include "records.h"

struct arena;
struct market;
struct market_thing;

/* Of a thing with more observations than the first only each second, third ... is left out, so that the work grows with
   their number and not with its square. The market is fitted twenty times, so one of more observations than the second
   is not checked: a shop's of some years. */
enum { CHECK_PRICES_MOST_OF_ONE = 200, CHECK_PRICES_MOST = 20000 };

/* One observation and what the others say of it. */
struct check_prices_row {
    const struct price *price;
    const struct market_thing *thing;
    enum priceclass class_; /* of the thing */
    double ln_usd;          /* as observed, as a price paid in the US before tax */
    double predicted;       /* ln */
    double sigma;           /* standard deviation of one price */
    bool whole;             /* the thing was left out whole */
};

struct check_prices_sum {
    size_t n;
    double median_frac; /* median of |predicted / observed - 1| */
    double p90_frac;
    double bias_frac;     /* median of predicted / observed - 1 */
    double inside80_frac; /* part that lies in the 80 % range */
};

struct check_prices {
    struct check_prices_row *observation, *thing;
    size_t n_observations, n_things;
};

/* Leaves out every observation, from the month from_month on, of things that have others, and every thing whole.
   Observations of one source and month of one thing in one condition leave together: they are not independent. Index,
   offsets, like things and outliers are fitted without the tenth of all observations (or of all things) that the one
   left out belongs to. */
const struct check_prices *check_prices_run(struct arena *a, const struct market *m, double from_month);
/* Sums up the rows for which class_ (priceclass_unknown: any) is the class of the thing. */
struct check_prices_sum check_prices_sum(struct arena *a, const struct check_prices_row *rows, size_t n,
                                         enum priceclass class_);
/* Returns the rows whose observation is of that condition and kind; *found becomes their number. */
struct check_prices_row *check_prices_of_kind(struct arena *a, const struct check_prices_row *rows, size_t n,
                                              enum condition condition, enum pricekind kind, size_t *found);

#endif
