/* money.c: prices with tax in one currency, spending of funds, energy and rent.

   Idea: the market estimates a price in US dollars without tax (market.h); rate and tax of the buyer are applied once,
   here. Funds are spent in a fixed order, restricted ones first, so that the result does not depend on the parts'
   order. Invariant: no money appears or disappears: in every fund amount + received = spent + moved + loss + left.
   Reference: docs/model.md, "Money". */
#include "money.h"

#include "bug.h"
#include "month.h"

#include <math.h>
#include <string.h>

enum { MOST_NEEDS = 256 };

static bool is_called(struct money_thing thing, const char *name)
{
    return catalogue_named(thing.kind, thing.record, name);
}

/* Returns the tax of a country and state; of a country that is not on record none. */
static struct range tax_of(const struct country *c, const char *state)
{
    for (size_t i = 0; c && state && i < c->states.n; i++)
        if (strcmp(c->states.v[i].code, state) == 0)
            return c->states.v[i].tax_frac;
    return c ? c->tax_frac : range_exact(0);
}

struct money_terms money_terms_of(const struct market *m, const struct scenario *s)
{
    const struct country *c = catalogue_find(m->catalogue, &kind_country, s->site->country);
    const bool reclaims = s->registered == flag_yes && c && c->reclaimed == flag_yes;
    return (struct money_terms){.market = m,
                                .shocks = &s->shocks,
                                .own = &s->prices,
                                .as_of = s->as_of,
                                .currency = s->currency,
                                .country = c,
                                .tax_frac = reclaims              ? range_exact(0)
                                            : !isnan(s->tax_frac) ? range_exact(s->tax_frac)
                                                                  : tax_of(c, s->site->state)};
}

struct money_terms money_terms_in(const struct market *m, const char *country)
{
    static const struct shock_list no_shocks = {0, NULL};
    static const struct own_price_list no_prices = {0, NULL};
    const struct country *c = catalogue_find(m->catalogue, &kind_country, country);
    return (struct money_terms){.market = m,
                                .shocks = &no_shocks,
                                .own = &no_prices,
                                .as_of = m->as_of,
                                .currency = c ? c->currency : currency_usd,
                                .country = c,
                                .tax_frac = tax_of(c, NULL)};
}

static struct range times(struct range a, struct range b)
{
    return (struct range){a.low95 * b.low95, a.low80 * b.low80, a.mid * b.mid, a.high80 * b.high80,
                          a.high95 * b.high95};
}

struct range money_convert(const struct money_terms *t, struct range amount, enum currency from)
{
    const enum currency stated = from ? from : t->currency;
    return stated == t->currency ? amount : times(amount, exchange_rate(&t->market->exchange, stated, t->currency));
}

/* Returns the price that the scenario states for the thing; NULL: none. */
static const struct own_price *own_price(const struct money_terms *t, struct money_thing thing,
                                         enum condition condition)
{
    const struct own_price *found = NULL;
    for (size_t i = 0; i < t->own->n; i++) { /* the last one wins: --price comes after the file */
        const struct own_price *p = &t->own->v[i];
        if ((!p->condition || p->condition == condition) && is_called(thing, p->component))
            found = p;
    }
    return found;
}

bool money_is_asked(const struct money_terms *t, struct money_thing thing, enum condition condition)
{
    const struct own_price *own = own_price(t, thing, condition);
    return own && !own->at[F_own_price_component].file; /* no file states it */
}

/* Returns whether the market of that currency has an observation of the thing. */
static bool seen_in(const struct market_thing *t, enum currency region)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->quote[i].region == region && !t->quote[i].outlier)
            return true;
    return false;
}

/* Adds what an import costs before tax: duty, and the entry charge from a value on. */
static struct range imported_cost(const struct money_terms *t, struct range before)
{
    const struct country *c = t->country;
    if (!c)
        return before;
    const double from = money_convert(t, range_exact(c->import_fee_from), c->currency).mid;
    const bool charged = !isnan(c->import_fee) && !(before.mid < from);
    const double fee = charged ? money_convert(t, range_exact(c->import_fee), c->currency).mid : 0;
    struct range out = range_scale(before, 1 + c->duty_frac);
    double *const v[] = {&out.low95, &out.low80, &out.mid, &out.high80, &out.high95};
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        *v[i] += fee;
    return out;
}

