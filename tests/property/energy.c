/* Laws of electricity by hours, whatever the tariff and the machines. Random cases from the seed that is printed. */
#include "test.h"

#include "diag.h"
#include "energy.h"
#include "tariff.h"

enum { CASES = 400, MOST = 4 };

/* A tariff of up to four windows a day, maybe others at the weekend; a site; up to four machines. */
struct house {
    struct tariff_window window[2 * MOST];
    struct tariff tariff;
    struct site site;
    struct energy_load load[MOST];
    size_t n;
    double from_h;
};

/* Adds windows that part the day at random hours. */
static void part_day(struct house *h, enum weekdays days)
{
    const int n = test_whole(1, MOST);
    double at[MOST];
    for (int i = 0; i < n; i++)
        at[i] = test_whole(0, 95) / 4.0;
    for (int i = 0; i < n; i++)
        for (int k = i + 1; k < n; k++)
            if (at[k] < at[i]) {
                const double swap = at[i];
                at[i] = at[k];
                at[k] = swap;
            }
    for (int i = 0; i < n; i++)
        if (n == 1 || at[i] != at[(i + 1) % n])
            h->window[h->tariff.windows.n++] = (struct tariff_window){.from_h = n == 1 ? 0 : at[i],
                                                                      .to_h = n == 1 ? 24 : at[(i + 1) % n],
                                                                      .days = days,
                                                                      .season_days_year = NAN,
                                                                      .price_kwh = test_uniform(0, 1)};
}

/* Whether all hours that part_day drew are one. */
static bool is_whole(const struct house *h)
{
    struct diags d = diag_none(test_arena());
    tariff_check(&d, test_catalogue(), &h->tariff);
    return d.errors == 0 && h->tariff.windows.n > 0;
}

static void any_house(struct house *h)
{
    static const enum weekdays kinds[] = {weekdays_all, weekdays_weekdays, weekdays_weekend};
    do {
        *h = (struct house){.tariff = {.id = "t", .date = "2026", .price_kwh = NAN}, .n = (size_t)test_whole(1, MOST)};
        h->tariff.windows.v = h->window;
        if (test_whole(0, 1))
            part_day(h, weekdays_all);
        else {
            part_day(h, weekdays_weekdays);
            part_day(h, weekdays_weekend);
        }
    } while (!is_whole(h));
    h->site = (struct site){.use_days_year = test_whole(1, 365),
                            .use_days = ANY_OF(kinds),
                            .solar_kwh_day = test_whole(0, 1) ? test_uniform(0, 20) : 0,
                            .solar_from_h = test_whole(0, 24),
                            .solar_to_h = test_whole(0, 24)};
    h->from_h = test_uniform(0, 24);
    for (size_t i = 0; i < h->n; i++) {
        const double idle = test_uniform(0, 200);
        h->load[i] = (struct energy_load){.on_h_day = test_uniform(0, 24),
                                          .busy_h_day = test_uniform(0, 24),
                                          .idle_w = idle,
                                          .busy_w = idle + test_uniform(0, 800)};
    }
}

static struct energy_year year_of(const struct house *h, double feed_in)
{
    const struct energy_terms t = {&h->site, &h->tariff, h->from_h, 1, feed_in};
    struct energy_year y;
    energy_year(&t, h->load, h->n, &y);
    return y;
}

static void windows_share_the_year(void)
{
    for (int k = 0; k < CASES; k++) {
        struct house h;
        any_house(&h);
        test_row("case %d", k);
        const struct energy_year y = year_of(&h, 0);
        double kwh = 0, parts = y.solar.kwh;
        for (size_t i = 0; i < h.n; i++)
            kwh += money_energy_kwh_year(&h.site, h.load[i].on_h_day, h.load[i].busy_h_day, h.load[i].busy_w,
                                         h.load[i].idle_w);
        for (size_t i = 0; i < y.n; i++)
            parts += y.window[i].kwh;
        CLOSE(y.kwh, kwh, 1e-9);
        CLOSE(parts, kwh, 1e-9);
        ORDER(y.solar.kwh, h.site.solar_kwh_day * 365 * (1 + 1e-12));
    }
}

/* Windows of one price, without solar, are a flat tariff. */
static void one_price_is_flat(void)
{
    for (int k = 0; k < CASES; k++) {
        struct house h;
        any_house(&h);
        test_row("case %d", k);
        for (size_t i = 0; i < h.tariff.windows.n; i++)
            h.window[i].price_kwh = 0.3;
        h.site.solar_kwh_day = 0;
        const struct energy_year y = year_of(&h, 0.1);
        CLOSE(y.cost, y.kwh * 0.3, 1e-9);
    }
}

static void more_never_costs_less(void)
{
    for (int k = 0; k < CASES; k++) {
        struct house h;
        any_house(&h);
        test_row("case %d", k);
        const double feed_in = test_uniform(0, 0.1), before = year_of(&h, feed_in).cost;
        struct house more = h;
        more.tariff.windows.v = more.window;
        struct energy_load *l = &more.load[test_whole(0, (int)h.n - 1)];
        switch (test_whole(0, 4)) {
        case 0: l->busy_h_day = fmin(24, l->busy_h_day + test_uniform(0, 6)); break;
        case 1: l->on_h_day = fmin(24, l->on_h_day + test_uniform(0, 6)); break;
        case 2: l->busy_w += test_uniform(0, 100); break;
        case 3: l->idle_w = fmin(l->busy_w, l->idle_w + test_uniform(0, 100)); break;
        default: more.site.use_days_year = fmin(365, more.site.use_days_year + test_whole(0, 60));
        }
        if (more.site.use_days_year > h.site.use_days_year && more.site.use_days != weekdays_all)
            continue; /* the days that are added may fall on other, cheaper ones */
        ORDER(before, year_of(&more, feed_in).cost * (1 + 1e-12) + 1e-9);
    }
}

/* Sun that costs no more than the cheapest hour never makes electricity dearer. */
static void sun_never_costs_more(void)
{
    for (int k = 0; k < CASES; k++) {
        struct house h, dark;
        any_house(&h);
        test_row("case %d", k);
        double least = 1;
        for (size_t i = 0; i < h.tariff.windows.n; i++)
            least = fmin(least, h.window[i].price_kwh);
        dark = h;
        dark.tariff.windows.v = dark.window;
        dark.site.solar_kwh_day = 0;
        ORDER(year_of(&h, least).cost, year_of(&dark, least).cost + 1e-9);
    }
}

SUITE(property_energy, {"windows share the year", windows_share_the_year}, {"one price is flat", one_price_is_flat},
      {"more never costs less", more_never_costs_less}, {"sun never costs more", sun_never_costs_more})
