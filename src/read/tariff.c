#include "tariff.h"

#include "diag.h"
#include "hours.h"
#include "known.h"
#include "month.h"

#include <math.h>
#include <string.h>

static const struct tariff *successor(const struct tariff_list *all, const struct tariff *t, const char *as_of)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].replaces == t && month_known_by(all->v[i].date, as_of))
            return &all->v[i];
    return NULL;
}

const struct tariff *tariff_known_by(const struct tariff_list *all, const struct tariff *named, const char *as_of)
{
    const struct tariff *t = named;
    while (t->replaces && !month_known_by(t->date, as_of)) /* a record is younger than the one it replaces */
        t = t->replaces;
    for (const struct tariff *next = t; next; next = successor(all, t, as_of))
        t = next;
    return t;
}

/* Returns the days of a year that the windows price at an hour of a weekday, or of the weekend. */
static double priced_days(const struct tariff *t, enum weekdays days, double hour, double year)
{
    double sum = 0;
    for (size_t i = 0; i < t->windows.n; i++) {
        const struct tariff_window *w = &t->windows.v[i];
        if ((w->days == weekdays_all || w->days == days) && hours_within(hour, w->from_h, w->to_h))
            sum += known_or(w->season_days_year, year);
    }
    return sum;
}

/* Returns the next hour after this one at which a window starts or ends, 24 at most. */
static double next_change(const struct tariff *t, double hour)
{
    double next = unit_h_per_day();
    for (size_t i = 0; i < t->windows.n; i++) {
        const double at[] = {t->windows.v[i].from_h, t->windows.v[i].to_h};
        for (size_t k = 0; k < sizeof at / sizeof *at; k++)
            if (at[k] > hour)
                next = fmin(next, at[k]);
    }
    return next;
}

/* Reports the first hours of that kind of day that no window prices, or more than one. */
static void check_hours(struct diags *d, const struct tariff *t, enum weekdays days)
{
    const double year = unit_days_per_year(), day = unit_h_per_day();
    for (double hour = 0; hour < day;) {
        const double next = next_change(t, hour), priced = priced_days(t, days, hour + (next - hour) / 2, year);
        if (fabs(priced - year) > 1) { /* seasons of a leap year have a day more */
            diag_add(d, DIAG_SENSE, t->at[F_tariff_windows], t->id,
                     "expected windows with one price at each hour, got %g to %g (%s) %s", hour, next,
                     enums_words(&enums_weekdays, (int)days),
                     priced > 0 && priced < year ? "on a part of the year only"
                     : priced > year             ? "in more than one"
                                                 : "in none");
            return;
        }
        hour = next;
    }
}

static double highest_price(const struct tariff *t)
{
    double most = known_or(t->price_kwh, 0);
    for (size_t i = 0; i < t->windows.n; i++)
        most = fmax(most, t->windows.v[i].price_kwh);
    return most;
}

/* Returns what one unit of the currency is worth in US dollars by the newest rate on record; NaN: none is. */
static double usd_of(const struct catalogue *c, enum currency currency)
{
    const struct rate *newest = NULL;
    if (currency == currency_usd)
        return 1;
    for (size_t i = 0; i < c->rates.n; i++)
        if (c->rates.v[i].currency == currency && (!newest || strcmp(c->rates.v[i].date, newest->date) > 0))
            newest = &c->rates.v[i];
    return newest ? newest->usd.mid : NAN;
}

/* Reports a price above what that many US dollars are worth: no household pays more, so it is cents or a slip. */
static void check_amount(struct diags *d, const struct catalogue *c, const struct tariff *t, double amount,
                         double most_usd, const char *field, struct origin at)
{
    const double usd = usd_of(c, t->currency);
    const char *currency = enums_text(&enums_currency, (int)t->currency);
    if (amount * usd > most_usd)
        diag_add(d, DIAG_OUT_OF_RANGE, at, t->id,
                 "%s: expected at most %.3g %s (%g US dollars), got %g; prices are in %s, not in cents", field,
                 most_usd / usd, currency, most_usd, amount, currency);
}

