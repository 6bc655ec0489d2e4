/* money.c: prices with tax in one currency, spending of funds, energy and rent.

   Idea: the market estimates a price in US dollars without tax (market.h); rate and tax of the buyer are applied once,
   here. Funds are spent in a fixed order, restricted ones first, so that the result does not depend on the parts'
   order. Invariant: no money appears or disappears: in every fund amount + received = spent + moved + loss + left.
   Reference: docs/model.md, "Money". */
#include "money.h"

#include "bug.h"
#include "fund_limits.h"
#include "month.h"
#include "real.h"

#include <math.h>
#include <string.h>

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
    const struct range tax = isnan(s->tax_frac) ? tax_of(c, s->site->state) : range_exact(s->tax_frac);
    return (struct money_terms){.market = m,
                                .shocks = &s->shocks,
                                .own = &s->prices,
                                .as_of = s->as_of,
                                .currency = s->currency,
                                .country = c,
                                .tax_frac = reclaims ? range_exact(0) : tax,
                                .reclaimed_frac = reclaims ? tax.mid : 0};
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

struct range money_stated(const struct money_terms *t, struct range amount, enum currency from)
{
    return range_scale(money_convert(t, amount, from), 1 / (1 + t->reclaimed_frac));
}

/* Returns how much a stated price says about which thing it is for: --price comes with the question and goes before the
   file; in the file a price of one condition goes before one of any. */
static int rank_of(const struct own_price *p)
{
    enum { ANY, CONDITION, ASKED };
    return !p->at[F_own_price_component].file ? ASKED : p->condition ? CONDITION : ANY;
}

/* Returns the price that is stated for the thing; NULL: none. Of several --price the last one wins; two prices of one
   rank in a file that differ are an error (read/consistency.c). */
