/* model/money: what a thing costs where it is bought, who pays, what running costs. The market's estimates are tested
   in market.c. */
#include "market_try.h"

#include "compare.h"

static struct range spread(double low, double mid, double high)
{
    return (struct range){low, low, mid, high, high};
}

/* ---- rate and tax ---- */

/* A buyer: where, and what the scenario says. */
struct buyer {
    const char *country, *state;
    enum flag registered;
    double tax_frac;
    enum currency currency;
};

static struct money_terms terms_of(const struct market *m, const struct buyer *b)
{
    struct scenario *s = ARENA_NEW(test_arena(), struct scenario);
    struct site *site = ARENA_NEW(test_arena(), struct site);
    *site = (struct site){.country = b->country, .state = b->state};
    *s = (struct scenario){.as_of = m->as_of,
                           .currency = b->currency,
                           .registered = b->registered,
                           .tax_frac = b->tax_frac > 0 ? b->tax_frac : NAN,
                           .site = site};
    return money_terms_of(m, s);
}

/* One observation and one buyer: only tax and rates (AUD 0.66, EUR 1.10 USD) stand between them. */
static void rate_and_tax(void)
{
    static const struct {
        const char *what;
        double amount;
        enum currency currency;
        const char *country;
        enum taxed tax;
        struct buyer buyer;
        double price;
    } rows[] = {
        /* 1650 / 1.1 x 0.66 = 990 */
        {"with GST, in Oregon", 1650, currency_aud, "AU", 0, {"US", "OR", 0, 0, currency_usd}, 990},
        {"the same in California", 1650, currency_aud, "AU", 0, {"US", "CA", 0, 0, currency_usd}, 990 * 1.09},
        {"the same in no state", 1650, currency_aud, "AU", 0, {"US", NULL, 0, 0, currency_usd}, 990 * 1.07},
        {"the same in an unknown state", 1650, currency_aud, "AU", 0, {"US", "ZZ", 0, 0, currency_usd}, 990 * 1.07},
        {"at home", 1650, currency_aud, "AU", 0, {"AU", NULL, 0, 0, currency_aud}, 1650},
        {"at home, no country stated", 1650, currency_aud, NULL, 0, {"AU", NULL, 0, 0, currency_aud}, 1650},
        {"at home, without GST", 1500, currency_aud, "AU", taxed_excluded, {"AU", NULL, 0, 0, currency_aud}, 1650},
        {"a business that gets it back", 1650, currency_aud, "AU", 0, {"AU", NULL, flag_yes, 0, currency_aud}, 1500},
        {"a business that does not", 1000, currency_usd, "US", 0, {"US", "CA", flag_yes, 0, currency_usd}, 1090},
        {"a tax of one's own", 1650, currency_aud, "AU", 0, {"AU", NULL, 0, 0.2, currency_aud}, 1800},
        {"US shops show no tax", 1000, currency_usd, NULL, 0, {"US", "OR", 0, 0, currency_usd}, 1000},
        {"US with tax", 1070, currency_usd, "US", taxed_included, {"US", "OR", 0, 0, currency_usd}, 1000},
        {"from the US to Australia", 900, currency_usd, NULL, 0, {"AU", NULL, 0, 0, currency_aud}, 900 / 0.66 * 1.1},
        {"the same in EUR", 1000, currency_usd, NULL, 0, {"AU", NULL, 0, 0, currency_eur}, 1000},
        {"from Germany", 1190, currency_eur, NULL, 0, {"US", "OR", 0, 0, currency_usd}, 1100},
        {"to a country not on record", 1190, currency_eur, NULL, 0, {"XX", NULL, 0, 0, currency_usd}, 1100},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct price p = seen("card", "2026-11-16", rows[i].amount, rows[i].currency);
        p.country = rows[i].country;
        p.tax = rows[i].tax;
        const struct money_terms t = terms_of(try_market(&p, 1, "2026-11-21"), &rows[i].buyer);
        const struct money_price got = money_price(&t, a_card, condition_new_, 0, false);
        test_row("%s", rows[i].what);
        CLOSE(got.amount.mid, rows[i].price, 1e-3);
        THAT(got.basis == pricebasis_observed && got.from == &p && got.n == 1);
        const enum currency home = t.country ? t.country->currency : currency_usd;
        THAT(got.landed == (home != rows[i].currency));
    }
}

