#include "break_even.h"

#include "money.h"

#include <math.h>

static struct range add(struct range a, struct range b)
{
    return (struct range){a.low95 + b.low95, a.low80 + b.low80, a.mid + b.mid, a.high80 + b.high80,
                          a.high95 + b.high95};
}

/* Returns whether the workload counts: it has to run, or nothing has to. */
static bool counts(const struct comparison *c, size_t w)
{
    return c->n_musts <= 0 || c->scenario->workloads.v[w].want == want_must;
}

static double served(const struct comparison *c, const struct compare_option *o)
{
    return c->n_musts > 0 ? o->outcome.musts : o->outcome.runs;
}

/* Returns what the option costs a year to run, with the range of its rent. */
static struct range running_year(const struct compare_option *o)
{
    return add(o->rent_range, range_exact(o->outcome.energy_cost_year));
}

/* Returns the cheapest option of the scenario that buys nothing and serves as much; NULL: there is none. */
static const struct compare_option *cheapest_option(const struct comparison *c, const struct compare_option *o)
{
    const struct compare_option *best = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *x = &c->v[i];
        if (x == o || x->outcome.price.mid > 0 || isnan(x->outcome.price.mid) || served(c, x) < served(c, o) ||
            isnan(x->running_cost_year))
            continue;
        if (!best || x->running_cost_year < best->running_cost_year)
            best = x;
    }
    return best;
}

/* Returns the cheaper of the two ways that are known to serve the workload; unknown: neither. */
static struct range cheaper(const struct compare_elsewhere *e)
{
    const bool token = e->api && e->by_token.serves == flag_yes;
    if (!token)
        return e->by_hour.cost_year;
    return e->cloud && e->by_hour.cost_year.mid < e->by_token.cost_year.mid ? e->by_hour.cost_year
                                                                            : e->by_token.cost_year;
}

/* Returns what the workloads that the option serves cost a year elsewhere; unknown where one is not to be had. */
static struct range offers_year(const struct comparison *c, const struct compare_option *o)
{
    struct range sum = range_exact(0);
    for (size_t i = 0; i < c->scenario->workloads.n; i++)
        if (counts(c, i) && o->cell[i].serves)
            sum = add(sum, cheaper(&c->elsewhere[i]));
    return sum;
}

/* Returns the months until the price difference is saved; the ends are unknown where it never is. */
static struct range months_of(struct range price, struct range there, double here)
{
    const double year = unit_years_to_months(1);
    const double saved[] = {there.high95 - here, there.high80 - here, there.mid - here, there.low80 - here,
                            there.low95 - here};
    return (struct range){saved[0] > 0 ? year * fmax(0, price.low95) / saved[0] : NAN,
                          saved[1] > 0 ? year * fmax(0, price.low80) / saved[1] : NAN,
                          saved[2] > 0 ? year * fmax(0, price.mid) / saved[2] : NAN,
                          saved[3] > 0 ? year * fmax(0, price.high80) / saved[3] : NAN,
                          saved[4] > 0 ? year * fmax(0, price.high95) / saved[4] : NAN};
}

static struct range less(struct range a, double b)
{
    return (struct range){a.low95 - b, a.low80 - b, a.mid - b, a.high80 - b, a.high95 - b};
}

static void run(const struct comparison *c, struct compare_option *o)
{
    struct outcome *r = &o->outcome;
    struct compare_break_even *b = &o->break_even;
    const struct compare_option *other = cheapest_option(c, o);
    const struct range offers = offers_year(c, o);
    *b = (struct compare_break_even){.pays = COMPARE_PAYS_NOT_BOUGHT, .there_year = range_unknown()};
    r->break_even_months = range_unknown();
    if (!(r->price.mid > 0) || !(served(c, o) > 0))
        return;
    const bool by_offer = !isnan(offers.mid) && (!other || offers.mid < other->running_cost_year);
    b->pays = COMPARE_PAYS_NOTHING;
    if (!by_offer && !other)
        return;
    b->against = by_offer ? NULL : other;
    b->there_year = by_offer ? offers : running_year(other);
    b->pays = COMPARE_PAYS_UNKNOWN;
    if (isnan(o->running_cost_year))
        return;
    const struct range price = by_offer ? r->price : less(r->price, other->outcome.price.mid);
    const struct range months = months_of(price, b->there_year, o->running_cost_year);
    const bool within = months.mid <= unit_years_to_months(c->life_years);
    b->pays = within ? COMPARE_PAYS_WITHIN : COMPARE_PAYS_LATER;
    if (within)
        r->break_even_months = months;
}

void break_even_run(struct comparison *c)
{
    for (size_t i = 0; i < c->n; i++)
        run(c, &c->v[i]);
}