static void check_amounts(struct diags *d, const struct catalogue *c, const struct tariff *t)
{
    static const double most_usd_kwh = 5, most_usd_day = 20;
    check_amount(d, c, t, t->price_kwh, most_usd_kwh, "price_kwh", t->at[F_tariff_price_kwh]);
    check_amount(d, c, t, t->supply_day, most_usd_day, "supply_day", t->at[F_tariff_supply_day]);
    for (size_t i = 0; i < t->windows.n; i++)
        check_amount(d, c, t, t->windows.v[i].price_kwh, most_usd_kwh, "price_kwh",
                     t->windows.v[i].at[F_tariff_window_price_kwh]);
}

void tariff_check(struct diags *d, const struct catalogue *c, const struct tariff *t)
{
    check_amounts(d, c, t);
    if (t->windows.n > 0) {
        const int errors = d->errors;
        check_hours(d, t, weekdays_weekdays);
        if (d->errors == errors)
            check_hours(d, t, weekdays_weekend);
    }
    if (t->feed_in_kwh > highest_price(t))
        diag_add(d, DIAG_SENSE, t->at[F_tariff_feed_in_kwh], t->id,
                 "expected feed_in_kwh of at most the highest price (%g), got %g", highest_price(t), t->feed_in_kwh);
    if (t->replaces && strcmp(t->replaces->date, t->date) >= 0)
        diag_add(d, DIAG_SENSE, t->at[F_tariff_replaces], t->id,
                 "expected 'replaces' to name an older record than of %s, got one of %s", t->date, t->replaces->date);
}

/* ---- the place of a tariff ---- */

static const char dash = '-';

const struct country *tariff_country(const struct catalogue *c, const struct tariff *t)
{
    const char *code = t->country ? t->country : t->region;
    for (size_t i = 0; i < c->countries.n; i++) {
        const char *id = c->countries.v[i].id;
        const size_t n = strlen(id);
        if (strncmp(code, id, n) == 0 && (code[n] == '\0' || (!t->country && code[n] == dash)))
            return &c->countries.v[i];
    }
    return NULL;
}

/* Returns the state in the region of a tariff of that country: DE of US-DE, NSW; NULL: it names the country alone. */
static const char *state_of(const struct tariff *t, const struct country *country)
{
    const size_t n = strlen(country->id);
    if (strncmp(t->region, country->id, n) != 0)
        return t->region;
    return t->region[n] == dash ? t->region + n + 1 : NULL;
}

/* Warns of a tariff of another state of the site's country. */
static void check_state(struct diags *d, const struct site *site, const struct country *country)
{
    const char *state = state_of(site->tariff, country);
    if (state && site->state && strcmp(state, site->state) != 0)
        diag_add(d, DIAG_TARIFF_ABROAD, site->at[F_site_tariff], "site.tariff",
                 "%s is a tariff of %s, the site is in %s-%s (see: rigplan list tariff %s %s)", site->tariff->id,
                 site->tariff->region, country->id, site->state, country->id, site->state);
}

void tariff_check_site(struct diags *d, const struct catalogue *c, const struct scenario *s)
{
    const struct site *site = s->site;
    const struct tariff *t = site->tariff;
    if (site->own_meter == flag_yes && isnan(t->supply_day))
        diag_add(d, DIAG_SENSE, site->at[F_site_own_meter], "site.own_meter",
                 "a meter for the machines alone pays the daily charge, but tariff %s does not state 'supply_day' (0: "
                 "there is none)",
                 t->id);
    if (site->own_tariff) {
        tariff_check(d, c, t);
        return;
    }
    const struct country *of = tariff_country(c, t), *here = catalogue_find(c, &kind_country, site->country);
    const enum currency money = here ? here->currency : s->currency;
    if (!of)
        return;
    if (strcmp(of->id, site->country) == 0) {
        check_state(d, site, of);
        return;
    }
    const char *theirs = enums_text(&enums_currency, (int)t->currency), *ours = enums_text(&enums_currency, (int)money);
    if (t->currency != money)
        diag_add(d, DIAG_SENSE, site->at[F_site_tariff], "site.tariff",
                 "%s is a tariff of %s in %s, the site is in %s and pays in %s: name one of %s (rigplan list tariff "
                 "%s), or state your own price per kWh (tariff: 0.31)",
                 t->id, of->id, theirs, site->country, ours, site->country, site->country);
    else
        diag_add(d, DIAG_TARIFF_ABROAD, site->at[F_site_tariff], "site.tariff",
                 "%s is a tariff of %s, the site is in %s (see: rigplan list tariff %s)", t->id, of->id, site->country,
                 site->country);
}
