/* model/market and fit/price_fit: what a thing costs, from observations of it and of its like. Laws that hold for any
   observations are tried with random ones. */
#include "market_try.h"

#include "comparison.h"
#include "month.h"

static const char as_of[] = "2026-11-21";

static const char *month_after(const char *from, int months)
{
    return str_format(test_arena(), "%s", money_date_after(from, months).text);
}

static void same_estimate(struct market_estimate a, struct market_estimate b)
{
    CLOSE(a.ln_usd, b.ln_usd, 0);
    CLOSE(a.mean_sigma, b.mean_sigma, 0);
    CLOSE(a.price_sigma, b.price_sigma, 0);
    CLOSE(a.age_months, b.age_months, 0);
    THAT(a.basis == b.basis && a.n == b.n && (a.from ? a.from->id : NULL) == (b.from ? b.from->id : NULL));
}

/* Both markets say the same of every card, to the last digit. */
static void same_market(const struct market *a, const struct market *b)
{
    for (size_t i = 0; i < COUNT_OF(cards); i++)
        for (int c = 1; c < condition_end; c++) {
            const struct money_thing t = {&kind_device, &cards[i]};
            same_estimate(estimated(a, t, (enum condition)c, false), estimated(b, t, (enum condition)c, false));
            same_estimate(estimated(a, t, (enum condition)c, true), estimated(b, t, (enum condition)c, true));
        }
    CLOSE(market_trend(a, priceclass_geforce, 6), market_trend(b, priceclass_geforce, 6), 0);
}

/* ---- several observations of one thing ---- */

/* The newest counts most, but one sale is not the price. */
static void three_sales(void)
{
    struct price v[] = {sold("card", "2026-09-15", 1320, currency_aud), sold("card", "2026-10-15", 1250, currency_aud),
                        sold("card", "2026-11-15", 1190, currency_aud)};
    const struct money_price p = used_card(v, COUNT_OF(v));
    CLOSE(p.amount.mid, 1240, 0.02);
    THAT(p.amount.low80 < 1190 && p.amount.low80 > 1000 && p.amount.high80 > 1320 && p.amount.high80 < 1500);
    THAT(p.basis == pricebasis_observed && p.n == 3 && p.from == &v[2] && !p.landed);
    ORDER(p.age_months, 0.25); /* six days */
    test_row("with the spreads of the built-in catalogue");
    struct catalogue *c = ARENA_NEW(test_arena(), struct catalogue);
    *c = *test_catalogue();
    c->prices = (struct price_list){COUNT_OF(v), v};
    for (size_t i = 0; i < COUNT_OF(v); i++)
        v[i].component = "rtx-3090";
    const struct money_terms t = money_terms_in(price_fit(test_arena(), c, NULL, as_of), "AU");
    const struct money_thing thing = {&kind_device, FIND(device, "rtx-3090")};
    const struct range r = money_price(&t, thing, condition_used, 0, false).amount;
    CLOSE(r.mid, 1240, 0.02);
    THAT(r.low80 < 1190 && r.high80 > 1320);
}

/* 1,650 AUD eighteen months ago, 1,200 USD (2,000 AUD with tax) last week. */
static void newer_foreign(void)
{
    const struct price v[] = {sold("card", "2025-05-15", 1650, currency_aud),
                              sold("card", "2026-11-15", 1200, currency_usd)};
    const double mid = used_card(v, COUNT_OF(v)).amount.mid;
    THAT(mid > (1650 + 2000) / 2 && mid < 2000);
    THAT(used_card(v, 1).basis == pricebasis_carried);
    THAT(used_card(v, COUNT_OF(v)).basis == pricebasis_observed && !used_card(v, COUNT_OF(v)).landed);
    THAT(used_card(v + 1, 1).landed);
}

/* One asking price beside ten sales, in the last weeks or over ten months: it moves them by less than 2 %. */
static void one_asking_price(void)
{
    enum { SALES = 10 };
    struct price v[SALES + 1];
    for (int spread = 0; spread < 2; spread++) {
        for (int i = 0; i < SALES; i++)
            v[i] = sold("card",
                        spread  ? month_after("2026-02-15", i)
                        : i % 2 ? "2026-10-20"
                                : "2026-11-12",
                        1000 + 20 * (i % 5), currency_aud);
        v[SALES] = sold("card", "2026-11-18", spread ? 1250 : 1350, currency_aud);
        v[SALES].kind = pricekind_asking;
        const double before = used_card(v, SALES).amount.mid, after = used_card(v, SALES + 1).amount.mid;
        test_row(spread ? "over ten months" : "in the last weeks");
        THAT(after > before && after < before * 1.02);
    }
}

