#include "energy.h"

#include "bug.h"
#include "hours.h"
#include "known.h"

#include <math.h>

enum { MOST_CUTS = 2 + 2 * ENERGY_MOST_WINDOWS + 2 + 1 + 2 * ENERGY_MOST_LOADS };

/* ---- tariffs ---- */

/* Returns what a price of the tariff is multiplied by for its tax: a business that gets it back pays without, anybody
   else with it. */
static double tax_factor(const struct scenario *s, const struct money_terms *t, const struct tariff *tariff)
{
    const bool reclaims = s->registered == flag_yes && t->country && t->country->reclaimed == flag_yes;
    const double country = t->country ? t->country->tax_frac.mid : 0, own = tariff->tax_frac;
    if (tariff->tax == taxed_excluded)
        return reclaims ? 1 : 1 + known_or(own, t->tax_frac.mid);
    return reclaims ? 1 / (1 + known_or(own, country)) : 1;
}

struct energy_terms energy_terms_of(const struct scenario *s, const struct money_terms *t, double fallback_from_h)
{
    const struct tariff *tariff = s->site->tariff;
    const double rate = money_convert(t, range_exact(1), tariff->currency).mid;
    return (struct energy_terms){.site = s->site,
                                 .tariff = tariff,
                                 .from_h = known_or(s->site->use_from_h, fallback_from_h),
                                 .factor = rate * tax_factor(s, t, tariff),
                                 .feed_in = rate * tariff->feed_in_kwh};
}

double energy_supply_year(const struct energy_terms *t)
{
    return t->tariff->supply_day * t->factor * unit_days_per_year();
}

/* Returns the part of the days of that kind on which the window holds at the hour. */
static double holds(const struct tariff_window *w, enum weekdays days, double hour)
{
    const bool day = w->days == weekdays_all || w->days == days;
    return day && hours_within(hour, w->from_h, w->to_h) ? known_or(w->season_days_year / unit_days_per_year(), 1) : 0;
}

/* ---- the year ---- */

/* Days of a year of one kind: with use and without. */
struct days {
    enum weekdays kind;
    double use, other;
};

/* Splits the year into weekdays and weekends. */
static void split_year(const struct site *s, struct days out[2])
{
    const double week = 7, year = unit_days_per_year(), of_week = year * 5 / week, of_weekend = year - of_week;
    const double use = s->use_days_year;
    const double most = s->use_days == weekdays_weekend ? of_weekend : of_week, first = fmin(use, most);
    double on_week = use * 5 / week;
    if (s->use_days == weekdays_weekdays)
        on_week = first;
    if (s->use_days == weekdays_weekend)
        on_week = use - first;
    out[0] = (struct days){weekdays_weekdays, on_week, fmax(0, of_week - on_week)};
    out[1] = (struct days){weekdays_weekend, use - on_week, fmax(0, of_weekend - (use - on_week))};
}

/* Returns whether a machine that starts at from_h runs at the hour, h hours long; maybe past midnight. */
static bool runs(double hour, double from_h, double h)
{
    return fmod(hour - from_h + unit_h_per_day(), unit_h_per_day()) < h;
}

/* Returns the watts of all loads at an hour of a day with use, or of another. */
static double watts(const struct energy_load *loads, size_t n, double from_h, double hour, bool use)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const struct energy_load *l = &loads[i];
        const double busy = use ? fmin(l->busy_h_day, unit_h_per_day()) : 0;
        const double on = use ? fmax(l->on_h_day, busy) : l->use_days_only ? 0 : l->on_h_day;
        if (runs(hour, from_h, busy))
            sum += l->busy_w;
        else if (runs(hour, from_h, on))
            sum += l->idle_w;
    }
    return sum;
}

struct cuts {
    double at[MOST_CUTS];
    size_t n;
};

/* Adds a cut at an hour of the day, keeping them sorted. */
static void cut(struct cuts *c, double hour)
{
    const double h = hour <= unit_h_per_day() ? hour : fmod(hour, unit_h_per_day());
    size_t i = c->n++;
    BUG_UNLESS(c->n <= MOST_CUTS);
    for (; i > 0 && c->at[i - 1] > h; i--)
        c->at[i] = c->at[i - 1];
    c->at[i] = h;
}

static struct cuts all_cuts(const struct energy_terms *t, const struct energy_load *loads, size_t n)
{
    struct cuts c = {.n = 0};
    cut(&c, 0);
    cut(&c, unit_h_per_day());
    cut(&c, t->from_h);
    cut(&c, t->site->solar_from_h);
    cut(&c, t->site->solar_to_h);
    for (size_t i = 0; i < t->tariff->windows.n; i++) {
        cut(&c, t->tariff->windows.v[i].from_h);
        cut(&c, t->tariff->windows.v[i].to_h);
    }
    for (size_t i = 0; i < n; i++) {
        cut(&c, t->from_h + fmin(loads[i].busy_h_day, unit_h_per_day()));
        cut(&c, t->from_h + fmin(loads[i].on_h_day, unit_h_per_day()));
    }
    return c;
}

/* Returns the watts of one's own solar at the hour. */
static double solar_w(const struct site *s, double hour)
{
    const double length = s->solar_to_h - s->solar_from_h;
    const double hours = length > 0 ? length : length + unit_h_per_day();
    return hours_within(hour, s->solar_from_h, s->solar_to_h) ? unit_kw_to_w(s->solar_kwh_day / hours) : 0;
}

/* Adds h hours a day of that many watts on that many days. */
static void add(const struct energy_terms *t, enum weekdays kind, double hour, double h, double w, double days,
                struct energy_year *out)
{
    const double sun = solar_w(t->site, hour), own = w > sun ? sun : w, hours = h * days;
    out->kwh += unit_w_to_kw(w) * hours;
    out->solar.kwh += unit_w_to_kw(own) * hours;
    for (size_t i = 0; i < out->n; i++) {
        const double part = t->tariff->windows.n ? holds(&t->tariff->windows.v[i], kind, hour) : 1;
        out->window[i].kwh += part > 0 ? part * unit_w_to_kw(w - own) * hours : 0;
    }
}

void energy_year(const struct energy_terms *t, const struct energy_load *loads, size_t n, struct energy_year *out)
{
    const struct tariff *tariff = t->tariff;
    const struct cuts c = all_cuts(t, loads, n);
    struct days days[2];
    BUG_UNLESS(n <= ENERGY_MOST_LOADS && tariff->windows.n <= ENERGY_MOST_WINDOWS);
    *out = (struct energy_year){.n = tariff->windows.n ? tariff->windows.n : 1, .solar.price = t->feed_in};
    for (size_t i = 0; i < out->n; i++)
        out->window[i].price = t->factor * (tariff->windows.n ? tariff->windows.v[i].price_kwh : tariff->price_kwh);
    split_year(t->site, days);
    for (size_t i = 0; i + 1 < c.n; i++) {
        const double h = c.at[i + 1] - c.at[i], hour = c.at[i] + h / 2;
        if (h <= 0)
            continue;
        const double use_w = watts(loads, n, t->from_h, hour, true), other_w = watts(loads, n, t->from_h, hour, false);
        for (size_t k = 0; k < 2; k++) {
            add(t, days[k].kind, hour, h, use_w, days[k].use, out);
            add(t, days[k].kind, hour, h, other_w, days[k].other, out);
        }
    }
    for (size_t i = 0; i < out->n; i++) {
        out->window[i].cost = out->window[i].kwh * out->window[i].price;
        out->cost += out->window[i].cost;
    }
    out->solar.cost = out->solar.kwh * out->solar.price;
    out->cost += out->solar.cost;
}
