/* advise/compare: prices that are unknown, days that are too short, and bandwidth that is guessed. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "page_problems.h"

#include <limits.h>
#include <math.h>

static const struct compare_option *option(const struct comparison *c, const char *id)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->v[i].outcome.id, id) == 0)
            return &c->v[i];
    BUG(id);
}

static const struct comparison *compared(const struct scenario *s)
{
    return test_compare(s);
}

/* A part without a price: nothing is known of any fund, instead of all of it being left. */
static void an_unknown_price(void)
{
    const struct comparison *c = compared(test_scenario(
        "schema: rigplan-scenario-2\ntitle: t\nas_of: 2020-01-01\nfunds: [{id: cash, amount: 5000}, {id: gift, "
        "amount: 100, vendor: Apple, resale_frac: 0.5}]\nsite: {country: AU, outlet: au-10a, tariff: "
        "nsw-ausgrid-flat}\nworkloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}]\noptions: [{id: card, title: "
        "card, machines: [{id: pc, devices: [{device: rtx-3090}], psus: [{psu: rm850x-2021}]}]}]\n"));
    const struct compare_option *o = option(c, "card");
    THAT(isnan(o->outcome.price.mid) && c->balanced);
    CLOSE(o->outcome.left, NAN, 0);
    for (size_t i = 0; i < c->scenario->funds.n; i++) {
        const struct fund_use *u = &o->funds[i];
        CLOSE(u->amount, c->scenario->funds.v[i].amount, 0);
        CLOSE(u->spent, NAN, 0);
        CLOSE(u->left, NAN, 0);
        CLOSE(u->received, NAN, 0);
        CLOSE(u->moved, NAN, 0);
        CLOSE(u->resale_loss, NAN, 0);
    }
}

#define DAY(hours, on)                                                                                                 \
    "schema: rigplan-scenario-2\ntitle: day\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 50000}]\n"                  \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat" on "}\nworkloads: [{id: chat, model: "              \
    "llama-3.1-8b, quant: Q4_K_M, use_h_day: " hours "}, {id: code, model: llama-3.1-8b, quant: Q4_K_M, use_h_day: "   \
    "" hours "}]\noptions: [{id: mini, title: mini, machines: [{id: m, system: {system: mac-mini-m4-pro-48}}]}]\n"

/* Two workloads of 20 hours share a day as two of 12 do: the same electricity, the same tokens. */
static void days_have_24_hours(void)
{
    const struct comparison *full = compared(test_scenario(DAY("12", ""))),
                            *over = compared(test_scenario(DAY("20", "")));
    const struct compare_option *a = option(full, "mini"), *b = option(over, "mini");
    CLOSE(b->machine[0].asked_h_day, 40, 0);
    CLOSE(b->machine[0].use.busy_h_day, 24, 0);
    CLOSE(b->outcome.energy_kwh_year, a->outcome.energy_kwh_year, 1e-12);
    CLOSE(b->outcome.cost_mtok, a->outcome.cost_mtok, 1e-12);
    THAT(strstr(page_problems(test_arena(), over, b, INT_MAX), "the workloads of m ask for 40 hours a day"));
    THAT(!strstr(page_problems(test_arena(), full, a, INT_MAX), "hours a day"));
}

/* A machine that is said to be on for less than its workloads take together draws what they need. */
static void what_works_is_on(void)
{
    const struct comparison *off = compared(test_scenario(DAY("1", ", on_h_day: 1"))),
                            *on = compared(test_scenario(DAY("1", ", on_h_day: 2")));
    const struct compare_option *a = option(off, "mini"), *b = option(on, "mini");
    THAT(a->outcome.energy_kwh_year > 0 && a->outcome.energy_kwh_year <= b->outcome.energy_kwh_year);
    THAT(strstr(page_problems_notes(test_arena(), off, a), "m works 2 hours a day and is on for as long"));
    THAT(!strstr(page_problems_notes(test_arena(), on, b), "is on for as long"));
}

/* Layers stay in system RAM, and nobody knows how fast the processor reads it: the report says so. */
static void a_guessed_bandwidth_is_said(void)
{
#define OFFLOADS(cpu)                                                                                                  \
    "schema: rigplan-scenario-2\ntitle: ram\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 50000}]\n"                  \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\nworkloads: [{id: moe, model: qwen3-30b-a3b, "      \
    "quant: Q4_K_M}]\noptions: [{id: pc, title: pc, machines: [{id: a, devices: [{device: rtx-3070}], board: {board: " \
    "tuf-b550-plus}, cpu: {cpu: " cpu "}, psus: [{psu: rm850x-2021}], parts: [{part: ddr4-3600-2x32}]}]}]\n"
    const struct comparison *known = compared(test_scenario(OFFLOADS("ryzen-5600"))),
                            *bare = compared(test_scenario(OFFLOADS("threadripper-generic")));
    static const char said[] = "system RAM bandwidth of the processor that runs moe";
    THAT(strstr(page_problems(test_arena(), bare, option(bare, "pc"), INT_MAX), said));
    THAT(!strstr(page_problems(test_arena(), known, option(known, "pc"), INT_MAX), said));
#undef OFFLOADS
}

SUITE(compare_limits, {"an unknown price", an_unknown_price}, {"days have 24 hours", days_have_24_hours},
      {"what works is on", what_works_is_on}, {"a guessed bandwidth is said", a_guessed_bandwidth_is_said})