/* Alone it is all there is: 10 % over what is paid (price_kind), and less sure than a sale. */
static void asking_alone(void)
{
    struct price p = seen("card", "2026-11-16", 1100, currency_usd);
    const struct market_estimate paid = estimated(try_market(&p, 1, as_of), a_card, condition_new_, true);
    p.kind = pricekind_asking;
    const struct market_estimate asked = estimated(try_market(&p, 1, as_of), a_card, condition_new_, true);
    CLOSE(exp(paid.ln_usd), 1100, 1e-9);
    CLOSE(exp(asked.ln_usd), 1000, 1e-9);
    THAT(asked.mean_sigma > paid.mean_sigma);
}

/* One new thing in its own market: the mean's variance is the spread's, a price's twice that. A used one or one from
   abroad adds the spread of ratios between things; a stated range of +-12.816 % half of 0.1 in ln. */
static void sigma_by_hand(void)
{
    static const struct {
        const char *what;
        enum condition condition;
        enum currency currency;
        double stated, more; /* half width of ln; variance that comes on top */
    } rows[] = {{"new", condition_new_, currency_usd, 0, 0},
                {"used", condition_used, currency_usd, 0, 0.15 * 0.15},
                {"from abroad", condition_new_, currency_aud, 0, 0.1 * 0.1},
                {"with a range", condition_new_, currency_usd, 0.12816, 0.1 * 0.1}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct price p = seen("card", as_of, 1000, rows[i].currency);
        p.condition = rows[i].condition;
        p.amount.low80 = 1000 * exp(-rows[i].stated);
        p.amount.high80 = 1000 * exp(rows[i].stated);
        const struct market_estimate e = estimated(try_market(&p, 1, as_of), a_card, condition_new_, true);
        test_row("%s", rows[i].what);
        CLOSE(e.mean_sigma, sqrt(0.1 * 0.1 + rows[i].more), 1e-9);
        CLOSE(e.price_sigma, sqrt(2 * 0.1 * 0.1 + rows[i].more), 1e-9);
    }
}

/* Used ones at 75 % of new, and at what their own class shows. */
static void other_condition(void)
{
    struct price v[13] = {sold("card", "2026-11-16", 750, currency_usd)};
    CLOSE(exp(estimated(try_market(v, 1, as_of), a_card, condition_new_, true).ln_usd), 1000, 1e-9);
    for (int i = 1; i < 13; i += 2) { /* others at 50 % */
        v[i] = seen(i % 4 == 1 ? "twin" : "large", "2026-11-16", 1000, currency_usd);
        v[i + 1] = sold(i % 4 == 1 ? "twin" : "large", "2026-11-16", 500, currency_usd);
    }
    const struct market_estimate e = estimated(try_market(v, 13, as_of), a_card, condition_new_, true);
    THAT(exp(e.ln_usd) > 1250 && exp(e.ln_usd) < 1500);
}

/* Ten times the price of the others, or a tenth: no such thing. Two prices do not make an outlier. */
static void outliers(void)
{
    enum { N = 7 };
    struct price v[N];
    for (int i = 0; i < N - 1; i++)
        v[i] = sold("card", "2026-11-10", 1000 + 10 * i, currency_aud);
    const struct money_price before = used_card(v, N - 1);
    for (int low = 0; low < 2; low++) {
        v[N - 1] = sold("card", "2026-11-20", low ? 100 : 10000, currency_aud);
        const struct money_price after = used_card(v, N);
        test_row(low ? "a tenth" : "ten times");
        CLOSE(after.amount.mid, before.amount.mid, 1e-3);
        CLOSE(after.amount.high80, before.amount.high80, 1e-3);
        THAT(after.n == N - 1 && after.from != &v[N - 1]);
    }
    test_row("two");
    const struct money_price two = used_card(v + N - 2, 2);
    THAT(two.n == 2 && two.amount.mid < 1000);
}

/* ---- time ---- */

