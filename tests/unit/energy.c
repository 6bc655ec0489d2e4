/* model/energy, model/resale, read/tariff: what a year of electricity costs by the hours of a tariff, worked out by
   hand; which record of a plan counts; what things fetch later. */
#include "test.h"

#include "compare.h"
#include "diag.h"
#include "energy.h"
#include "page_compare.h"
#include "page_problems.h"
#include "resale.h"
#include "str.h"
#include "tariff.h"

#include <stdio.h>

static const struct tariff_window day_and_night[] = {
    {.from_h = 15, .to_h = 21, .days = weekdays_all, .season_days_year = NAN, .price_kwh = 0.5},
    {.from_h = 21, .to_h = 15, .days = weekdays_all, .season_days_year = NAN, .price_kwh = 0.2}};

static struct tariff with_windows(size_t n, const struct tariff_window *v)
{
    return (struct tariff){.price_kwh = NAN, .windows = {n, v}, .feed_in_kwh = 0.05, .supply_day = 1.5};
}

static struct site every_day(void)
{
    return (struct site){
        .use_days_year = 365, .use_days = weekdays_all, .solar_from_h = 9, .solar_to_h = 16, .own_meter = flag_no};
}

static struct energy_terms terms(const struct site *s, const struct tariff *t)
{
    return (struct energy_terms){s, t, 18, 1, t->feed_in_kwh};
}

/* 400 W for four hours from 18 h on, 50 W else. */
static const struct energy_load box = {.on_h_day = 24, .busy_h_day = 4, .busy_w = 400, .idle_w = 50};

static struct energy_year year_of(const struct site *s, const struct tariff *t, double from_h)
{
    struct energy_terms e = terms(s, t);
    struct energy_year out;
    e.from_h = from_h;
    energy_year(&e, &box, 1, &out);
    return out;
}

/* ---- the law ---- */

static void flat(void)
{
    const struct site s = every_day();
    const struct tariff t = {.price_kwh = 0.3};
    const struct energy_year y = year_of(&s, &t, 18);
    CLOSE(y.kwh, 365 * (4 * 0.4 + 20 * 0.05), 1e-12);
    CLOSE(y.cost, 365 * (4 * 0.4 + 20 * 0.05) * 0.3, 1e-12);
    CLOSE(y.kwh, money_energy_kwh_year(&s, 24, 4, 400, 50), 1e-12);
    THAT(y.n == 1);
}

/* From 18 h: 3 busy hours and 3 idle ones (15 to 18) are peak; 1 busy hour and 17 idle ones are not. */
static void peak_and_off_peak(void)
{
    const struct site s = every_day();
    const struct tariff t = with_windows(2, day_and_night);
    const struct energy_year y = year_of(&s, &t, 18), night = year_of(&s, &t, 22);
    CLOSE(y.window[0].kwh, 365 * (3 * 0.4 + 3 * 0.05), 1e-12);
    CLOSE(y.window[1].kwh, 365 * (1 * 0.4 + 17 * 0.05), 1e-12);
    CLOSE(y.cost, 365 * (1.35 * 0.5 + 1.25 * 0.2), 1e-12);
    CLOSE(night.window[0].kwh, 365 * 6 * 0.05, 1e-12); /* 22 to 2 h goes over midnight */
    CLOSE(night.window[1].kwh, 365 * (4 * 0.4 + 14 * 0.05), 1e-12);
}