/* Where the tax is not known better than its range, neither is the price. */
static void unknown_tax_widens(void)
{
    const struct price p = seen("card", "2026-11-16", 1000, currency_usd);
    const struct market *m = try_market(&p, 1, "2026-11-21");
    const struct money_terms none = terms_of(m, &(struct buyer){"US", "OR", 0, 0, currency_usd}),
                             any = terms_of(m, &(struct buyer){"US", NULL, 0, 0, currency_usd});
    const struct range a = money_price(&none, a_card, condition_new_, 0, false).amount,
                       b = money_price(&any, a_card, condition_new_, 0, false).amount;
    CLOSE(b.low80, a.low80, 1e-9); /* 0 % at the low end, 10 % at the high one */
    CLOSE(b.high80, a.high80 * 1.1, 1e-9);
}

/* 5 % duty, and 50 AUD from 1,000 AUD on; then GST. */
static void imports(void)
{
    static const struct {
        const char *what;
        double usd, price;
        enum currency currency;
    } rows[] = {{"dear", 1000, (1000 / 0.66 * 1.05 + 50) * 1.1, currency_aud},
                {"cheap", 600, 600 / 0.66 * 1.05 * 1.1, currency_aud},
                {"dear, in USD", 1000, (1000 * 1.05 + 50 * 0.66) * 1.1, currency_usd},
                {"over the limit in AUD only", 700, (700 * 1.05 + 50 * 0.66) * 1.1, currency_usd},
                {"cheap, in USD", 600, 600 * 1.05 * 1.1, currency_usd}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct price p = seen("card", "2026-11-16", rows[i].usd, currency_usd);
        const struct money_terms t = terms_of(try_market(&p, 1, "2026-11-21"),
                                              &(struct buyer){"AU", NULL, 0, 0, rows[i].currency});
        const struct money_price got = money_price(&t, a_card, condition_new_, 0, true);
        test_row("%s", rows[i].what);
        CLOSE(got.amount.mid, rows[i].price, 1e-3);
        THAT(!got.landed && got.amount.low80 < got.amount.mid && got.amount.mid < got.amount.high80);
    }
    const struct price p = seen("card", "2026-11-16", 1190, currency_eur); /* a country without duty and charge */
    const struct money_terms t = terms_of(try_market(&p, 1, "2026-11-21"),
                                          &(struct buyer){"DE", NULL, 0, 0, currency_eur});
    CLOSE(money_price(&t, a_card, condition_new_, 0, true).amount.mid, 1190, 1e-3);
}

/* A rate with a range widens an amount that is converted, and nothing else. */
static void converted(void)
{
    const struct exchange v[] = {{.currency = currency_aud, .usd = spread(0.62, 0.66, 0.70)}};
    const struct exchange_list own = {1, v};
    const struct market *m = price_fit(test_arena(), try_catalogue(NULL, 0), &own, "2026-11-21");
    const struct money_terms t = money_terms_in(m, "AU");
    const struct range same = money_convert(&t, spread(90, 100, 110), currency_aud),
                       stated = money_convert(&t, spread(90, 100, 110), currency_unknown),
                       usd = money_convert(&t, spread(90, 100, 110), currency_usd);
    CLOSE(same.low80, 90, 0);
    CLOSE(stated.high80, 110, 0); /* a fund without a currency has the scenario's */
    CLOSE(usd.mid, 100 / 0.66, 1e-12);
    CLOSE(usd.low80, 90 / 0.70, 1e-12);
    CLOSE(usd.high80, 110 / 0.62, 1e-12);
    CLOSE(money_convert(&t, range_exact(100), currency_zwg).mid, NAN, 0); /* no rate is on record */
}