/* Two things of a class double every year. A third, seen once at 600, is carried along with them, and the older that
   quote the wider its range; newer than half a year it counts as observed. */
static void carried_along(void)
{
    enum { MONTHS = 24 };
    static const struct {
        const char *date;
        double price, within;
        enum pricebasis basis;
    } rows[] = {{"2026-11-15", 600, 0.05, pricebasis_observed},
                {"2026-05-15", 600 * 1.43, 0.1, pricebasis_carried},
                {"2025-11-15", 600 * 2.02, 0.1, pricebasis_carried},
                {"2024-11-22", 600 * 4.00, 0.15, pricebasis_carried}};
    struct price v[2 * MONTHS + 3];
    size_t n = 0;
    for (int i = 0; i <= MONTHS; i++) {
        v[n++] = seen("twin", month_after("2024-11-21", i), 500 * exp2(i / 12.0), currency_usd);
        v[n++] = seen("large", month_after("2024-11-21", i), 1000 * exp2(i / 12.0), currency_usd);
    }
    double last = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        v[n] = seen("card", rows[i].date, 600, currency_usd);
        const struct market *m = try_market(v, n + 1, as_of);
        const struct market_estimate e = estimated(m, a_card, condition_new_, false);
        test_row("seen %s", rows[i].date);
        CLOSE(exp(e.ln_usd), rows[i].price, rows[i].within);
        THAT(e.basis == rows[i].basis && e.n == 1 && e.from == &v[n]);
        THAT(e.price_sigma > last && e.price_sigma > estimated(m, a_twin, condition_new_, false).price_sigma);
        last = e.price_sigma;
    }
    test_row("never seen: as its twin, less sure than any quote");
    const struct market *m = try_market(v, n, as_of);
    const struct market_estimate e = estimated(m, a_card, condition_new_, false),
                                 twin = estimated(m, a_twin, condition_new_, false);
    CLOSE(e.ln_usd, twin.ln_usd, 0.05);
    THAT(e.basis == pricebasis_estimated && e.n == 0 && !e.from && isnan(e.age_months));
    THAT(e.price_sigma > last);
    test_row("of no class that was seen");
    const struct market_estimate none = estimated(try_market(NULL, 0, as_of), a_card, condition_new_, false);
    THAT(none.basis == pricebasis_unknown && isnan(none.ln_usd));
    THAT(isnan(estimated(m, a_card, condition_new_, true).ln_usd)); /* alone */
}

/* What nobody knew on the day changes nothing, to the last digit: prices, exchange rates. */
static void later_is_unknown(void)
{
    static const struct rate now = {
        .id = "now", .currency = currency_aud, .usd = {0.6, 0.6, 0.6, 0.6, 0.6}, .date = "2026-11-20"};
    struct price v[] = {seen("card", "2025-11", 1000, currency_aud),   sold("card", "2026-11-21", 900, currency_aud),
                        seen("twin", "2026-11-16", 700, currency_eur), seen("card", "2026-11-22", 2000, currency_aud),
                        sold("large", "2026-12", 3000, currency_usd),  seen("twin", "2027", 10, currency_usd)};
    const struct market *before = try_market(v, 3, as_of);
    same_market(before, try_market(v, COUNT_OF(v), as_of));
    static const char *const later[] = {"2026-11-22", "2026-11-30", "2026-12", "2027"};
    for (size_t i = 0; i < COUNT_OF(later); i++) {
        struct rate rates[] = {try_rates[0], try_rates[1], now};
        rates[2].date = later[i];
        struct catalogue *c = try_catalogue(v, 3);
        c->rates = (struct rate_list){3, rates};
        test_row("a rate of %s", later[i]);
        same_market(before, price_fit(test_arena(), c, NULL, as_of));
    }
    test_row("a rate of the day");
    struct rate rates[] = {try_rates[0], try_rates[1], now};
    rates[2].date = as_of;
    struct catalogue *c = try_catalogue(v, 3);
    c->rates = (struct rate_list){3, rates};
    THAT(exp(estimated(price_fit(test_arena(), c, NULL, as_of), a_card, condition_new_, false).ln_usd) <
         exp(estimated(before, a_card, condition_new_, false).ln_usd));
}

