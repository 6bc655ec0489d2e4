/* money.h: prices, funds and running costs, in AUD including GST. */
#ifndef MONEY_H
#define MONEY_H

#include "records.h"
#include "results.h"

/* What prices depend on besides the observations. */
struct money_terms {
    struct range usd_per_aud;
    double gst_frac, price_sigma;
    const char *as_of; /* later observations are not used */
    const struct shock_list *shocks;
};

struct money_price {
    struct range aud; /* unknown where nobody observed it */
    const struct price *from;
    bool landed; /* USD / rate x (1 + GST) */
};

/* Price of one: the newest AUD observation of that condition, else the newest USD one, landed. Of several of one date
   the middle one counts, with the spread of all. */
struct money_price money_price(const struct price_list *all, const char *component, enum condition condition,
                               const struct money_terms *t);

/* Whole months from one date (YYYY, YYYY-MM or YYYY-MM-DD; a year alone is its middle) to another. */
double money_months_between(const char *from, const char *to);
/* What shocks multiply the price of this thing by. */
double money_shock(const struct money_terms *t, const char *component, enum vendor vendor);

/* Costs by who sells the thing, in the order of the bill. */
struct money_need {
    enum vendor vendor;
    double aud;
};

/* Spends: each restricted pot on its maker's things, then the free pots in order; where that is too little, what
   restricted pots have left is sold at their resale_frac, pot by pot until nothing is missing. Returns what is missing.
   amount + received = spent + moved + loss + left in every pot, and what the pots spent together is what things cost
   less what is missing. */
double money_spend(const struct fund_list *funds, const struct money_need *needs, size_t n, struct fund_use *out);

/* kWh per year: use_h_day busy, the rest of on_h_day idle, on use days; idle on the other days. */
double money_energy_kwh_year(const struct site *s, double use_h_day, double busy_w, double idle_w);
/* Renting qty cards for that many hours a year, landed. */
double money_rent_aud_year(const struct cloud_line *c, double h_year, const struct money_terms *t);

#endif