/* 250 days of use, all of them weekdays; the other 115 days are 10.714... weekdays and all weekends. */
static void weekdays_only(void)
{
    static const struct tariff_window v[] = {
        {.from_h = 14, .to_h = 20, .days = weekdays_weekdays, .season_days_year = NAN, .price_kwh = 0.6},
        {.from_h = 20, .to_h = 14, .days = weekdays_weekdays, .season_days_year = NAN, .price_kwh = 0.2},
        {.from_h = 0, .to_h = 24, .days = weekdays_weekend, .season_days_year = NAN, .price_kwh = 0.1}};
    const struct tariff t = with_windows(3, v);
    struct site s = every_day();
    const double weekdays = 365 * 5 / 7.0, weekend = 365 - weekdays;
    s.use_days_year = 250;
    s.use_days = weekdays_weekdays;
    struct energy_year y = year_of(&s, &t, 18);
    CLOSE(y.window[0].kwh, 250 * (2 * 0.4 + 4 * 0.05) + (weekdays - 250) * 6 * 0.05, 1e-12);
    CLOSE(y.window[1].kwh, 250 * (2 * 0.4 + 16 * 0.05) + (weekdays - 250) * 18 * 0.05, 1e-12);
    CLOSE(y.window[2].kwh, weekend * 24 * 0.05, 1e-12);
    s.use_days = weekdays_all; /* 250 days, 5 of 7 of them weekdays */
    y = year_of(&s, &t, 18);
    CLOSE(y.window[2].kwh, 250 * 2 / 7.0 * (4 * 0.4 + 20 * 0.05) + (weekend - 250 * 2 / 7.0) * 24 * 0.05, 1e-12);
    s.use_days = weekdays_weekend; /* more than there are: the rest are weekdays */
    y = year_of(&s, &t, 18);
    CLOSE(y.window[2].kwh, weekend * (4 * 0.4 + 20 * 0.05), 1e-12);
}

static void seasons(void)
{
    static const struct tariff_window v[] = {
        {.from_h = 0, .to_h = 24, .days = weekdays_all, .season_days_year = 122, .price_kwh = 0.5},
        {.from_h = 0, .to_h = 24, .days = weekdays_all, .season_days_year = 243, .price_kwh = 0.3}};
    const struct tariff t = with_windows(2, v);
    const struct site s = every_day();
    const struct energy_year y = year_of(&s, &t, 18);
    CLOSE(y.window[0].kwh, 122 * 2.6, 1e-12);
    CLOSE(y.cost, 122 * 2.6 * 0.5 + 243 * 2.6 * 0.3, 1e-12);
}

/* 0.14 kWh over the seven hours from 9 to 16 are 20 W, 2.8 kWh are 400 W; idle draws 50 W. */
static void own_solar(void)
{
    const struct tariff t = with_windows(2, day_and_night);
    struct site s = every_day();
    s.solar_kwh_day = 0.14;
    struct energy_year y = year_of(&s, &t, 18);
    CLOSE(y.solar.kwh, 365 * 0.14, 1e-12);
    CLOSE(y.window[0].kwh, 365 * (1.35 - 0.02), 1e-12); /* 15 to 16 h is peak */
    CLOSE(y.window[1].kwh, 365 * (1.25 - 0.12), 1e-12);
    CLOSE(y.cost, 365 * (1.33 * 0.5 + 1.13 * 0.2 + 0.14 * 0.05), 1e-12);
    s.solar_kwh_day = 2.8;
    y = year_of(&s, &t, 18);
    CLOSE(y.solar.kwh, 365 * 7 * 0.05, 1e-12); /* no more than is drawn in its hours */
    s.solar_from_h = s.solar_to_h = 0;         /* with a battery: at any hour, 116.7 W */
    y = year_of(&s, &t, 18);
    CLOSE(y.solar.kwh, 365 * (20 * 0.05 + 4 * 2.8 / 24), 1e-12);
}

static void two_machines_share_the_sun(void)
{
    const struct tariff t = with_windows(2, day_and_night);
    struct site s = every_day();
    s.solar_kwh_day = 0.7; /* 100 W */
    const struct energy_terms e = terms(&s, &t);
    const struct energy_load two[] = {box, {.on_h_day = 24, .idle_w = 80}};
    struct energy_year y;
    energy_year(&e, two, 2, &y);
    CLOSE(y.kwh, 365 * (2.6 + 24 * 0.08), 1e-12);
    CLOSE(y.solar.kwh, 365 * 0.7, 1e-12);
}

static void what_is_not_known(void)
{
    const struct tariff t = with_windows(2, day_and_night);
    const struct site s = every_day();
    const struct energy_terms e = terms(&s, &t);
    const struct energy_load unknown = {.on_h_day = 24, .busy_h_day = 4, .busy_w = NAN, .idle_w = 50};
    struct energy_year y;
    energy_year(&e, &unknown, 1, &y);
    CLOSE(y.kwh, NAN, 0);
    CLOSE(y.cost, NAN, 0);
    energy_year(&e, NULL, 0, &y);
    CLOSE(y.cost, 0, 0);
    CLOSE(energy_supply_year(&e), 365 * 1.5, 1e-12);
}