/* A report of the 15th comes out the same after rows of later days were added, also of days that nobody states. */
static void later_in_the_month(void)
{
    const struct price v[] = {sold("card", "2026-10", 900, currency_aud),
                              sold("card", "2026-11-15", 1000, currency_aud),
                              sold("card", "2026-11", 2000, currency_aud), sold("card", "2026", 2000, currency_aud),
                              sold("card", "2026-11-16", 2000, currency_aud)};
    same_market(try_market(v, 2, "2026-11-15"), try_market(v, COUNT_OF(v), "2026-11-15"));
    same_market(try_market(v, 3, "2026-11-15"), try_market(v, 2, "2026-11-15"));
    const struct price in_november[] = {v[0], v[1], v[2], v[4]};
    same_market(try_market(in_november, COUNT_OF(in_november), "2026-11"), try_market(v, COUNT_OF(v), "2026-11"));
    THAT(estimated(try_market(v, COUNT_OF(v), "2026-11"), a_card, condition_used, true).n == 4);
}

static void dates(void)
{
    static const struct {
        const char *date, *as_of;
        bool known;
    } rows[] = {
        {"2025-12", "2025-12-31", true},     {"2025-12-31", "2025-12", true},    {"2025-12", "2025-12-30", false},
        {"2025-12", "2025-12", true},        {"2025-11", "2025-12-01", true},    {"2024-02", "2024-02-28", false},
        {"2024-02", "2024-02-29", true},     {"2100-02", "2100-02-28", true},    {"2025", "2025-12-30", false},
        {"2025", "2025-12", true},           {"2025", "2025-12-31", true},       {"2025-12", "2025", true},
        {"2025-12-31", "2025-12-30", false}, {"2025-12-30", "2025-12-31", true}, {"2025", "2025-06", false},
        {"2026", "2025-12-31", false},       {"2026-11-21", "2026-11-21", true}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s as of %s", rows[i].date, rows[i].as_of);
        THAT(month_known_by(rows[i].date, rows[i].as_of) == rows[i].known);
    }
    test_row("months");
    CLOSE(market_month("2026-11-16") - market_month("2026-11"), 0, 1e-9); /* the middle of 31 days */
    CLOSE(market_month("2026-11-21") - market_month("2026-10-21"), 1, 1e-12);
    CLOSE(market_month("2026") - market_month("2026-06"), 0, 0);
    ORDER(market_month("2026-11-30"), market_month("2026-12-01"));
}

/* ---- any observations ---- */

enum { CASES = 60, MOST = 30 };

static size_t any_prices(struct price *v)
{
    static const enum currency currencies[] = {currency_usd, currency_aud, currency_eur};
    static const enum taxed taxes[] = {taxed_unknown, taxed_included, taxed_excluded};
    const size_t n = (size_t)test_whole(1, MOST);
    for (size_t i = 0; i < n; i++) {
        const double amount = 1000 * exp(test_uniform(-0.3, 0.3)), half = test_whole(0, 2) ? 1 : test_uniform(1, 1.3);
        v[i] = (struct price){.id = str_format(test_arena(), "p%zu", i),
                              .date = month_after("2024-07-20", test_whole(0, 30)),
                              .source = "a page",
                              .component = cards[test_whole(0, (int)COUNT_OF(cards) - 1)].id,
                              .amount = {amount / half, amount / half, amount, amount * half, amount * half},
                              .currency = ANY_OF(currencies),
                              .condition = (enum condition)test_whole(1, condition_end - 1),
                              .kind = (enum pricekind)test_whole(1, pricekind_end - 1),
                              .tax = ANY_OF(taxes)};
    }
    return n;
}

/* Neither the order of the rows nor what comes later tells anything. */
static void order_of_rows(void)
{
    struct price v[MOST], w[MOST];
    for (int k = 0; k < CASES; k++) {
        const size_t n = any_prices(v);
        memcpy(w, v, sizeof v);
        for (size_t i = n; i-- > 1;) {
            const size_t j = (size_t)test_whole(0, (int)i);
            const struct price keep = w[i];
            w[i] = w[j];
            w[j] = keep;
        }
        test_row("case %d, %zu rows", k, n);
        same_market(try_market(v, n, as_of), try_market(w, n, as_of));
        size_t known = 0;
        for (size_t i = 0; i < n; i++)
            if (month_known_by(v[i].date, as_of))
                w[known++] = v[i];
        same_market(try_market(v, n, as_of), try_market(w, known, as_of));
    }
}