static const struct own_price *own_price(const struct money_terms *t, struct money_thing thing,
                                         enum condition condition)
{
    const struct own_price *found = NULL;
    for (size_t i = 0; i < t->own->n; i++) {
        const struct own_price *p = &t->own->v[i];
        if ((!p->condition || p->condition == condition) && is_called(thing, p->component) &&
            (!found || rank_of(p) >= rank_of(found)))
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

/* Returns the standard deviation of ln price from the range of the exchange rate, which only what is converted has: the
   part of the estimate that is from other markets, or all of it where the buyer's market has another currency. */
static double converted_sigma(const struct money_terms *t, enum currency region, const struct market_estimate *e)
{
    static const double z80 = 1.2816;
    const struct range usd = exchange_usd(&t->market->exchange, t->currency, NULL, NULL);
    const double sigma = usd.low80 > 0 ? real_log(usd.high80 / usd.low80) / (2 * z80) : 0;
    return region == t->currency ? sigma * e->abroad_frac : sigma;
}

struct money_price money_price(const struct money_terms *t, struct money_thing thing, enum condition condition,
                               double months, bool imported)
{
    const struct own_price *own = own_price(t, thing, condition);
    const struct market_thing *found = market_find(t->market, thing.kind, thing.record);
    struct money_price out = {.amount = range_unknown(), .n = NAN, .age_months = NAN};
    if (own) {
        out.amount = money_stated(t, own->amount, own->currency);
        out.basis = pricebasis_stated;
        return out;
    }
    if (!found)
        return out;
    const enum currency region = imported || !t->country ? currency_usd : t->country->currency;
    const struct market_ask ask = {.thing = found, .condition = condition, .region = region, .month = NAN};
    const struct market_estimate e = market_estimate(t->market, &ask);
    const double trend = market_trend(t->market, found->class_, months),
                 usd = real_exp(e.ln_usd + trend) / exchange_usd(&t->market->exchange, t->currency, NULL, NULL).mid;
    const double spread = real_hypot(e.price_sigma, converted_sigma(t, region, &e));
    struct range amount = range_lognormal(usd, real_hypot(spread, market_step(t->market, found->class_, months)));
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

static bool may_pay(const struct fund *f, const struct money_need *need)
{
    if (f->per == fundper_month)
        return need->vendor == vendor_unknown;
    return fund_limits_allow(f, need->vendor, need->shop, need->kind);
}

/* Who pays what so far. Invariant: the sum over funds of paid[f][i], and open[i], make the cost of need i. */
struct spending {
    const struct fund_list *funds;
    const struct money_need *needs;
    size_t n;
    struct fund_use *use;
    double open[MONEY_MOST_NEEDS];                   /* what a need still lacks */
    double paid[MONEY_MOST_FUNDS][MONEY_MOST_NEEDS]; /* by fund and need */
};

/* A way from a fund that has money to a need that lacks some: each fund on it takes over a need of the next. */
struct path {
    size_t from[MONEY_MOST_FUNDS], need[MONEY_MOST_FUNDS]; /* which fund takes over which need of this one */
    size_t last, end;                                      /* the last fund, and what it pays */
    bool found;
};

/* Finds a shortest way from fund f, breadth first. */
static struct path find_path(const struct spending *s, size_t f)
{
    struct path p = {.found = false};
    bool seen[MONEY_MOST_FUNDS] = {false};
    size_t queue[MONEY_MOST_FUNDS] = {f}, n_queue = 1;
    seen[f] = true;
    for (size_t k = 0; k < n_queue && !p.found; k++) {
        const size_t g = queue[k];
        for (size_t i = 0; i < s->n && !p.found; i++)
            if (s->open[i] > 0 && may_pay(&s->funds->v[g], &s->needs[i])) {
                p.last = g;
                p.end = i;
                p.found = true;
            }
        for (size_t i = 0; i < s->n && !p.found; i++)
            for (size_t h = 0; h < s->funds->n; h++)
                if (!seen[h] && s->paid[h][i] > 0 && may_pay(&s->funds->v[g], &s->needs[i])) {
                    seen[h] = true;
                    p.from[h] = g;
                    p.need[h] = i;
                    queue[n_queue++] = h;
                }
    }
    return p;
}

/* Pays from fund f what it may pay, directly or by taking over what another fund pays, which then pays something else:
   the augmenting paths of a maximum flow (Edmonds and Karp, J. ACM 19, 1972). What other funds spend in all stays. */
static void pay(struct spending *s, size_t f)
{
    struct fund_use *u = &s->use[f];
    while (u->left > 0) {
        const struct path p = find_path(s, f);
        if (!p.found)
            return;
        double amount = fmin(u->left, s->open[p.end]);
        for (size_t h = p.last; h != f; h = p.from[h])
            amount = fmin(amount, s->paid[h][p.need[h]]);
        s->paid[p.last][p.end] += amount;
        for (size_t h = p.last; h != f; h = p.from[h]) {
            s->paid[h][p.need[h]] -= amount;
            s->paid[p.from[h]][p.need[h]] += amount;
        }
        s->open[p.end] -= amount;
        u->spent += amount;
        u->left -= amount;
    }
}

static double still_open(const struct spending *s)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += s->open[i];
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

/* Pays from all restricted or all unrestricted funds, in order. */
static void pay_all(struct spending *s, bool unrestricted)
{
    for (size_t i = 0; i < s->funds->n; i++)
        if (fund_limits_none(&s->funds->v[i]) == unrestricted)
            pay(s, i);
}

/* Returns true if the fund's entries balance to within rounding. */
static bool balances(const struct fund_use *u)
{
    const double in = u->amount + u->received;
    const double out = u->spent + u->moved + u->resale_loss + u->left;
    return !(fabs(in - out) > 1e-9 * (1 + fabs(in)));
}

double money_worth(const struct fund *f, double amount)
{
    if (f->per == fundper_month)
        return 0;
    return fund_limits_none(f) ? amount : isnan(f->resale_frac) ? 0 : amount * f->resale_frac;
}

double money_spend(const struct money_terms *t, const struct fund_list *funds, const struct money_need *needs, size_t n,
                   double proceeds, struct fund_use *out)
{
    struct spending s = {.funds = funds, .needs = needs, .n = n, .use = out};
    struct fund_use *free_fund = NULL;
    BUG_UNLESS(n <= MONEY_MOST_NEEDS && funds->n <= MONEY_MOST_FUNDS); /* lists hold fewer (option.def, scenario.def) */
    for (size_t i = 0; i < n; i++)
        s.open[i] = needs[i].cost;
    for (size_t i = 0; i < funds->n; i++) {
        const double amount = money_convert(t, range_exact(funds->v[i].amount), funds->v[i].currency).mid;
        out[i] = (struct fund_use){
            .fund = funds->v[i].id, .amount = amount, .worth = money_worth(&funds->v[i], amount), .left = amount};
        if (fund_limits_none(&funds->v[i]) && !free_fund) {
            free_fund = &out[i];
            free_fund->received = proceeds;
            free_fund->left += proceeds;
        }
    }
    pay_all(&s, false);
    pay_all(&s, true);
    for (size_t i = 0; free_fund && i < funds->n && still_open(&s) > 0; i++)
        if (fund_limits_restricted(&funds->v[i]) && funds->v[i].resale_frac > 0) {
            sell(&funds->v[i], &out[i], free_fund);
            pay_all(&s, true);
        }
    for (size_t i = 0; i < funds->n; i++)
        BUG_UNLESS(balances(&out[i]));
    return still_open(&s);
}

double money_energy_kwh_year(const struct site *s, double on_h_day, double use_h_day, double busy_w, double idle_w)
{
    const double busy = fmin(use_h_day, unit_h_per_day()), on = fmax(on_h_day, busy), days = s->use_days_year;
    const double other_days = fmax(0, unit_days_per_year() - days);
    return unit_w_to_kw(days * (busy * busy_w + (on - busy) * idle_w) + other_days * on_h_day * idle_w);
}
