#include "money.h"

#include <math.h>
#include <string.h>

enum { MOST_NEEDS = 256 };

/* "2025-12" is not after "2025-12-31": only as much of the date is compared as both state. */
static bool known_by(const struct price *p, const char *as_of)
{
    const size_t n = strlen(p->date), m = strlen(as_of);
    return strncmp(p->date, as_of, n < m ? n : m) <= 0;
}

/* All observations of the newest date at which there is one: the middle one, with the spread of them all. */
struct newest {
    const struct price *v[MOST_NEEDS];
    size_t n;
};

static void newest(const struct price_list *all, const char *component, enum condition condition,
                   enum currency currency, const char *as_of, struct newest *out)
{
    out->n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct price *p = &all->v[i];
        if (p->currency != currency || p->condition != condition || strcmp(p->component, component) != 0 ||
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

/* How many of them cost less than p; equal ones count in their order. */
static size_t place(const struct newest *found, size_t p)
{
    size_t below = 0;
    for (size_t i = 0; i < found->n; i++) {
        const double x = found->v[i]->amount.mid, own = found->v[p]->amount.mid;
        below += x < own || (x == own && i < p);
    }
    return below;
}

static const struct price *middle(const struct newest *found, struct range *amount)
{
    size_t best = 0;
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < found->n; i++) {
        if (place(found, i) == found->n / 2)
            best = i;
        low = fmin(low, found->v[i]->amount.low80);
        high = fmax(high, found->v[i]->amount.high80);
    }
    *amount = (struct range){low, low, found->v[best]->amount.mid, high, high};
    return found->v[best];
}

/* An observation without a spread gets the policy's. */
static struct range spread(struct range amount, double sigma)
{
    return amount.low80 == amount.high80 ? range_lognormal(amount.mid, sigma) : amount;
}

static struct range landed(struct range usd, const struct money_terms *t)
{
    const struct range rate = range_invert(t->usd_per_aud);
    const double gst = 1 + t->gst_frac;
    return (struct range){usd.low95 * rate.low95 * gst, usd.low80 * rate.low80 * gst, usd.mid * rate.mid * gst,
                          usd.high80 * rate.high80 * gst, usd.high95 * rate.high95 * gst};
}

struct money_price money_price(const struct price_list *all, const char *component, enum condition condition,
                               const struct money_terms *t)
{
    struct newest found;
    struct range amount;
    newest(all, component, condition, currency_aud, t->as_of, &found);
    const bool is_landed = found.n == 0;
    if (is_landed)
        newest(all, component, condition, currency_usd, t->as_of, &found);
    if (found.n == 0)
        return (struct money_price){range_unknown(), NULL, false};
    const struct price *from = middle(&found, &amount);
    amount = spread(amount, t->price_sigma);
    return (struct money_price){is_landed ? landed(amount, t) : amount, from, is_landed};
}

static double digits(const char *s, int n)
{
    double v = 0;
    for (int i = 0; i < n; i++)
        v = v * 10 + (s[i] - '0');
    return v;
}

static double months_of(const char *date)
{
    const double year = digits(date, 4);
    return unit_years_to_months(year) + (strlen(date) >= 7 ? digits(date + 5, 2) : unit_years_to_months(0.5));
}

double money_months_between(const char *from, const char *to)
{
    return months_of(to) - months_of(from);
}

double money_shock(const struct money_terms *t, const char *component, enum vendor vendor)
{
    double factor = 1;
    for (size_t i = 0; i < t->shocks->n; i++) {
        const struct shock *k = &t->shocks->v[i];
        const bool same = !k->component || strcmp(k->component, component) == 0;
        if (same && (k->vendor == vendor_unknown || k->vendor == vendor))
            factor *= k->factor;
    }
    return factor;
}

static double take(double *from, double most)
{
    const double taken = fmin(*from, most);
    *from -= taken;
    return taken;
}

/* Pays from a pot whatever it may pay for. */
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

/* Turns what a restricted pot has left into cash of the first free pot. */
static void sell(const struct fund *f, struct fund_use *u, struct fund_use *free_pot)
{
    u->moved_aud = u->left_aud * f->resale_frac;
    u->resale_loss_aud = u->left_aud - u->moved_aud;
    u->left_aud = 0;
    free_pot->received_aud += u->moved_aud;
    free_pot->left_aud += u->moved_aud;
}

static void pay_freely(const struct fund_list *funds, struct fund_use *out, const struct money_need *needs,
                       double *open, size_t n)
{
    for (size_t i = 0; i < funds->n; i++)
        if (funds->v[i].vendor == vendor_unknown)
            pay(&funds->v[i], &out[i], needs, open, n);
}

double money_spend(const struct fund_list *funds, const struct money_need *needs, size_t n, struct fund_use *out)
{
    double open[MOST_NEEDS];
    struct fund_use *free_pot = NULL;
    const size_t count = n < MOST_NEEDS ? n : MOST_NEEDS;
    for (size_t i = 0; i < count; i++)
        open[i] = needs[i].aud;
    for (size_t i = 0; i < funds->n; i++) {
        out[i] = (struct fund_use){
            .fund = funds->v[i].id, .amount_aud = funds->v[i].amount_aud, .left_aud = funds->v[i].amount_aud};
        if (funds->v[i].vendor == vendor_unknown && !free_pot)
            free_pot = &out[i];
        if (funds->v[i].vendor != vendor_unknown)
            pay(&funds->v[i], &out[i], needs, open, count);
    }
    pay_freely(funds, out, needs, open, count);
    for (size_t i = 0; free_pot && i < funds->n && sum_of(open, count) > 0; i++)
        if (funds->v[i].vendor != vendor_unknown && funds->v[i].resale_frac > 0) {
            sell(&funds->v[i], &out[i], free_pot);
            pay_freely(funds, out, needs, open, count);
        }
    return sum_of(open, count);
}

double money_energy_kwh_year(const struct site *s, double use_h_day, double busy_w, double idle_w)
{
    const double on = s->on_h_day, busy = fmin(use_h_day, on), days = s->use_days_year;
    const double other_days = fmax(0, unit_days_per_year() - days);
    return unit_w_to_kw(days * (busy * busy_w + (on - busy) * idle_w) + other_days * on * idle_w);
}

double money_rent_aud_year(const struct cloud_line *c, double h_year, const struct money_terms *t)
{
    return h_year * c->qty * c->offer->rate_usd_h / t->usd_per_aud.mid * (1 + t->gst_frac);
}