/* ---- tax ---- */

static double factor_of(const char *site, const char *more)
{
    char text[1024];
    snprintf(text, sizeof text,
             "schema: rigplan-scenario-2\ntitle: t\nas_of: 2026-11-21\n%s\nfunds: [{id: cash, amount: 1}]\nsite: {%s}\n"
             "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}]\n"
             "options: [{id: o, title: o, machines: [{id: m, host: desktop}]}]\n",
             more, site);
    const struct comparison *c = test_compare(test_scenario(text));
    return energy_terms_of(c->scenario, c->terms, 18).factor;
}

static void tax_of_electricity(void)
{
    static const char au[] = "country: AU, outlet: au-10a, tariff: nsw-ausgrid-dmo-tou",
                      gb[] = "country: GB, outlet: uk-13a, tariff: gb-octopus-go",
                      us[] = "country: US, state: CA, outlet: us-15a-120, tariff: ca-pge-ev2-a";
    CLOSE(factor_of(au, ""), 1, 1e-12);
    CLOSE(factor_of(au, "registered: yes"), 1 / 1.1, 1e-12);
    CLOSE(factor_of(gb, "registered: yes"), 1 / 1.05, 1e-12); /* VAT on electricity is 5 % */
    CLOSE(factor_of(us, ""), 1, 1e-12);                       /* no sales tax on electricity of homes */
}

/* ---- records ---- */

static void newest_of_a_plan(void)
{
    static const struct {
        const char *as_of, *is;
    } rows[] = {
        {"2024-01", "gb-average"},         {"2025-09-30", "gb-average"},         {"2025-10-01", "gb-average-2025-10"},
        {"2025-10", "gb-average-2025-10"}, {"2026-09-30", "gb-average-2025-10"}, {"2026-10-01", "gb-average-2026-10"},
        {"2027", "gb-average-2026-10"}};
    static const char *const named[] = {"gb-average", "gb-average-2025-10", "gb-average-2026-10"};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t k = 0; k < COUNT_OF(named); k++) {
            test_row("%s as of %s", named[k], rows[i].as_of);
            SAME(tariff_known_by(&test_catalogue()->tariffs, FIND(tariff, named[k]), rows[i].as_of)->id, rows[i].is);
        }
}

static void scenarios_of_a_date(void)
{
    const struct scenario *s = test_option("devices: [{device: rtx-3090}]");
    SAME(s->as_of, "2026-11-21");
    SAME(s->site->tariff->id, "nsw-ausgrid-dmo-flat");
}

static void faults_of(const char *what, struct tariff t, const char *said)
{
    struct diags d = diag_none(test_arena());
    t.id = "t";
    t.date = "2026-11";
    tariff_check(&d, test_catalogue(), &t);
    const char *faults = test_faults(&d);
    test_row("%s: %s", what, faults);
    THAT(said ? strstr(faults, said) != NULL : *faults == '\0');
}

static void windows_that_make_sense(void)
{
    struct tariff_window v[3] = {day_and_night[0], day_and_night[1], day_and_night[0]};
    faults_of("whole", with_windows(2, v), NULL);
    v[1].from_h = 22;
    faults_of("gap", with_windows(2, v), "21 to 22 (Monday to Friday) in none");
    v[1].from_h = 20;
    faults_of("overlap", with_windows(2, v), "20 to 21 (Monday to Friday) in more than one");
    v[1].from_h = 21;
    v[1].days = weekdays_weekdays;
    faults_of("no weekend", with_windows(2, v), "0 to 15 (Saturday and Sunday) in none");
    v[1].days = weekdays_all;
    v[0].season_days_year = 100;
    faults_of("half a year", with_windows(2, v), "15 to 21 (Monday to Friday) on a part of the year only");
    v[2].season_days_year = 265;
    faults_of("two seasons", with_windows(3, v), NULL);
    v[2].season_days_year = 266;
    faults_of("a leap year", with_windows(3, v), NULL);
    faults_of("feed-in", (struct tariff){.price_kwh = 0.2, .feed_in_kwh = 0.3},
              "at most the highest price (0.2), got 0.3");
    const struct tariff younger = {.id = "y", .date = "2026-12"};
    faults_of("replaces", (struct tariff){.price_kwh = 0.2, .replaces = &younger}, "older record");
}

