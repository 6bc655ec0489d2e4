/* rent.h: what cards rented by the hour and models billed by the token cost, in the currency of the scenario, with the
   tax that the buyer pays on them. */
#ifndef RENT_H
#define RENT_H

#include "money.h"

/* Returns the observation whose rate counts at the date: the offer itself where it states a rate, else the newest of
   the same provider, device and terms that is not later; NULL: there is none. */
const struct cloud *rent_cloud_at(const struct catalogue *c, const struct cloud *offer, const char *as_of);
/* Returns the same of an API: of the same provider, model, version and storage. */
const struct api *rent_api_at(const struct catalogue *c, const struct api *offer, const char *as_of);
/* Returns the wait for the first token (s): what a line states (NaN: nothing), else what was measured at the offer,
   else what the catalogue assumes of APIs, with its range, and then sets *assumed. Unknown: nothing is assumed. */
struct range rent_ttft(const struct catalogue *c, const struct api *seen, double stated, bool *assumed);
/* Returns how many months before the report the offer was seen; NaN: no observation. */
double rent_age_months(const char *date, const char *as_of);

/* Returns the tax on rent and tokens: none where the country does not tax services from abroad, or for a buyer who gets
   it back. stated: what the scenario says about this offer. */
struct range rent_tax_frac(const struct money_terms *t, enum flag stated);
/* Returns money per hour for the line's cards, with tax; unknown: nobody saw the offer by then, or there is no rate. */
struct range rent_hour(const struct money_terms *t, const struct cloud_line *l);
/* Returns money per year for renting the line's cards for h_year hours, with tax; 0 for no hours. */
struct range rent_year(const struct money_terms *t, const struct cloud_line *l, double h_year);

/* Millions of tokens a year of one workload. */
struct rent_tokens {
    double prompt, cached, generated;
};
/* Returns what the workload reads and generates in a year: daily_requests where it is stated, else as many requests as
   its users can have answered, one after the other, in use_h_day hours of generating at tok_s per user. cached are the
   tokens of earlier turns. Unknown with neither. */
struct rent_tokens rent_tokens_year(const struct workload *w, double tok_s, double use_days_year);
/* Returns money per year for the tokens at an observed API, without its promotion, with tax. */
struct range rent_tokens_cost(const struct money_terms *t, const struct api *seen, enum flag taxed,
                              const struct rent_tokens *n);

#endif