/* A currency of which one unit is worth a hundredth, with amounts a hundred times as large. */
static void unit_of_a_currency(void)
{
    static const double k = 100;
    const struct rate rates[] = {
        {.id = "aud", .currency = currency_aud, .usd = range_scale(try_rates[0].usd, 1 / k), .date = try_rates[0].date},
        try_rates[1]};
    struct price v[MOST];
    for (int i = 0; i < CASES; i++) {
        const size_t n = any_prices(v);
        const struct market *was = try_market(v, n, as_of);
        struct price w[MOST];
        memcpy(w, v, sizeof v);
        for (size_t j = 0; j < n; j++)
            if (w[j].currency == currency_aud)
                w[j].amount = range_scale(w[j].amount, k);
        struct catalogue *c = try_catalogue(w, n);
        c->rates = (struct rate_list){COUNT_OF(rates), rates};
        const struct market *is = price_fit(test_arena(), c, NULL, as_of);
        test_row("case %d", i);
        for (size_t j = 0; j < COUNT_OF(cards); j++) {
            const struct money_thing t = {&kind_device, &cards[j]};
            const struct market_estimate a = estimated(was, t, condition_used, false),
                                         b = estimated(is, t, condition_used, false);
            CLOSE(b.ln_usd, a.ln_usd, 1e-9);
            CLOSE(b.price_sigma, a.price_sigma, 1e-9);
        }
    }
}

/* One more observation never makes the mean less sure, and one equal to the estimate does not move it. */
static void one_more(void)
{
    struct price v[MOST + 1];
    for (int k = 0; k < CASES; k++) {
        const size_t n = any_prices(v);
        const struct market_estimate was = estimated(try_market(v, n, as_of), a_card, condition_new_, true);
        if (was.n == 0)
            continue;
        test_row("case %d, %zu rows", k, n);
        v[n] = seen("card", as_of, exp(was.ln_usd), currency_usd);
        const struct market *m = try_market(v, n + 1, as_of);
        const struct market_estimate is = estimated(m, a_card, condition_new_, true);
        const struct market_ask without = {.thing = market_find(m, a_card.kind, a_card.record),
                                           .condition = condition_new_,
                                           .region = currency_usd,
                                           .month = NAN,
                                           .without = &v[n],
                                           .alone = true};
        THAT(is.mean_sigma < market_estimate(m, &without).mean_sigma);
        if (is.n == was.n + 1) { /* it made no other an outlier */
            THAT(is.mean_sigma < was.mean_sigma);
            CLOSE(is.ln_usd, was.ln_usd, 0.01); /* of ln 1000: 7 %; asking prices that are far from it count less now */
        }
    }
}

/* An observation that comes with a wide range may tell little, but not less than nothing. */
static void one_vague_more(void)
{
    for (int same_month = 0; same_month < 2; same_month++) {
        struct price v[] = {seen("card", same_month ? "2026-11-05" : "2026-10-05", 1000, currency_usd),
                            seen("card", "2026-11-10", 1000, currency_usd)};
        v[1].amount = (struct range){400, 400, 1000, 2500, 2500};
        test_row(same_month ? "in the same month" : "a month later");
        THAT(estimated(try_market(v, 2, as_of), a_card, condition_new_, true).mean_sigma <
             estimated(try_market(v, 1, as_of), a_card, condition_new_, true).mean_sigma);
    }
}

static void ordered(struct range r)
{
    THAT(isfinite(r.low95) && isfinite(r.high95) && r.low95 > 0);
    THAT(r.low95 < r.low80 && r.low80 < r.mid && r.mid < r.high80 && r.high80 < r.high95);
}

