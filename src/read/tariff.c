#include "tariff.h"

#include "diag.h"
#include "hours.h"
#include "known.h"

#include <math.h>
#include <string.h>

/* Returns whether a date is not later than another one, as far as both state it: "2025-12" is not later than
   "2025-12-31". */
static bool not_later(const char *date, const char *as_of)
{
    const size_t n = strlen(date) < strlen(as_of) ? strlen(date) : strlen(as_of);
    return strncmp(date, as_of, n) <= 0;
}

static const struct tariff *successor(const struct tariff_list *all, const struct tariff *t, const char *as_of)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].replaces == t && not_later(all->v[i].date, as_of))
            return &all->v[i];
    return NULL;
}

const struct tariff *tariff_known_by(const struct tariff_list *all, const struct tariff *named, const char *as_of)
{
    const struct tariff *t = named;
    while (t->replaces && !not_later(t->date, as_of)) /* a record is younger than the one it replaces */
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

void tariff_check(struct diags *d, const struct tariff *t)
{
    if ((t->windows.n > 0) != isnan(t->price_kwh))
        diag_add(d, DIAG_SENSE, t->at[F_tariff_id], t->id, "a tariff must state either 'price_kwh' or 'windows'");
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