/* ---- resale ---- */

/* A used card for 1,000, after three years at the class's yearly loss: 1,000 x 0.9^3 in the middle. */
static void later_price(void)
{
    const struct money_terms *t = test_terms();
    const struct money_thing card = {&kind_device, FIND(device, "rtx-3090")},
                             work = {&kind_part, FIND(part, "electrician")};
    const struct range loss = resale_class(t, card)->yearly_loss_frac,
                       used = resale_value(t, card, condition_used, range_exact(1000), 3);
    CLOSE(used.mid, 1000 * pow(1 - loss.mid, 3), 1e-12);
    CLOSE(used.low80, 1000 * pow(1 - loss.high80, 3), 1e-12);
    CLOSE(used.high80, 1000 * pow(1 - loss.low80, 3), 1e-12);
    CLOSE(resale_value(t, card, condition_used, range_exact(1000), 0).mid, 1000, 1e-12);
    const struct range fresh = resale_value(t, card, condition_new_, range_exact(1000), 3);
    THAT(fresh.mid <= used.mid && fresh.low80 < used.low80);
    CLOSE(resale_value(t, work, condition_new_, range_exact(1000), 1).high95, 0, 0);
    CLOSE(resale_value(t, card, condition_used, range_unknown(), 3).mid, NAN, 0);
}

/* ---- options ---- */

#define SCENARIO(site, more)                                                                                           \
    "schema: rigplan-scenario-2\ntitle: t\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 9000}]\n"                     \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-dmo-tou, " site "}\n" more                                \
    "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M, use_h_day: 2},\n"                                      \
    "  {id: code, model: qwen3-32b, quant: Q4_K_M, use_h_day: 3}]\n"                                                   \
    "options: [{id: box, title: box, machines: [{id: pc, board: {board: crosshair-viii-dark-hero}, "                   \
    "cpu: {cpu: ryzen-5900x}, circuit: garage, devices: "                                                              \
    "[{device: rtx-3090, condition: used}], psus: [{psu: hx1200i}]}]},\n"                                              \
    "  {id: rent, title: rent, machines: [{id: far, cloud: {offer: runpod-rtx-4090-on-demand-2026-03}}]},\n"           \
    "  {id: old, title: old, machines: [{id: pc, host: desktop, owned: yes, devices: [{device: rtx-3090}], psus: "     \
    "[{psu: hx1200i}]}]}]\n"

static const struct compare_option *option_of(const struct comparison *c, const char *id)
{
    size_t i = 0;
    while (strcmp(c->v[i].outcome.id, id) != 0)
        BUG_UNLESS(++i < c->n);
    return &c->v[i];
}

static double energy_sum(const struct compare_option *o)
{
    double kwh = 0;
    for (size_t i = 0; i < o->n_energy; i++)
        kwh += isnan(o->energy[i].energy_kwh_year) ? 0 : o->energy[i].energy_kwh_year;
    return kwh;
}

/* Electricity without the daily charge. */
static double energy_cost_of_windows(const struct compare_option *o)
{
    double cost = 0;
    for (size_t i = 0; i < o->n_energy; i++)
        cost += isnan(o->energy[i].energy_kwh_year) ? 0 : o->energy[i].energy_cost_year;
    return cost;
}

/* What all workloads pay is the total cost. */
static void tokens_pay_for_everything(const struct comparison *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = &c->v[i];
        double sum = 0;
        for (size_t k = 0; k < c->scenario->workloads.n; k++)
            sum += o->cost[k].cost_mtok > 0 ? o->cost[k].cost_mtok * o->cost[k].mtok_year * c->life_years : 0;
        test_row("%s", o->outcome.id);
        CLOSE(sum, o->outcome.life_cost, 1e-9);
        CLOSE(energy_sum(o), o->outcome.energy_kwh_year, 1e-9);
    }
}

