/* money.h: prices, funds and running costs, in the currency of the scenario, with the tax that the buyer pays. */
#ifndef MONEY_H
#define MONEY_H

#include "catalogue.h"
#include "market.h"
#include "results.h"

/* What a scenario says about money. */
struct money_terms {
    const struct market *market;
    const struct shock_list *shocks;
    const struct own_price_list *own; /* prices that win */
    const char *as_of;
    enum currency currency;        /* of all results */
    const struct country *country; /* where things are bought; NULL: none is on record, and no tax is added */
    struct range tax_frac;         /* added to what is bought */
    double reclaimed_frac;         /* tax in stated prices that the buyer gets back; 0: none */
};

struct money_price {
    struct range amount; /* with tax, in the currency of the terms; unknown: nothing is known of such things */
    enum pricebasis basis;
    const struct price *from; /* newest observation of that condition, else of any; NULL: none */
    double n, age_months;     /* observations that count, and the age of the newest; NaN: none */
    bool landed;              /* true: no observation is from the country's market */
};

/* Something that is bought: a catalogue record with id and aliases. */
struct money_thing {
    const struct kind *kind;
    const void *record;
};

/* Returns the terms of a scenario. */
struct money_terms money_terms_of(const struct market *m, const struct scenario *s);
/* Returns the terms of a buyer in that country; without one on record in the currency of the market's policy. */
struct money_terms money_terms_in(const struct market *m, const char *country);
/* Returns an amount of a currency in that of the terms, at the rate of the date; unknown without a rate. */
struct range money_convert(const struct money_terms *t, struct range amount, enum currency from);
/* Returns in the currency of the terms what the buyer pays of a price that is stated with tax: without the tax that it
   gets back. */
struct range money_stated(const struct money_terms *t, struct range amount, enum currency from);
/* Returns the price of one unit months after the date: what the scenario states, else the market's estimate
   (market.h), with tax. A price ahead follows part of the class's trend and has a wider range. imported: bought in the
   US, with duty and entry charge. Shocks are not in it. */
struct money_price money_price(const struct money_terms *t, struct money_thing thing, enum condition condition,
                               double months, bool imported);

/* Returns whether the price of the thing is one that the user gave with the question (--price): it wins over the price
   that a line states. */
bool money_is_asked(const struct money_terms *t, struct money_thing thing, enum condition condition);

/* Returns the lowest price of the conditions in which the thing was observed in the last year, and sets *condition;
   where it was not, that of a new one. */
struct money_price money_cheapest(const struct money_terms *t, struct money_thing thing, enum condition *condition);

/* Returns the whole months from one date to another (YYYY, YYYY-MM or YYYY-MM-DD; a bare year counts as its middle). */
double money_months_between(const char *from, const char *to);
/* A date as text: YYYY, YYYY-MM or YYYY-MM-DD. */
struct money_date {
    char text[12];
};
/* Returns the date that many months later, stated as exactly as `from`; a part of a month, or of a bare year, counts as
   none. */
struct money_date money_date_after(const char *from, double months);
/* Returns the product of all shocks that apply to this thing of this vendor; 1 if none does. */
double money_shock(const struct money_terms *t, struct money_thing thing, enum vendor vendor);

/* The cost of things that the same funds may pay; with vendor_unknown, of rent and tokens over the horizon. */
struct money_need {
    enum vendor vendor;
    double cost;
    const char *shop; /* where they are bought; NULL: not stated */
    const char *kind; /* as fund_limits.h names kinds; NULL: one that no fund names */
};

enum { MONEY_MOST_NEEDS = 256, MONEY_MOST_FUNDS = 16 };

/* Returns what an amount in a fund brings as cash: 0 where it can neither buy anything nor be sold. */
double money_worth(const struct fund *f, double amount);
/* Adds proceeds (of parts that are sold) to the first unrestricted fund, spends the funds on the needs in their
   order and fills out (one per fund). Restricted funds pay for what they may buy first, then unrestricted funds pay in
   order; a fund makes room for another where it can pay something else, so that no money stays in a restricted fund
   that could have been spent. A monthly fund (here with the amount of all its months) pays rent and tokens only, before
   others do, and its rest pays nothing else. If money is still missing, the rest of each restricted fund is sold at its
   resale_frac, fund by fund, until nothing is missing. Returns the money that is missing. In every fund amount +
   received = spent + moved + loss + left; all funds together spend the needs less what is missing. */
double money_spend(const struct money_terms *t, const struct fund_list *funds, const struct money_need *needs, size_t n,
                   double proceeds, struct fund_use *out);

/* Returns kWh per year: use_h_day hours busy and the rest of on_h_day idle on use days, on_h_day idle on other days. */
double money_energy_kwh_year(const struct site *s, double on_h_day, double use_h_day, double busy_w, double idle_w);

#endif
