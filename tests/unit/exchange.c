/* model/exchange: exchange rates at a date, by hand. */
#include "test.h"

#include "exchange.h"

static struct range spread(double low, double mid, double high)
{
    return (struct range){low, low, mid, high, high};
}

static const struct rate rates[] = {
    {.id = "aud-1", .currency = currency_aud, .usd = {0.62, 0.62, 0.62, 0.62, 0.62}, .date = "2025-06-15"},
    {.id = "aud-2", .currency = currency_aud, .usd = {0.64, 0.64, 0.64, 0.64, 0.64}, .date = "2026-02"},
    {.id = "aud-3", .currency = currency_aud, .usd = {0.6, 0.63, 0.66, 0.69, 0.72}, .date = "2026-10-15"},
    {.id = "jpy", .currency = currency_jpy, .usd = {0.0064, 0.0064, 0.0064, 0.0064, 0.0064}, .date = "2025"},
};

static struct exchange_terms terms(const char *as_of)
{
    static const struct rate_list all = {COUNT_OF(rates), rates};
    return (struct exchange_terms){&all, NULL, as_of};
}

/* The record whose month is nearest; of two that are equally near the later one; none of a day after as_of. */
static void nearest(void)
{
    static const struct {
        const char *as_of, *date, *id;
    } rows[] = {{"2026-11-21", NULL, "aud-3"},
                {"2026-11-21", "2026-11", "aud-3"},
                {"2026-11-21", "2025-01", "aud-1"},
                {"2026-11-21", "2025-10", "aud-2"}, /* four months to either */
                {"2026-11-21", "2025-09-30", "aud-1"},
                {"2026-11-21", "2026-05", "aud-2"},
                {"2026-11-21", "2026-06", "aud-3"},
                {"2026-10-15", NULL, "aud-3"},
                {"2026-10-14", NULL, "aud-2"},
                {"2026-10-14", "2026-12", "aud-2"},
                {"2025-06", NULL, "aud-1"},
                {"2025-06-14", NULL, NULL}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct exchange_terms t = terms(rows[i].as_of);
        const struct rate *from = &rates[3];
        const struct range usd = exchange_usd(&t, currency_aud, rows[i].date, &from);
        test_row("%s, as of %s", rows[i].date ? rows[i].date : "then", rows[i].as_of);
        SAME(from ? from->id : NULL, rows[i].id);
        CLOSE(usd.mid, from ? from->usd.mid : (double)NAN, 0);
    }
}

static void dollars_and_strangers(void)
{
    const struct exchange_terms t = terms("2026-11-21");
    const struct rate *from = rates;
    CLOSE(exchange_usd(&t, currency_usd, NULL, &from).high95, 1, 0);
    THAT(from == NULL);
    CLOSE(exchange_usd(&t, currency_eur, NULL, NULL).low80, NAN, 0);
    CLOSE(exchange_rate(&t, currency_eur, currency_aud).mid, NAN, 0);
    CLOSE(exchange_rate(&t, currency_usd, currency_eur).mid, NAN, 0);
    CLOSE(exchange_rate(&t, currency_eur, currency_eur).mid, 1, 0); /* needs no rate */
}

/* What the scenario states wins, at every date, even over a record of the day. */
static void own_rates(void)
{
    const struct exchange v[] = {{.currency = currency_eur, .usd = range_exact(1.2), .date = "2026-09"},
                                 {.currency = currency_aud, .usd = range_exact(0.5)}};
    const struct exchange_list own = {COUNT_OF(v), v};
    struct exchange_terms t = terms("2025-01");
    const struct rate *from = rates;
    t.own = &own;
    CLOSE(exchange_usd(&t, currency_aud, "2026-10-15", &from).mid, 0.5, 0);
    THAT(from == NULL);
    CLOSE(exchange_rate(&t, currency_eur, currency_aud).mid, 2.4, 1e-12);
    CLOSE(exchange_rate(&t, currency_eur, currency_usd).mid, 1.2, 1e-12);
}

/* 0.66 (0.63 to 0.69) USD for an AUD, exactly 0.0064 for a yen. */
static void ranges(void)
{
    const struct exchange_terms t = terms("2026-11-21");
    const struct range usd = exchange_rate(&t, currency_aud, currency_usd),
                       aud = exchange_rate(&t, currency_usd, currency_aud),
                       yen = exchange_rate(&t, currency_aud, currency_jpy);
    CLOSE(usd.low80, 0.63, 1e-12);
    CLOSE(usd.high95, 0.72, 1e-12);
    CLOSE(aud.low80, 1 / 0.69, 1e-12);
    CLOSE(aud.high95, 1 / 0.6, 1e-12);
    CLOSE(yen.mid, 103.125, 1e-12);
    CLOSE(yen.low80, 0.63 / 0.0064, 1e-12);
    const struct exchange v[] = {{.currency = currency_eur, .usd = spread(1.06, 1.1, 1.14)}};
    const struct exchange_list own = {1, v};
    struct exchange_terms both = t;
    both.own = &own;
    const struct range eur = exchange_rate(&both, currency_eur, currency_aud); /* both are uncertain: in squares */
    CLOSE(eur.mid, 1.1 / 0.66, 1e-12);
    CLOSE(1 - eur.low80 / eur.mid, hypot(0.04 / 1.1, 1 - 0.66 / 0.69), 1e-9);
    CLOSE(eur.high80 / eur.mid - 1, hypot(0.04 / 1.1, 0.66 / 0.63 - 1), 1e-9);
}

/* There and back is where it began, with every currency of the built-in catalogue; three rates make a circle. */
static void there_and_back(void)
{
    const struct exchange_terms t = {&test_catalogue()->rates, NULL, "2026-11-21"};
    size_t known = 0;
    for (int c = 1; c < currency_end; c++) {
        const enum currency from = (enum currency)c;
        const double usd = exchange_usd(&t, from, NULL, NULL).mid;
        test_row("%s", enums_text(&enums_currency, c));
        if (isnan(usd))
            continue;
        known++;
        CLOSE(exchange_rate(&t, from, currency_aud).mid * exchange_rate(&t, currency_aud, from).mid, 1, 1e-12);
        CLOSE(exchange_rate(&t, from, currency_eur).mid * exchange_rate(&t, currency_eur, currency_usd).mid, usd,
              1e-12);
    }
    test_row("all");
    THAT(known > 20);
    for (size_t i = 0; i < test_catalogue()->countries.n; i++) {
        const struct country *c = &test_catalogue()->countries.v[i];
        test_row("%s", c->id);
        if (c->currency != currency_rub) /* the ECB states none since March 2022; prices in it do not count */
            THAT(exchange_usd(&t, c->currency, NULL, NULL).mid > 0);
    }
}

SUITE(exchange, {"nearest", nearest}, {"dollars and strangers", dollars_and_strangers}, {"own rates", own_rates},
      {"ranges", ranges}, {"there and back", there_and_back})