/* ---- what is stated wins ---- */

static void own_prices(void)
{
    const struct price p = seen("card", "2026-11-16", 1650, currency_aud);
    const struct own_price v[] = {
        {.component = "card", .amount = spread(700, 800, 900)},
        {.component = "twin", .amount = range_exact(1)},
        {.component = "the card", .amount = range_exact(660), .currency = currency_usd, .condition = condition_used}};
    static const struct {
        const char *what;
        size_t n;
        enum condition condition;
        double price;
    } rows[] = {{"none", 0, condition_new_, 1650},
                {"any condition", 2, condition_used, 800},
                {"only used, a later one, by an alias, in USD", 3, condition_used, 1000},
                {"new", 3, condition_new_, 800}};
    struct money_terms t = money_terms_in(try_market(&p, 1, "2026-11-21"), "AU");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct own_price_list list = {rows[i].n, v};
        t.own = &list;
        const struct money_price got = money_price(&t, a_card, rows[i].condition, 0, false);
        test_row("%s", rows[i].what);
        CLOSE(got.amount.mid, rows[i].price, 1e-3);
        THAT(got.basis == (rows[i].n ? pricebasis_stated : pricebasis_observed));
        THAT(!rows[i].n || (!got.from && isnan(got.n) && isnan(got.age_months)));
    }
    const struct own_price_list first = {1, v};
    t.own = &first;
    CLOSE(money_price(&t, a_card, condition_new_, 12, false).amount.high80, 900, 0); /* of any date, from anywhere */
    CLOSE(money_price(&t, a_card, condition_new_, 0, true).amount.mid, 800, 0);
}

/* The rate is 0.66 (0.55 to 0.792): a standard deviation of ln 1.44 / 2.5632 = 0.1423. It widens what was seen in USD
   only and an import, not what was seen in AUD. */
static void range_of_the_rate(void)
{
    static const struct rate rates[] = {
        {.id = "exact", .currency = currency_aud, .usd = {0.66, 0.66, 0.66, 0.66, 0.66}, .date = "2026-06-15"},
        {.id = "wide", .currency = currency_aud, .usd = {0.5, 0.55, 0.66, 0.792, 0.9}, .date = "2026-06-15"}};
    static const double z80 = 1.2816, of_rate = 0.1423;
    const struct price v[] = {seen("card", "2026-11-16", 1000, currency_usd),
                              seen("card", "2026-11-16", 1667, currency_aud)};
    for (int k = 0; k < 3; k++) { /* seen in USD; imported; in AUD */
        double variance[2];
        for (int wide = 0; wide < 2; wide++) {
            struct catalogue *c = try_catalogue(k == 2 ? v + 1 : v, 1);
            c->rates = (struct rate_list){1, rates + wide};
            struct money_terms t = money_terms_in(price_fit(test_arena(), c, NULL, "2026-11-21"), "AU");
            t.tax_frac = range_exact(0);
            const struct range r = money_price(&t, a_card, condition_new_, 0, false).amount;
            const struct range i = money_price(&t, a_card, condition_new_, 0, true).amount;
            const double sigma = log(k == 1 ? i.high80 / i.mid : r.high80 / r.mid) / z80;
            variance[wide] = sigma * sigma;
        }
        test_row("%s", k == 0 ? "seen in USD" : k == 1 ? "imported" : "seen in AUD");
        if (k == 0)
            CLOSE(variance[1] - variance[0], of_rate * of_rate, 0.02);
        else if (k == 1)
            ORDER(variance[0] + 0.9 * of_rate * of_rate, variance[1]); /* the entry charge has no range */
        else
            ORDER(fabs(variance[1] - variance[0]), 1e-4);
    }
}