struct money_price money_price(const struct money_terms *t, struct money_thing thing, enum condition condition,
                               double months, bool imported)
{
    const struct own_price *own = own_price(t, thing, condition);
    const struct market_thing *found = market_find(t->market, thing.kind, thing.record);
    struct money_price out = {.amount = range_unknown(), .n = NAN, .age_months = NAN};
    if (own) {
        out.amount = money_convert(t, own->amount, own->currency);
        out.basis = pricebasis_stated;
        return out;
    }
    if (!found)
        return out;
    const enum currency region = imported || !t->country ? currency_usd : t->country->currency;
    const struct market_ask ask = {.thing = found, .condition = condition, .region = region, .month = NAN};
    const struct market_estimate e = market_estimate(t->market, &ask);
    const double trend = market_trend(t->market, found->class_, months),
                 usd = exp(e.ln_usd + trend) / exchange_usd(&t->market->exchange, t->currency, NULL, NULL).mid;
    struct range amount = range_lognormal(usd, hypot(e.price_sigma, market_step(t->market, found->class_, months)));
    if (imported)
        amount = imported_cost(t, amount);
    const struct range taxed = {1 + t->tax_frac.low95, 1 + t->tax_frac.low80, 1 + t->tax_frac.mid,
                                1 + t->tax_frac.high80, 1 + t->tax_frac.high95};
    out = (struct money_price){.amount = times(amount, taxed),
                               .basis = e.basis,
                               .from = e.from,
                               .n = (double)e.n,
                               .age_months = e.age_months,
                               .landed = !seen_in(found, region)};
    return out;
}

/* Returns whether the thing was observed in that condition in the last year. */
static bool seen_lately(const struct money_terms *t, const struct market_thing *thing, enum condition condition)
{
    const double year = unit_years_to_months(1);
    for (size_t i = 0; thing && i < thing->n; i++)
        if (thing->quote[i].condition == condition && !thing->quote[i].outlier &&
            t->market->month - thing->quote[i].month < year)
            return true;
    return false;
}

struct money_price money_cheapest(const struct money_terms *t, struct money_thing thing, enum condition *condition)
{
    const struct market_thing *found = market_find(t->market, thing.kind, thing.record);
    struct money_price best = {.amount = range_unknown()};
    *condition = condition_new_;
    for (int c = 1; c < condition_end; c++) {
        if (!seen_lately(t, found, (enum condition)c))
            continue;
        const struct money_price p = money_price(t, thing, (enum condition)c, 0, false);
        if (isnan(best.amount.mid) || p.amount.mid < best.amount.mid) {
            best = p;
            *condition = (enum condition)c;
        }
    }
    return isnan(best.amount.mid) ? money_price(t, thing, condition_new_, 0, false) : best;
}

/* Returns the number in the first n digits of s. */
static double digits(const char *s, int n)
{
    double v = 0;
    for (int i = 0; i < n; i++)
        v = v * 10 + (s[i] - '0');
    return v;
}

/* A bare year counts as its sixth month. */
static double month(const char *date)
{
    return month_of(date, MONTH_JUNE, NULL);
}

double money_months_between(const char *from, const char *to)
{
    return month(to) - month(from);
}

/* Writes the last n digits of the value. */
static void put_digits(char *to, int n, double value)
{
    enum { TEN = 10 };
    for (long long left = (long long)value; n > 0; left /= TEN)
        to[--n] = (char)('0' + left % TEN);
}

struct money_date money_date_after(const char *from, double months)
{
    struct money_date to = {""};
    const size_t n = strlen(from) < sizeof to.text ? strlen(from) : sizeof to.text - 1;
    const bool has_month = n >= 7;
    const double a_year = unit_years_to_months(1);
    BUG_UNLESS(n >= 4 && months >= 0);
    memcpy(to.text, from, n);
    const double month = (has_month ? digits(from + 5, 2) - 1 : 0) + floor(months);
    put_digits(to.text, 4, digits(from, 4) + floor(month / a_year));
    if (has_month)
        put_digits(to.text + 5, 2, fmod(month, a_year) + 1);
    return to;
}

double money_shock(const struct money_terms *t, struct money_thing thing, enum vendor vendor)
{
    double factor = 1;
    for (size_t i = 0; i < t->shocks->n; i++) {
        const struct shock *k = &t->shocks->v[i];
        const bool same = !k->component || is_called(thing, k->component);
        if (same && (k->vendor == vendor_unknown || k->vendor == vendor))
            factor *= k->factor;
    }
    return factor;
}

