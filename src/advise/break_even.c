#include "break_even.h"

#include "arena.h"
#include "bug.h"
#include "money.h"
#include "rented.h"

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

/* Returns what a workload costs a year by the token or by the hour; unknown: not known to be served so. */
static struct range offer_year(const struct compare_elsewhere *e, bool by_token)
{
    if (by_token)
        return e->api && e->by_token.serves == flag_yes ? e->by_token.cost_year : range_unknown();
    return e->cloud ? e->by_hour.cost_year : range_unknown();
}

/* Returns the cheaper of the two ways that are known to serve the workload; unknown: neither. */
static struct range cheaper(const struct compare_elsewhere *e)
{
    const struct range token = offer_year(e, true), hour = offer_year(e, false);
    return isnan(hour.mid) || token.mid <= hour.mid ? token : hour;
}

enum ways { BY_TOKEN, BY_HOUR, BY_EITHER };

/* Returns what the workloads that the option serves cost a year elsewhere; unknown where one is not to be had. */
static struct range offers_year(const struct comparison *c, const struct compare_option *o, enum ways ways)
{
    struct range sum = range_exact(0);
    for (size_t i = 0; i < c->scenario->workloads.n; i++)
        if (counts(c, i) && o->cell[i].serves)
            sum = add(sum,
                      ways == BY_EITHER ? cheaper(&c->elsewhere[i]) : offer_year(&c->elsewhere[i], ways == BY_TOKEN));
    return sum;
}

/* Returns the month, from the report's date, in which the option begins to serve. */
static double begins(const struct comparison *c, const struct compare_option *o)
{
    size_t k = 0;
    while (k < o->n_phases && !(served(c, &o->phase[k]) > 0))
        k++;
    return k < o->n_phases ? o->phase[k].option->wait_months : o->option->wait_months;
}

/* Returns the month in which the price difference is saved, if it is paid in month `from`; the ends are unknown where
   it never is. */
static struct range month_of(double from, struct range price, struct range there, double here)
{
    const double year = unit_years_to_months(1);
    const double saved[] = {there.high95 - here, there.high80 - here, there.mid - here, there.low80 - here,
                            there.low95 - here};
    return (struct range){saved[0] > 0 ? from + year * fmax(0, price.low95) / saved[0] : NAN,
                          saved[1] > 0 ? from + year * fmax(0, price.low80) / saved[1] : NAN,
                          saved[2] > 0 ? from + year * fmax(0, price.mid) / saved[2] : NAN,
                          saved[3] > 0 ? from + year * fmax(0, price.high80) / saved[3] : NAN,
                          saved[4] > 0 ? from + year * fmax(0, price.high95) / saved[4] : NAN};
}

static struct range less(struct range a, double b)
{
    return (struct range){a.low95 - b, a.low80 - b, a.mid - b, a.high80 - b, a.high95 - b};
}

static bool is_bought(const struct comparison *c, const struct compare_option *o)
{
    return o->outcome.price.mid > 0 && served(c, o) > 0;
}

/* Compares a bought option with another one, or with offers (NULL) that cost there_year. */
static struct compare_break_even pays(const struct comparison *c, const struct compare_option *o,
                                      const struct compare_option *other, struct range there_year)
{
    struct compare_break_even b = {COMPARE_PAYS_UNKNOWN, other, there_year, range_unknown()};
    BUG_UNLESS(is_bought(c, o));
    if (isnan(o->running_cost_year) || isnan(there_year.mid))
        return b;
    const struct range price = other ? less(o->outcome.price, other->outcome.price.mid) : o->outcome.price;
    const struct range months = month_of(begins(c, o), price, there_year, o->running_cost_year);
    const bool within = months.mid <= unit_years_to_months(c->life_years);
    b.pays = within ? COMPARE_PAYS_WITHIN : COMPARE_PAYS_LATER;
    b.months = within ? months : range_unknown();
    return b;
}