/* The line's price before the scenario's, that before any observation; the option's factor and shocks apply to all. */
static void lines_and_scenarios(void)
{
    static const struct {
        const char *what, *prices, *line;
        double price;
    } rows[] = {{"the line", "prices: [{component: rtx-3090, amount: 800}]\n", "price: 700", 700},
                {"the scenario", "prices: [{component: rtx-3090, amount: 800}]\n", "qty: 1", 800},
                {"the condition before any, first",
                 "prices: [{component: rtx-3090, amount: 640, condition: used}, {component: rtx-3090, amount: 850}]\n",
                 "qty: 1", 640},
                {"the condition before any, last",
                 "prices: [{component: rtx-3090, amount: 850}, {component: rtx-3090, amount: 640, condition: used}]\n",
                 "qty: 1", 640},
                {"any before another condition",
                 "prices: [{component: rtx-3090, amount: 850}, {component: rtx-3090, amount: 640, condition: new}]\n",
                 "qty: 1", 850},
                {"the same twice", "prices: [{component: rtx-3090, amount: 850}, {component: rtx-3090, amount: 850}]\n",
                 "qty: 1", 850},
                {"in USD",
                 "currency: AUD\nrates: [{currency: AUD, usd: 0.5}]\nprices: [{component: rtx-3090, amount: 800, "
                 "currency: USD}]\n",
                 "qty: 1", 1600},
                {"another condition",
                 "prices: [{component: rtx-3090, amount: 1, condition: new}, {component: rtx-3090, amount: 640, "
                 "condition: used}]\n",
                 "qty: 1", 640},
                {"a shock",
                 "prices: [{component: rtx-3090, amount: 800}]\nshocks: [{component: rtx-3090, factor: 1.5}]\n",
                 "qty: 1", 1200}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct comparison *c = test_compare(test_scenario(str_format(
            test_arena(),
            "schema: rigplan-scenario-2\ntitle: t\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 5000}]\n"
            "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n%s"
            "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}]\noptions: [{id: one, title: one, machines: "
            "[{id: pc, devices: [{device: rtx-3090, condition: used, %s}]}]}]\n",
            rows[i].prices, rows[i].line)));
        const struct bill_line *l = &c->v[0].bill.line[0];
        test_row("%s", rows[i].what);
        SAME(l->id, "rtx-3090");
        CLOSE(l->unit_price.mid, rows[i].price, 1e-12);
        THAT(l->basis == pricebasis_stated && isnan(l->observations));
    }
}

/* ---- prices ahead ---- */

/* 2 % a month for two years, in shops whose prices hardly differ. Half of it is taken to go on. */
static void waiting(void)
{
    enum { MONTHS = 24 };
    struct price v[MONTHS + 1];
    for (int i = 0; i <= MONTHS; i++)
        v[i] = seen("card", str_format(test_arena(), "%s", money_date_after("2024-11-21", i).text), 500 * exp(0.02 * i),
                    currency_usd);
    const struct money_terms t = money_terms_in(try_market(v, COUNT_OF(v), "2026-11-21"), "US");
    const struct range now = money_price(&t, a_card, condition_new_, 0, false).amount,
                       soon = money_price(&t, a_card, condition_new_, 6, false).amount,
                       later = money_price(&t, a_card, condition_new_, 12, false).amount;
    /* half of 2 % a month, fading over twelve months: 12 (1 - e^-0.5) = 4.72 months of it, then 12 (1 - e^-1) = 7.59 */
    CLOSE(soon.mid / now.mid, exp(0.5 * 0.02 * 4.72), 0.02);
    CLOSE(log(later.mid / now.mid) / log(soon.mid / now.mid), 7.59 / 4.72, 0.002);
    THAT(later.high80 / later.low80 > soon.high80 / soon.low80 && soon.high80 / soon.low80 > now.high80 / now.low80);
}

