/* read/scenario_money: scenarios that count in Australian dollars by the names of their fields. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "load.h"
#include "scenario_money.h"
#include "str.h"
#include "tree_write.h"
#include "tree_yaml.h"

static struct tree *tree_of(const char *text)
{
    struct diags d = diag_none(test_arena());
    struct tree *t = tree_yaml(test_arena(), &d, "t.yaml", text, strlen(text));
    if (!t)
        BUG(test_faults(&d));
    return t;
}

/* The old text becomes the new one; a new one stays. */
static void renamed(void)
{
    static const struct {
        const char *what, *old, *now;
    } rows[] = {
        {"a fund", "funds: [{id: a, amount_aud: 5}]", "funds: [{id: a, amount: 5}]\ncurrency: AUD"},
        {"in AUD", "currency: AUD\nfunds: [{id: a, amount_aud: 5}]", "currency: AUD\nfunds: [{id: a, amount: 5}]"},
        {"in USD", "currency: USD\nfunds: [{id: a, amount_aud: 5}, {id: b, amount: 6}]",
         "currency: USD\nfunds: [{id: a, amount: 5, currency: AUD}, {id: b, amount: 6}]"},
        {"a fund with a currency", "currency: USD\nfunds: [{amount_aud: 5, currency: AUD}]",
         "currency: USD\nfunds: [{amount: 5, currency: AUD}]"},
        {"a rate", "as_of: 2026-11-21\nusd_per_aud: 0.66\ntitle: t",
         "as_of: 2026-11-21\ntitle: t\nrates: [{currency: AUD, usd: 0.66, date: 2026-11-21}]\ncurrency: AUD"},
        {"a rate with its range", "usd_per_aud: {value: 0.66, low: 0.6, high: 0.7}",
         "rates: [{currency: AUD, usd: {value: 0.66, low: 0.6, high: 0.7}}]\ncurrency: AUD"},
        {"sold of a machine", "machines: [{sell: [{component: x, amount_aud: 9}]}]",
         "machines: [{sell: [{component: x, amount: 9}]}]\ncurrency: AUD"},
        {"sold of an option", "currency: EUR\noptions: [{machines: [{sell: [{component: x, amount_aud: 9}]}]}]",
         "currency: EUR\noptions: [{machines: [{sell: [{component: x, amount: 9, currency: AUD}]}]}]"},
        {"figures", "priorities: [{figure: life_aud, weight: 2}, {figure: price_aud}, {figure: decode_tok_s}]",
         "priorities: [{figure: life_cost, weight: 2}, {figure: price}, {figure: decode_tok_s}]"},
        {"nothing old", "funds: [{id: a, amount: 5}]\nrates: []", "funds: [{id: a, amount: 5}]\nrates: []"},
        {"no lists", "funds: 3\npriorities: x\noptions: [1, {machines: 2}]",
         "funds: 3\npriorities: x\noptions: [1, {machines: 2}]"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct tree *t = tree_of(rows[i].old);
        struct str got = str_new(test_arena()), want = str_new(test_arena());
        scenario_money_rename(test_arena(), t);
        tree_write(t, &got);
        tree_write(tree_of(rows[i].now), &want);
        test_row("%s", rows[i].what);
        SAME(got.text, want.text);
    }
}

static void figures(void)
{
    static const char *const rows[][2] = {{"price_aud", "price"},         {"missing_aud", "missing"},
                                          {"left_aud", "left"},           {"energy_aud_year", "energy_cost_year"},
                                          {"rent_aud_year", "rent_year"}, {"life_aud", "life_cost"},
                                          {"cost_mtok_aud", "cost_mtok"}, {"life_cost", "life_cost"},
                                          {"speed_tok_s", "speed_tok_s"}, {"price_audx", "price_audx"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        SAME(scenario_money_figure(rows[i][0]), rows[i][1]);
}

#define REST                                                                                                           \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n"                                                  \
    "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}]\n"

/* Both versions of a scenario with the old names are one with the new ones; faults point at the old text. */
static void whole_scenarios(void)
{
    static const char *const texts[] = {
        "schema: rigplan-scenario-2\ntitle: t\nas_of: 2026-11-21\nfunds: [{id: cash, amount_aud: 5000}]\n"
        "usd_per_aud: 0.7\npriorities: [{figure: life_aud, weight: 1}]\n" REST
        "options: [{id: one, title: one, machines: [{id: pc, devices: [{device: rtx-3090}]}]}]\n",
        "schema: rigplan-scenario-1\ntitle: t\nas_of: 2026-11-21\nfunds: [{id: cash, amount_aud: 5000}]\n"
        "usd_per_aud: 0.7\npriorities: [{figure: life_aud, weight: 1}]\n" REST
        "options: [{id: one, title: one, devices: [{device: rtx-3090}]}]\n"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct scenario *s = test_scenario(texts[i]);
        test_row("version %d", i == 0 ? 2 : 1);
        CLOSE(s->funds.v[0].amount, 5000, 0);
        THAT(s->currency == currency_aud && s->funds.v[0].currency == currency_unknown);
        THAT(s->rates.n == 1 && s->rates.v[0].currency == currency_aud);
        CLOSE(s->rates.v[0].usd.mid, 0.7, 0);
        SAME(s->rates.v[0].date, "2026-11-21");
        SAME(s->priorities.v[0].figure, "life_cost");
    }
    test_row("a fault in an old field");
    static const char text[] =
        "schema: rigplan-scenario-2\ntitle: t\nas_of: 2026-11-21\n"
        "funds: [{id: cash, amount_aud: 5k}]\n" REST
        "options: [{id: one, title: one, machines: [{id: pc, devices: [{device: rtx-3090}]}]}]\n";
    const struct load_text t = {.file = "s.yaml", .text = text, .size = strlen(text)};
    struct diags d = diag_none(test_arena());
    THAT(!load_scenario(test_arena(), &d, test_catalogue(), &t, NULL, 0));
    const char *faults = test_faults(&d);
    THAT(strncmp(faults, "s.yaml:4:32: error: funds[0].amount: ", 37) == 0);
    THAT(strstr(faults, "5k") != NULL);
}

SUITE(scenario_money, {"old names", renamed}, {"figures", figures}, {"whole scenarios", whole_scenarios})
