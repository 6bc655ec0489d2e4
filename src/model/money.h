/* money.h: prices, funds and running costs, in AUD including GST. */
#ifndef MONEY_H
#define MONEY_H

#include "catalogue.h"
#include "results.h"

/* The assumptions behind a price, besides the observations. */
struct money_terms {
    struct range usd_per_aud;
    double gst_frac;    /* added to imports */
    double price_sigma; /* log-normal spread of an observation that states none */
    const char *as_of;  /* date; later observations are ignored */
    const struct shock_list *shocks;
    enum currency first; /* observations in it are preferred; unknown: AUD */
};

struct money_price {
    struct range aud;         /* unknown if no observation matches */
    const struct price *from; /* the observation; NULL if none matches */
    bool landed;              /* true: converted from USD, (1 + GST) added */
};

/* Something that is bought: a catalogue record with id and aliases. A price belongs to it when the price's component is
   the id or an alias. */
struct money_thing {
    const struct kind *kind;
    const void *record;
};

/* Returns the price of one unit: the newest observation of that thing and condition in the currency that t prefers,
   else the newest in the other; one in USD is converted and gets GST. Of several observations of the newest date it
   takes the median, with the spread of all. */
struct money_price money_price(const struct price_list *all, struct money_thing thing, enum condition condition,
                               const struct money_terms *t);

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

/* The cost of the things of one vendor. */
struct money_need {
    enum vendor vendor;
    double aud;
};

/* Adds proceeds_aud (of parts that are sold) to the first unrestricted fund, spends the funds on the needs in their
   order and fills out (one per fund). Restricted funds pay for their vendor's things first, then unrestricted funds pay
   in order. If money is still missing, the rest of each restricted fund is sold at its resale_frac, fund by fund, until
   nothing is missing. Returns the AUD that are missing. In every fund amount + received = spent + moved + loss + left;
   all funds together spend the needs less what is missing. */
double money_spend(const struct fund_list *funds, const struct money_need *needs, size_t n, double proceeds_aud,
                   struct fund_use *out);

/* Returns kWh per year: use_h_day hours busy and the rest of on_h_day idle on use days, on_h_day idle on other days. */
double money_energy_kwh_year(const struct site *s, double on_h_day, double use_h_day, double busy_w, double idle_w);
/* Returns AUD per year for renting the line's cards for h_year hours, converted from USD and with GST. */
double money_rent_aud_year(const struct cloud_line *c, double h_year, const struct money_terms *t);

#endif
