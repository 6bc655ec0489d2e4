/* money.c: prices from observations, spending of funds, energy and rent.

   Idea: a price is the median of the newest observations, with their spread; USD prices are converted and GST is
   added. Funds are spent in a fixed order, restricted ones first, so that the result does not depend on the parts'
   order.
   Invariant: no money appears or disappears: in every fund amount + received = spent + moved + loss + left.
   Reference: docs/model.md, section 6; data/prices.json holds the observations with source and date. */
#include "money.h"

#include "bug.h"
#include "month.h"

#include <math.h>
#include <string.h>

enum { MOST_NEEDS = 256 };

/* Returns true if the price is not later than as_of. Dates are compared as far as both state them: "2025-12" is not
   later than "2025-12-31". */
static bool known_by(const struct price *p, const char *as_of)
{
    const size_t n = strlen(p->date), m = strlen(as_of);
    return strncmp(p->date, as_of, n < m ? n : m) <= 0;
}

/* The observations of the newest date. */
struct newest {
    const struct price *v[MOST_NEEDS];
    size_t n;
};

static bool is_called(struct money_thing thing, const char *name)
{
    return catalogue_named(thing.kind, thing.record, name);
}

/* Fills *out with the newest observations of a thing in that condition and currency. */
static void newest(const struct price_list *all, struct money_thing thing, enum condition condition,
                   enum currency currency, const char *as_of, struct newest *out)
{
    out->n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct price *p = &all->v[i];
        if (p->currency != currency || p->condition != condition || !is_called(thing, p->component) ||
            !known_by(p, as_of))
            continue;
        if (out->n && strcmp(p->date, out->v[0]->date) < 0)
            continue;
        if (out->n && strcmp(p->date, out->v[0]->date) > 0)
            out->n = 0;
        if (out->n < MOST_NEEDS)
            out->v[out->n++] = p;
    }
}

/* Returns the rank of observation p by price; equal prices keep their order. */
static size_t rank_of(const struct newest *found, size_t p)
{
    BUG_UNLESS(p < found->n);
    size_t below = 0;
    for (size_t i = 0; i < found->n; i++) {
        const double x = found->v[i]->amount.mid, own = found->v[p]->amount.mid;
        below += x < own || (x == own && i < p);
    }
    return below;
}

/* Returns the observation with the median price and fills *amount with it and the spread of all. */
static const struct price *median(const struct newest *found, struct range *amount)
{
    size_t best = 0;
    BUG_UNLESS(found->n > 0);
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < found->n; i++) {
        if (rank_of(found, i) == found->n / 2)
            best = i;
        low = fmin(low, found->v[i]->amount.low80);
        high = fmax(high, found->v[i]->amount.high80);
    }
    *amount = (struct range){low, low, found->v[best]->amount.mid, high, high};
    return found->v[best];
}

/* Gives an observation without a spread the log-normal one of the terms. */
static struct range spread(struct range amount, double sigma)
{
    return amount.low80 == amount.high80 ? range_lognormal(amount.mid, sigma) : amount;
}

/* Returns a USD price in AUD with GST. */
static struct range landed(struct range usd, const struct money_terms *t)
{
    const struct range rate = range_invert(t->usd_per_aud);
    const double gst = 1 + t->gst_frac;
    return (struct range){usd.low95 * rate.low95 * gst, usd.low80 * rate.low80 * gst, usd.mid * rate.mid * gst,
                          usd.high80 * rate.high80 * gst, usd.high95 * rate.high95 * gst};
}

struct money_price money_price(const struct price_list *all, struct money_thing thing, enum condition condition,
                               const struct money_terms *t)
{
    const enum currency order[] = {t->first == currency_usd ? currency_usd : currency_aud,
                                   t->first == currency_usd ? currency_aud : currency_usd};
    struct newest found;
    struct range amount;
    newest(all, thing, condition, order[0], t->as_of, &found);
    if (found.n == 0)
        newest(all, thing, condition, order[1], t->as_of, &found);
    if (found.n == 0)
        return (struct money_price){range_unknown(), NULL, false};
    const bool is_landed = found.v[0]->currency == currency_usd;
    const struct price *from = median(&found, &amount);
    amount = spread(amount, t->price_sigma);
    return (struct money_price){is_landed ? landed(amount, t) : amount, from, is_landed};
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

/* Pays from fund f the needs that it may pay for; open[i] is what need i still lacks. */
static void pay(const struct fund *f, struct fund_use *u, const struct money_need *needs, double *open, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (f->vendor != vendor_unknown && needs[i].vendor != f->vendor)
            continue;
        const double paid = take(&open[i], u->left_aud);
        u->spent_aud += paid;
        u->left_aud -= paid;
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
    u->moved_aud = u->left_aud * f->resale_frac;
    u->resale_loss_aud = u->left_aud - u->moved_aud;
    u->left_aud = 0;
    free_fund->received_aud += u->moved_aud;
    free_fund->left_aud += u->moved_aud;
}

/* Pays from all unrestricted funds in order. */
static void pay_freely(const struct fund_list *funds, struct fund_use *out, const struct money_need *needs,
                       double *open, size_t n)
{
    for (size_t i = 0; i < funds->n; i++)
        if (funds->v[i].vendor == vendor_unknown)
            pay(&funds->v[i], &out[i], needs, open, n);
}

/* Returns true if the fund's entries balance to within rounding. */
static bool balances(const struct fund_use *u)
{
    const double in = u->amount_aud + u->received_aud;
    const double out = u->spent_aud + u->moved_aud + u->resale_loss_aud + u->left_aud;
    return !(fabs(in - out) > 1e-9 * (1 + fabs(in)));
}

double money_spend(const struct fund_list *funds, const struct money_need *needs, size_t n, double proceeds_aud,
                   struct fund_use *out)
{
    double open[MOST_NEEDS];
    struct fund_use *free_fund = NULL;
    BUG_UNLESS(n <= MOST_NEEDS); /* the lists of an option hold fewer (option.def) */
    for (size_t i = 0; i < n; i++)
        open[i] = needs[i].aud;
    for (size_t i = 0; i < funds->n; i++) {
        out[i] = (struct fund_use){
            .fund = funds->v[i].id, .amount_aud = funds->v[i].amount_aud, .left_aud = funds->v[i].amount_aud};
        if (funds->v[i].vendor == vendor_unknown && !free_fund) {
            free_fund = &out[i];
            free_fund->received_aud = proceeds_aud;
            free_fund->left_aud += proceeds_aud;
        }
        if (funds->v[i].vendor != vendor_unknown)
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

double money_rent_aud_year(const struct cloud_line *c, double h_year, const struct money_terms *t)
{
    return h_year * c->qty * c->offer->rate_usd_h / t->usd_per_aud.mid * (1 + t->gst_frac);
}