static const struct bill *bill_of(const struct comparison *c, const char *id)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->v[i].outcome.id, id) == 0)
            return &c->v[i].bill;
    BUG(id);
}

/* A year later, at twice the price: each line follows part of the trend of its class. */
static void waiting_a_year(void)
{
    const struct comparison *c = test_compared();
    const struct bill *now = bill_of(c, "dual-3090-nvlink"), *later = bill_of(c, "wait-doubled");
    THAT(now->n == later->n);
    for (size_t i = 0; i < now->n; i++) {
        const struct kind *k = NULL;
        const void *record = catalogue_find_any(c->catalogue, now->line[i].id, &k);
        const double trend = market_trend(c->terms->market, market_find(c->terms->market, k, record)->class_, 12);
        test_row("%s", now->line[i].id);
        SAME(later->line[i].id, now->line[i].id);
        if (now->line[i].owned != flag_yes)
            CLOSE(later->line[i].unit_price.mid, 2 * exp(trend) * now->line[i].unit_price.mid, 1e-9);
    }
}

/* The condition in which a thing was seen in the last year and is cheapest. */
static void cheapest(void)
{
    const struct price v[] = {sold("card", "2025-10", 500, currency_usd), seen("card", "2026-10", 1000, currency_usd),
                              sold("card", "2026-10", 700, currency_usd)};
    enum condition condition;
    struct money_terms t = money_terms_in(try_market(v, 3, "2026-11-21"), "US");
    money_cheapest(&t, a_card, &condition);
    THAT(condition == condition_used);
    t = money_terms_in(try_market(v, 2, "2026-11-21"), "US"); /* used ones were seen over a year ago */
    money_cheapest(&t, a_card, &condition);
    THAT(condition == condition_new_);
    const struct money_price p = money_cheapest(&t, a_large, &condition);
    THAT(condition == condition_new_ && p.basis == pricebasis_estimated && p.amount.mid > 0);
}

static void shocks(void)
{
    const struct shock v[] = {{.factor = 1.5},
                              {.component = "card", .factor = 2},
                              {.vendor = vendor_apple, .factor = 3},
                              {.component = "card", .vendor = vendor_amd, .factor = 7}};
    const struct shock_list all = {COUNT_OF(v), v};
    const struct system mini = {.id = "mini"};
    const struct part box = {.id = "case"};
    struct money_terms t = *test_terms();
    CLOSE(money_shock(&t, a_card, vendor_nvidia), 1, 0);
    t.shocks = &all;
    CLOSE(money_shock(&t, a_card, vendor_nvidia), 3, 1e-12);
    CLOSE(money_shock(&t, a_card, vendor_amd), 21, 1e-12);
    CLOSE(money_shock(&t, (struct money_thing){&kind_system, &mini}, vendor_apple), 4.5, 1e-12);
    CLOSE(money_shock(&t, (struct money_thing){&kind_part, &box}, vendor_other), 1.5, 1e-12);
}

/* ---- funds ---- */

/* Returns the vendor that the record of a line names, as the program's own line need not. */
static bool is_apple(const struct comparison *c, const char *id)
{
    const struct kind *k = NULL;
    const void *record = catalogue_find_any(c->catalogue, id, &k);
    BUG_UNLESS(record);
    return (k == &kind_system && ((const struct system *)record)->vendor == vendor_apple) ||
           (k == &kind_part && ((const struct part *)record)->vendor == vendor_apple);
}