static void whole_options(void)
{
    const struct comparison
        *plain = test_compare(test_scenario(SCENARIO("circuits: [{id: garage, outlet: au-15a}]", ""))),
        *more = test_compare(test_scenario(SCENARIO(
            "own_meter: yes, solar_kwh_day: 1, use_from_h: 22, circuits: [{id: garage, outlet: au-15a, cost: 600}]",
            "life_years: 2.5\n")));
    const struct outcome *a = &option_of(plain, "box")->outcome, *b = &option_of(more, "box")->outcome;
    tokens_pay_for_everything(plain);
    tokens_pay_for_everything(more);
    THAT(plain->balanced && more->balanced);
    CLOSE(a->electrician, 0, 0);
    CLOSE(b->electrician, 600, 0);
    CLOSE(b->price.mid, a->price.mid + 600, 1e-12);
    CLOSE(a->life_years, 3, 0);
    CLOSE(b->life_years, 2.5, 0);
    THAT(b->resale.mid > a->resale.mid); /* sold half a year earlier */
    CLOSE(b->life_cost, b->price.mid + 2.5 * b->energy_cost_year - b->resale.mid, 1e-12);
    THAT(option_of(plain, "box")->n_energy == 2 && option_of(more, "box")->n_energy == 4);
    THAT(option_of(more, "box")->n_years == 3);
    CLOSE(option_of(more, "box")->year[2].year, 2.5, 0);
    CLOSE(option_of(more, "box")->year[2].paid.mid, b->paid_cost, 1e-12);
    CLOSE(option_of(more, "box")->year[0].paid.mid, b->price.mid + b->energy_cost_year, 1e-12);
    const struct outcome *rent = &option_of(more, "rent")->outcome, *old = &option_of(more, "old")->outcome;
    CLOSE(rent->energy_cost_year, 0, 0); /* it stands elsewhere: no daily charge either */
    CLOSE(rent->resale.mid, 0, 0);
    CLOSE(old->resale.mid, 0, 0); /* it would fetch that anyway */
    CLOSE(old->electrician, 0, 0);
    CLOSE(old->energy_cost_year - energy_cost_of_windows(option_of(more, "old")), 365 * 1.76, 1e-12);
}

/* ---- the report ---- */

static const struct doc_table *table_of(const struct doc *d, const char *id)
{
    for (const struct doc_block *b = d->first; b; b = b->next)
        if (b->type == DOC_TABLE && strcmp(b->table->id, id) == 0)
            return b->table;
    return NULL;
}

static void tables_of_costs(void)
{
    const struct comparison *c = test_compare(
        test_scenario(SCENARIO("other_load_w: 4500, circuits: [{id: garage}]", "")));
    const struct doc *d = page_compare(test_arena(), c, NULL, 0);
    static const struct {
        const char *id;
        size_t rows, columns;
    } rows[] = {{"years", 3, 10}, {"energy", 2 * 2, 5}, {"token-cost", 3 * 2, 8}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct doc_table *t = table_of(d, rows[i].id);
        test_row("%s", rows[i].id);
        THAT(t && doc_rows(t) == rows[i].rows && t->n_columns == rows[i].columns);
    }
    THAT(strstr(page_problems(test_arena(), c, option_of(c, "old"), 9), "it needs a new circuit, usually AUD ") !=
         NULL);
    THAT(strstr(page_problems(test_arena(), c, option_of(c, "box"), 9), "new circuit") == NULL);
}

SUITE(energy, {"flat", flat}, {"peak and off-peak", peak_and_off_peak}, {"weekdays only", weekdays_only},
      {"seasons", seasons}, {"own solar", own_solar}, {"two machines share the sun", two_machines_share_the_sun},
      {"what is not known", what_is_not_known}, {"tax of electricity", tax_of_electricity},
      {"newest of a plan", newest_of_a_plan}, {"scenarios of a date", scenarios_of_a_date},
      {"windows that make sense", windows_that_make_sense}, {"later price", later_price},
      {"whole options", whole_options}, {"tables of costs", tables_of_costs})
