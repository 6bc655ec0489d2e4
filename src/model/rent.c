/* rent.c: rent by the hour and by the token.

   Idea: an offer has no price of its own but observations; the newest that was known at the date counts, so a report of
   an old date comes out again when prices have moved. Hours and tokens are those that the workloads ask.
   Invariant: rent is proportional to hours, and an API's bill to tokens.
   Reference: docs/model.md, "Rent and tokens". */
#include "rent.h"

#include "bug.h"
#include "known.h"
#include "month.h"

#include <math.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Returns whether the date is later than that of the best so far (NULL: none). */
static bool is_newer(const char *date, const char *best)
{
    return !best || strcmp(date, best) > 0;
}

const struct cloud *rent_cloud_at(const struct catalogue *c, const struct cloud *offer, const char *as_of)
{
    const struct cloud *best = NULL;
    if (!isnan(offer->rate_h.mid))
        return offer;
    for (size_t i = 0; i < c->clouds.n; i++) {
        const struct cloud *o = &c->clouds.v[i];
        if (o->device == offer->device && o->terms == offer->terms && same(o->provider, offer->provider) &&
            !isnan(o->rate_h.mid) && o->date && month_known_by(o->date, as_of) &&
            is_newer(o->date, best ? best->date : NULL))
            best = o;
    }
    return best;
}

const struct api *rent_api_at(const struct catalogue *c, const struct api *offer, const char *as_of)
{
    const struct api *best = NULL;
    if (!isnan(offer->input_mtok))
        return offer;
    for (size_t i = 0; i < c->apis.n; i++) {
        const struct api *o = &c->apis.v[i];
        if (o->model == offer->model && same(o->closed, offer->closed) && same(o->provider, offer->provider) &&
            same(o->version, offer->version) && same(o->stored, offer->stored) && !isnan(o->input_mtok) && o->date &&
            month_known_by(o->date, as_of) && is_newer(o->date, best ? best->date : NULL))
            best = o;
    }
    return best;
}

struct range rent_ttft(const struct catalogue *c, const struct api *seen, double stated, bool *assumed)
{
    const double known = known_or(stated, seen->ttft_s);
    *assumed = false;
    if (!isnan(known))
        return range_exact(known);
    for (size_t i = 0; i < c->assumptions.n; i++)
        if (!isnan(c->assumptions.v[i].ttft_s.mid)) {
            *assumed = true;
            return c->assumptions.v[i].ttft_s;
        }
    return range_unknown();
}

double rent_age_months(const char *date, const char *as_of)
{
    return date ? money_months_between(date, as_of) : NAN;
}

struct range rent_tax_frac(const struct money_terms *t, enum flag stated)
{
    const bool taxed = stated ? stated == flag_yes : t->country && t->country->services_taxed == flag_yes;
    return taxed ? t->tax_frac : range_exact(0);
}

/* Returns the amount in the currency of the terms, with tax. */
static struct range with_tax(const struct money_terms *t, struct range amount, enum currency from, enum flag taxed)
{
    const struct range r = money_convert(t, amount, from), tax = rent_tax_frac(t, taxed);
    return (struct range){r.low95 * (1 + tax.low95), r.low80 * (1 + tax.low80), r.mid * (1 + tax.mid),
                          r.high80 * (1 + tax.high80), r.high95 * (1 + tax.high95)};
}

struct range rent_hour(const struct money_terms *t, const struct cloud_line *l)
{
    const struct cloud *seen = rent_cloud_at(t->market->catalogue, l->offer, t->as_of);
    return seen ? with_tax(t, range_scale(seen->rate_h, l->qty), seen->currency, l->taxed) : range_unknown();
}

struct range rent_year(const struct money_terms *t, const struct cloud_line *l, double h_year)
{
    return h_year > 0 ? range_scale(rent_hour(t, l), h_year) : range_exact(0);
}

struct rent_tokens rent_tokens_year(const struct workload *w, double tok_s, double use_days_year)
{
    const double seconds = unit_h_to_s(w->use_h_day * use_days_year);
    const double answered = seconds * w->users * tok_s / w->gen_tokens;
    const double requests = isnan(w->daily_requests) ? answered : w->daily_requests * use_days_year;
    const double million = unit_tokens_per_mtok();
    return (struct rent_tokens){.prompt = requests * w->prompt_tokens / million,
                                .cached = requests * w->depth_tokens / million,
                                .generated = requests * w->gen_tokens / million};
}

struct range rent_tokens_cost(const struct money_terms *t, const struct api *seen, enum flag taxed,
                              const struct rent_tokens *n)
{
    const double cached = known_or(seen->cached_mtok, seen->input_mtok);
    const double listed = n->prompt * seen->input_mtok + n->cached * cached + n->generated * seen->output_mtok;
    BUG_UNLESS(seen->discount_frac >= 0 && seen->discount_frac < 1);
    return with_tax(t, range_exact(listed / (1 - seen->discount_frac)), seen->currency, taxed);
}