/* Every bill of the shipped scenario: what is bought is paid, no gift card pays for another maker's thing. */
static void bills_that_are_shipped(void)
{
    const struct comparison *c = test_compared();
    double all_apple = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = &c->v[i];
        double apple = 0, spent = 0, sold = 0;
        for (size_t f = 0; f < c->scenario->funds.n; f++)
            spent += o->funds[f].spent;
        test_row("%s", o->outcome.id);
        for (size_t l = 0; l < o->bill.n; l++) {
            const struct bill_line *line = &o->bill.line[l];
            apple += is_apple(c, line->id) ? line->total.mid : 0;
            sold += fmin(line->total.mid, 0);
            if (line->total.mid < 0)
                continue;
            CLOSE(line->total.mid, (line->qty - line->owned_qty) * line->unit_price.mid, 1e-12);
            CLOSE(line->total.high80, (line->qty - line->owned_qty) * line->unit_price.high80, 1e-12);
        }
        if (!isnan(apple))
            ORDER(o->funds[1].spent, apple);
        all_apple += isnan(apple) ? 0 : apple;
        if (!isnan(o->outcome.missing))
            CLOSE(spent + o->outcome.missing + sold, o->outcome.price.mid + o->rent, 1e-12);
    }
    THAT(all_apple > 0);
}

/* ---- running ---- */

static void energy(void)
{
    struct site s = {.on_h_day = NAN, .use_days_year = 330}; /* hours on are the machine's */
    CLOSE(money_energy_kwh_year(&s, 24, 4, 400, 50), 330 * (4 * 0.4 + 20 * 0.05) + 35 * 24 * 0.05, 1e-12);
    CLOSE(money_energy_kwh_year(&s, 24, 30, 400, 50), 330 * 24 * 0.4 + 35 * 24 * 0.05,
          1e-12);                                                      /* no day has more than 24 hours */
    CLOSE(money_energy_kwh_year(&s, 0, 1, 400, 50), 330 * 0.4, 1e-12); /* what works is on */
    CLOSE(money_energy_kwh_year(&s, 5, 8, 400, 50), 330 * 8 * 0.4 + 35 * 5 * 0.05, 1e-12);
    CLOSE(money_energy_kwh_year(&s, 5, 4, 400, 50), 330 * (4 * 0.4 + 1 * 0.05) + 35 * 5 * 0.05, 1e-12);
    s.use_days_year = 366;
    CLOSE(money_energy_kwh_year(&s, 5, 5, 100, 100), 366 * 5 * 0.1, 1e-12);
    CLOSE(money_energy_kwh_year(&s, 5, 5, NAN, 100), NAN, 0);
}

static void months(void)
{
    static const struct {
        const char *from, *to;
        double months;
    } rows[] = {{"2025-12", "2026-11", 11}, {"2025-12-31", "2026-01-01", 1}, {"2025", "2026-06", 12},
                {"2026", "2026-06", 0},     {"2026-11", "2026-11-21", 0},    {"2026-11", "2026-10", -1}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s to %s", rows[i].from, rows[i].to);
        CLOSE(money_months_between(rows[i].from, rows[i].to), rows[i].months, 0);
    }
}

/* A date of any length stays as long; parts of a month, or of a bare year, count as none. */
static void months_later(void)
{
    static const struct {
        const char *from, *to;
        double months;
    } rows[] = {{"2026-11-21", "2026-11-21", 0},
                {"2026-11-21", "2026-12-21", 1},
                {"2026-11-21", "2027-01-21", 2},
                {"2026-11", "2031-11", 60},
                {"2026-12", "2027-01", 1.9},
                {"2026-01", "2026-12", 11},
                {"2026", "2026", 11},
                {"2026", "2027", 12}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%g months after %s", rows[i].months, rows[i].from);
        SAME(money_date_after(rows[i].from, rows[i].months).text, rows[i].to);
    }
}

SUITE(money, {"rate and tax", rate_and_tax}, {"unknown tax widens", unknown_tax_widens}, {"imports", imports},
      {"converted", converted}, {"own prices", own_prices}, {"range of the rate", range_of_the_rate},
      {"lines and scenarios", lines_and_scenarios}, {"waiting", waiting}, {"waiting a year", waiting_a_year},
      {"cheapest", cheapest}, {"shocks", shocks}, {"shipped bills", bills_that_are_shipped}, {"energy", energy},
      {"months", months}, {"months later", months_later})