static void ranges_are_ordered(void)
{
    struct price v[MOST];
    for (int k = 0; k < CASES; k++) {
        const size_t n = any_prices(v);
        const struct market *m = try_market(v, n, as_of);
        const struct money_terms t = money_terms_in(m, "AU");
        test_row("case %d, %zu rows", k, n);
        for (size_t i = 0; i < COUNT_OF(cards); i++)
            for (int c = 1; c < condition_end; c++) {
                const struct money_thing thing = {&kind_device, &cards[i]};
                const struct money_price now = money_price(&t, thing, (enum condition)c, 0, false),
                                         ahead = money_price(&t, thing, (enum condition)c, 12, false),
                                         landed = money_price(&t, thing, (enum condition)c, 0, true);
                const struct market_estimate e = estimated(m, thing, (enum condition)c, false);
                if (now.basis == pricebasis_unknown) { /* every row is later than the date */
                    THAT(isnan(now.amount.mid));
                    continue;
                }
                ordered(now.amount);
                ordered(ahead.amount);
                ordered(landed.amount);
                THAT(ahead.amount.high80 / ahead.amount.low80 > now.amount.high80 / now.amount.low80);
                THAT(e.price_sigma >= hypot(e.mean_sigma, try_spread) - 1e-12);
            }
    }
}

/* ---- the built-in catalogue ---- */

/* Everything that can be bought has a price and says where it is from, but for a few things of which nothing is known.
   A quote counts as observed for half a year; older ones are carried, so nothing is ranked by a quote of two years ago
   as it stood. */
static void all_have_prices(void)
{
    enum { CONDITIONS = condition_end - 1 };
    const struct money_terms *t = test_terms();
    const struct market *m = t->market;
    size_t by_basis[pricebasis_end] = {0};
    for (size_t i = 0; i < m->n_things; i++)
        for (int c = 1; c < condition_end; c++) {
            const struct money_thing thing = {m->thing[i].kind, m->thing[i].record};
            const struct money_price p = money_price(t, thing, (enum condition)c, 0, false);
            test_row("%s, %s", schema_id(thing.kind, thing.record), enums_text(&enums_condition, c));
            by_basis[p.basis]++;
            if (p.basis == pricebasis_unknown) {
                THAT(m->thing[i].n == 0 && isnan(p.amount.mid));
                continue;
            }
            ordered(p.amount);
            THAT(p.basis == pricebasis_observed || p.basis == pricebasis_carried || p.basis == pricebasis_estimated);
            if (p.basis == pricebasis_estimated) {
                THAT(p.n == 0 && !p.from && isnan(p.age_months) && p.landed);
                continue;
            }
            THAT(p.n >= 1 && p.from && p.from->date && month_known_by(p.from->date, as_of));
            const bool seen = p.from->condition == (enum condition)c && p.age_months <= 6;
            THAT(p.age_months >= 0 && (p.basis == pricebasis_observed) == seen);
        }
    test_row("all");
    THAT(by_basis[pricebasis_observed] > 200);
    THAT(by_basis[pricebasis_carried] > 0);
    const size_t all = CONDITIONS * m->n_things;
    ORDER((double)by_basis[pricebasis_unknown], 0.007 * (double)all);
}

/* A bill dates every price that is observed, and says of none that it was observed when it is old. */
static void bills_say_how_old(void)
{
    const struct comparison *c = test_compared();
    for (size_t i = 0; i < c->n; i++)
        for (size_t l = 0; l < c->v[i].bill.n; l++) {
            const struct bill_line *line = &c->v[i].bill.line[l];
            test_row("%s, %s", c->v[i].outcome.id, line->id);
            if (line->owned == flag_yes)
                continue;
            THAT(line->basis != pricebasis_unknown);
            if (line->basis == pricebasis_observed)
                THAT(line->date && line->source && line->age_months <= 6 && line->observations >= 1);
            if (line->basis == pricebasis_carried)
                THAT(line->date && line->source && line->observations >= 1);
            if (line->basis == pricebasis_estimated)
                THAT(line->date && strcmp(line->date, c->scenario->as_of) == 0 && line->observations == 0);
        }
}

SUITE(market, {"three sales", three_sales}, {"a newer foreign price", newer_foreign},
      {"one asking price", one_asking_price}, {"asking alone", asking_alone}, {"sigma by hand", sigma_by_hand},
      {"another condition", other_condition}, {"outliers", outliers}, {"carried along", carried_along},
      {"later is unknown", later_is_unknown}, {"later in the month", later_in_the_month}, {"dates", dates},
      {"order of rows", order_of_rows}, {"unit of a currency", unit_of_a_currency}, {"one more", one_more},
      {"one vague more", one_vague_more}, {"ranges are ordered", ranges_are_ordered},
      {"all have prices", all_have_prices}, {"bills say how old", bills_say_how_old})