static void run(const struct comparison *c, struct compare_option *o)
{
    const struct compare_option *other = cheapest_option(c, o);
    const struct range offers = offers_year(c, o, BY_EITHER);
    const bool by_offer = !isnan(offers.mid) && (!other || offers.mid < other->running_cost_year);
    struct compare_break_even *b = &o->break_even;
    *b = (struct compare_break_even){COMPARE_PAYS_NOT_BOUGHT, NULL, range_unknown(), range_unknown()};
    if (is_bought(c, o)) {
        b->pays = COMPARE_PAYS_NOTHING;
        if (by_offer || other)
            *b = pays(c, o, by_offer ? NULL : other, by_offer ? offers : running_year(other));
    }
    o->outcome.break_even_months = b->months;
}

/* ---- against each alternative ---- */

/* Lists the options that buy nothing and serve something, then the two ways of the catalogue. */
static void list_alternatives(struct arena *a, struct comparison *c)
{
    c->alternative = ARENA_ARRAY(a, c->n + 2, struct compare_alternative);
    c->n_alternatives = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *x = c->by_rank[i];
        if (!isnan(x->outcome.price.mid) && !(x->outcome.price.mid > 0) && served(c, x) > 0)
            c->alternative[c->n_alternatives++].option = x;
    }
    for (int by_token = 1; by_token >= 0; by_token--) {
        bool any = false;
        for (size_t i = 0; i < c->scenario->workloads.n; i++)
            any |= counts(c, i) && !isnan(offer_year(&c->elsewhere[i], by_token).mid);
        if (any)
            c->alternative[c->n_alternatives++].by_token = by_token;
    }
}

static struct compare_break_even against(const struct comparison *c, const struct compare_option *o,
                                         const struct compare_alternative *x)
{
    const struct compare_break_even nothing = {COMPARE_PAYS_NOTHING, x->option, range_unknown(), range_unknown()};
    if (x->option)
        return served(c, x->option) < served(c, o) ? nothing : pays(c, o, x->option, running_year(x->option));
    const struct range offers = offers_year(c, o, x->by_token ? BY_TOKEN : BY_HOUR);
    return isnan(offers.mid) ? nothing : pays(c, o, NULL, offers);
}

/* ---- the first option ---- */

/* Returns whether what the first option rents, by the hour or else by the token, is much cheaper in the other way. */
static struct compare_cheaper much_cheaper(const struct comparison *c, bool by_hour)
{
    const struct compare_option *o = c->by_rank[0];
    struct compare_cheaper out = {.by_token = by_hour, .there_year = range_exact(0)};
    for (size_t i = 0; i < o->option->machines.n; i++)
        for (size_t w = 0; w < c->scenario->workloads.n; w++)
            if (rented_runs(c, o, i, w) && (o->machine[i].machine->cloud != NULL) == by_hour) {
                out.here_year += rented_part(c, o, i, w).cost_year.mid;
                out.there_year = add(out.there_year, offer_year(&c->elsewhere[w], by_hour));
            }
    out.found = out.there_year.mid < out.here_year &&
                out.there_year.mid <= c->policy->much_cheaper_frac * out.here_year;
    return out;
}

void break_even_run(struct arena *a, struct comparison *c)
{
    list_alternatives(a, c);
    c->cheaper = much_cheaper(c, true);
    if (!c->cheaper.found)
        c->cheaper = much_cheaper(c, false);
    for (size_t i = 0; i < c->n; i++) {
        struct compare_option *o = &c->v[i];
        run(c, o);
        o->break_even_at = NULL;
        if (!is_bought(c, o))
            continue;
        o->break_even_at = ARENA_ARRAY(a, c->n_alternatives + 1, struct compare_break_even);
        for (size_t j = 0; j < c->n_alternatives; j++)
            o->break_even_at[j] = against(c, o, &c->alternative[j]);
    }
}