/* Takes up to `most` from *from and returns what it took. */
static double take(double *from, double most)
{
    const double taken = fmin(*from, most);
    *from -= taken;
    return taken;
}

static bool is_free(const struct fund *f)
{
    return f->vendor == vendor_unknown && f->per != fundper_month;
}

static bool may_pay(const struct fund *f, const struct money_need *need)
{
    if (f->per == fundper_month)
        return need->vendor == vendor_unknown;
    return f->vendor == vendor_unknown || need->vendor == f->vendor;
}

/* Pays from fund f the needs that it may pay for; open[i] is what need i still lacks. */
static void pay(const struct fund *f, struct fund_use *u, const struct money_need *needs, double *open, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!may_pay(f, &needs[i]))
            continue;
        const double paid = take(&open[i], u->left);
        u->spent += paid;
        u->left -= paid;
    }
}

static double sum_of(const double *v, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += v[i];
    return sum;
}

/* Sells what a restricted fund has left; the cash goes to the first unrestricted fund. */
static void sell(const struct fund *f, struct fund_use *u, struct fund_use *free_fund)
{
    u->moved = u->left * f->resale_frac;
    u->resale_loss = u->left - u->moved;
    u->left = 0;
    free_fund->received += u->moved;
    free_fund->left += u->moved;
}

/* Pays from all unrestricted funds in order. */
static void pay_freely(const struct fund_list *funds, struct fund_use *out, const struct money_need *needs,
                       double *open, size_t n)
{
    for (size_t i = 0; i < funds->n; i++)
        if (is_free(&funds->v[i]))
            pay(&funds->v[i], &out[i], needs, open, n);
}

/* Returns true if the fund's entries balance to within rounding. */
static bool balances(const struct fund_use *u)
{
    const double in = u->amount + u->received;
    const double out = u->spent + u->moved + u->resale_loss + u->left;
    return !(fabs(in - out) > 1e-9 * (1 + fabs(in)));
}

/* Returns what a fund brings as cash: nothing where it can neither buy anything nor be sold. */
static double worth(const struct fund *f, double amount)
{
    if (f->per == fundper_month)
        return 0;
    return f->vendor == vendor_unknown ? amount : isnan(f->resale_frac) ? 0 : amount * f->resale_frac;
}

double money_spend(const struct money_terms *t, const struct fund_list *funds, const struct money_need *needs, size_t n,
                   double proceeds, struct fund_use *out)
{
    double open[MOST_NEEDS];
    struct fund_use *free_fund = NULL;
    BUG_UNLESS(n <= MOST_NEEDS); /* the lists of an option hold fewer (option.def) */
    for (size_t i = 0; i < n; i++)
        open[i] = needs[i].cost;
    for (size_t i = 0; i < funds->n; i++) {
        const double amount = money_convert(t, range_exact(funds->v[i].amount), funds->v[i].currency).mid;
        out[i] = (struct fund_use){
            .fund = funds->v[i].id, .amount = amount, .worth = worth(&funds->v[i], amount), .left = amount};
        if (is_free(&funds->v[i]) && !free_fund) {
            free_fund = &out[i];
            free_fund->received = proceeds;
            free_fund->left += proceeds;
        }
        if (!is_free(&funds->v[i]))
            pay(&funds->v[i], &out[i], needs, open, n);
    }
    pay_freely(funds, out, needs, open, n);
    for (size_t i = 0; free_fund && i < funds->n && sum_of(open, n) > 0; i++)
        if (funds->v[i].vendor != vendor_unknown && funds->v[i].resale_frac > 0) {
            sell(&funds->v[i], &out[i], free_fund);
            pay_freely(funds, out, needs, open, n);
        }
    for (size_t i = 0; i < funds->n; i++)
        BUG_UNLESS(balances(&out[i]));
    return sum_of(open, n);
}

double money_energy_kwh_year(const struct site *s, double on_h_day, double use_h_day, double busy_w, double idle_w)
{
    const double busy = fmin(use_h_day, unit_h_per_day()), on = fmax(on_h_day, busy), days = s->use_days_year;
    const double other_days = fmax(0, unit_days_per_year() - days);
    return unit_w_to_kw(days * (busy * busy_w + (on - busy) * idle_w) + other_days * on_h_day * idle_w);
}
