/* market_try.h: a small catalogue of three cards for the tests of money: its spreads, taxes and rates are round
   numbers, so that prices can be worked out by hand. Tests give the observations. */
#ifndef MARKET_TRY_H
#define MARKET_TRY_H

#include "test.h"

#include "arena.h"
#include "money.h"
#include "price_fit.h"
#include "str.h"

static const char *const card_names[] = {"a card", "the card"};
/* Of one class. "twin" is the same thing under another name; "large" has twice the memory and rates. */
static const struct device cards[] = {
    {.id = "card",
     .aliases = {COUNT_OF(card_names), card_names},
     .vendor = vendor_nvidia,
     .mem_gib = 24,
     .mem_bw_gb_s = 900,
     .fp16_tflops = 100,
     .fp32_tflops = NAN},
    {.id = "twin", .vendor = vendor_nvidia, .mem_gib = 24, .mem_bw_gb_s = 900, .fp16_tflops = 100, .fp32_tflops = NAN},
    {.id = "large",
     .vendor = vendor_nvidia,
     .mem_gib = 48,
     .mem_bw_gb_s = 1800,
     .fp16_tflops = 200,
     .fp32_tflops = NAN}};
static const struct money_thing a_card = {&kind_device, &cards[0]}, a_twin = {&kind_device, &cards[1]},
                                a_large = {&kind_device, &cards[2]};

/* Standard deviations of ln price in every class. */
static const double try_index = 0.05, try_drift = 0.03, try_spread = 0.1, try_region = 0.1, try_condition = 0.15;

/* An observation of a new thing in a shop; its id is its contents. */
static inline struct price seen(const char *component, const char *date, double amount, enum currency currency)
{
    return (struct price){.id = str_format(test_arena(), "%s %s %g %d", component, date, amount, (int)currency),
                          .date = date,
                          .source = "a page",
                          .component = component,
                          .amount = range_exact(amount),
                          .currency = currency,
                          .condition = condition_new_,
                          .kind = pricekind_retail};
}

static inline struct price sold(const char *component, const char *date, double amount, enum currency currency)
{
    struct price p = seen(component, date, amount, currency);
    p.condition = condition_used;
    p.kind = pricekind_sold;
    return p;
}

static const struct rate try_rates[] = {
    {.id = "aud", .currency = currency_aud, .usd = {0.66, 0.66, 0.66, 0.66, 0.66}, .date = "2026-06-15"},
    {.id = "eur", .currency = currency_eur, .usd = {1.1, 1.1, 1.1, 1.1, 1.1}, .date = "2026-06-15"}};

/* Returns a catalogue that holds the cards and n observations, which it does not copy. */
static inline struct catalogue *try_catalogue(const struct price *v, size_t n)
{
    static struct price_class classes[priceclass_end - 1];
    static struct price_kind kinds[pricekind_end - 1];
    static const struct policy policies[] = {{.id = "default",
                                              .trend_frac = 0.5,
                                              .trend_months = 12,
                                              .own_market_frac = 0.35,
                                              .own_market_months = 6,
                                              .widest_ratio = 12}};
    static const struct country_state states[] = {{.code = "CA", .tax_frac = {0.09, 0.09, 0.09, 0.09, 0.09}},
                                                  {.code = "OR", .tax_frac = {0, 0, 0, 0, 0}}};
    static const struct country countries[] = {{.id = "AU",
                                                .currency = currency_aud,
                                                .tax_frac = {0.1, 0.1, 0.1, 0.1, 0.1},
                                                .shown = flag_yes,
                                                .reclaimed = flag_yes,
                                                .duty_frac = 0.05,
                                                .import_fee = 50,
                                                .import_fee_from = 1000},
                                               {.id = "US",
                                                .currency = currency_usd,
                                                .tax_frac = {0, 0, 0.07, 0.1, 0.1},
                                                .shown = flag_no,
                                                .reclaimed = flag_no,
                                                .import_fee = NAN,
                                                .import_fee_from = NAN,
                                                .states = {COUNT_OF(states), states}},
                                               {.id = "DE",
                                                .currency = currency_eur,
                                                .tax_frac = {0.19, 0.19, 0.19, 0.19, 0.19},
                                                .shown = flag_yes,
                                                .reclaimed = flag_yes,
                                                .import_fee = NAN,
                                                .import_fee_from = NAN}};
    for (int i = 1; i < priceclass_end; i++)
        classes[i - 1] = (struct price_class){.class_ = (enum priceclass)i,
                                              .index_frac = try_index,
                                              .drift_frac = try_drift,
                                              .spread_frac = try_spread,
                                              .used_spread_frac = try_spread,
                                              .used_price_frac = 0.75,
                                              .refurbished_price_frac = 0.9,
                                              .condition_frac = try_condition,
                                              .region_frac = try_region};
    for (int i = 1; i < pricekind_end; i++)
        kinds[i - 1] = (struct price_kind){.kind = (enum pricekind)i,
                                           .over_frac = i == pricekind_asking ? 1.1 : 1,
                                           .fixed = i == pricekind_retail || i == pricekind_sold ? flag_yes : flag_no,
                                           .spread_frac = i == pricekind_asking ? 0.05 : 0,
                                           .single_frac = i == pricekind_asking ? 0.1 : 0};
    struct catalogue *c = ARENA_NEW(test_arena(), struct catalogue);
    *c = (struct catalogue){.devices = {COUNT_OF(cards), cards},
                            .policies = {COUNT_OF(policies), policies},
                            .countries = {COUNT_OF(countries), countries},
                            .rates = {COUNT_OF(try_rates), try_rates},
                            .price_classes = {COUNT_OF(classes), classes},
                            .price_kinds = {COUNT_OF(kinds), kinds},
                            .prices = {n, v}};
    return c;
}

static inline const struct market *try_market(const struct price *v, size_t n, const char *as_of)
{
    return price_fit(test_arena(), try_catalogue(v, n), NULL, as_of);
}

/* Returns the estimate of a thing in US dollars without tax; alone: without what like things suggest. */
static inline struct market_estimate estimated(const struct market *m, struct money_thing thing,
                                               enum condition condition, bool alone)
{
    const struct market_ask ask = {.thing = market_find(m, thing.kind, thing.record),
                                   .condition = condition,
                                   .region = currency_usd,
                                   .month = NAN,
                                   .alone = alone};
    return market_estimate(m, &ask);
}

/* Returns the price of a used card in Australia on 2026-11-21. */
static inline struct money_price used_card(const struct price *v, size_t n)
{
    const struct money_terms t = money_terms_in(try_market(v, n, "2026-11-21"), "AU");
    return money_price(&t, a_card, condition_used, 0, false);
}

#endif
