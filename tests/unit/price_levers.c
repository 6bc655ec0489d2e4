/* advise/price_trial, price_levers, sensitivity: what a report says of other prices is what runs with them say. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "diag.h"
#include "file.h"
#include "load.h"
#include "money.h"
#include "page_compare.h"
#include "str.h"

#include <math.h>

static const struct scenario *from_file(const char *path)
{
    struct diags d = diag_none(test_arena());
    size_t size;
    const char *text = file_read(test_arena(), &d, path, &size);
    const struct load_text t = {.file = path, .text = text, .size = size};
    const struct scenario *s = text ? load_scenario(test_arena(), &d, test_catalogue(), &t, NULL, 0) : NULL;
    if (!s)
        BUG(test_faults(&d));
    return s;
}

/* Returns the scenario with a price beside the question, as --price adds one. */
static const struct scenario *asked(const struct scenario *s, const char *id, enum condition condition, double amount)
{
    struct scenario *out = ARENA_NEW(test_arena(), struct scenario);
    struct own_price *v = ARENA_ARRAY(test_arena(), s->prices.n + 1, struct own_price);
    *out = *s;
    if (s->prices.n > 0)
        memcpy(v, s->prices.v, s->prices.n * sizeof *v);
    v[s->prices.n] = (struct own_price){.component = id, .condition = condition, .amount = range_exact(amount)};
    out->prices = (struct own_price_list){s->prices.n + 1, v};
    return out;
}

/* Returns the scenario with the price factor of one option, or of all variants of that choice, multiplied. */
static const struct scenario *dearer(const struct scenario *s, const char *id, double factor)
{
    struct scenario *out = ARENA_NEW(test_arena(), struct scenario);
    struct option *v = ARENA_ARRAY(test_arena(), s->options.n, struct option);
    *out = *s;
    memcpy(v, s->options.v, s->options.n * sizeof *v);
    for (size_t i = 0; i < s->options.n; i++)
        if (strcmp(v[i].variant_of ? v[i].variant_of : v[i].id, id) == 0)
            v[i].price_factor *= factor;
    out->options = (struct option_list){.n = s->options.n, .v = v};
    return out;
}

/* Returns the id of the option that will do and comes first; NULL: none will do. */
static const char *first_of(const struct comparison *c)
{
    return c->answered ? c->by_rank[0]->outcome.id : NULL;
}

/* Returns whether an option buys the thing in another condition too: then --price, which names none, says more. */
static bool other_condition(const struct comparison *c, const struct bill_line *l)
{
    bool other = false;
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < c->v[i].bill.n; j++)
            other |= (c->v[i].bill.sold[j] || strcmp(c->v[i].bill.line[j].id, l->id) == 0) &&
                     c->v[i].bill.line[j].condition != l->condition;
    return other;
}

static void check_lever(const char *path, const struct comparison *c, const struct compare_lever *l)
{
    const double nearer = l->price - copysign(l->step, l->change_frac);
    const char *now = first_of(c), *then = l->first ? l->first->outcome.id : NULL;
    THAT(l->price != l->now && then != now);
    CLOSE(l->price / l->now - 1, l->change_frac, 1e-9);
    for (int any = 0; any < (other_condition(c, l->line) ? 1 : 2); any++) {
        const enum condition condition = any ? 0 : l->line->condition;
        test_row("%s: %s at %.2f", path, l->line->id, l->price);
        SAME(first_of(test_compare(asked(c->scenario, l->line->id, condition, l->price))), then);
        test_row("%s: %s at %.2f", path, l->line->id, nearer);
        SAME(first_of(test_compare(asked(c->scenario, l->line->id, condition, nearer))), now);
    }
}

static void check_rise(const char *path, const struct comparison *c)
{
    const char *now = first_of(c), *then = c->overtaken_by ? c->overtaken_by->outcome.id : NULL;
    const double rise = isnan(c->overtaken_at_frac) ? 2 : c->overtaken_at_frac;
    if (!now || c->by_rank[0]->rented)
        return;
    test_row("%s: %s at %.2f of its price", path, now, 1 + rise);
    SAME(first_of(test_compare(dearer(c->scenario, now, 1 + rise))), isnan(c->overtaken_at_frac) ? now : then);
    test_row("%s: %s at %.2f of its price", path, now, 0.99 + rise);
    SAME(first_of(test_compare(dearer(c->scenario, now, 0.99 + rise))), now);
}

static const char *const files[] = {
    "scenarios/aud-8343.yaml",       "scenarios/plan-002.yaml",          "scenarios/plan-004.yaml",
    "scenarios/plan-004-costs.yaml", "tests/plans/cases/hobby.yaml",     "tests/plans/cases/bare-card.yaml",
    "tests/plans/cases/office.yaml", "tests/plans/cases/office-us.yaml", "tests/plans/cases/office-vllm.yaml",
    "tests/plans/cases/phases.yaml", "tests/plans/cases/pots.yaml",      "tests/plans/cases/jp.yaml",
    "tests/plans/cases/two-pcs.yaml"};

/* Prices of lines and scenarios, factors, shocks, a choice, what is sold, and a buyer who gets the tax back. */
#define TOWER                                                                                                          \
    "board: {board: tuf-b550-plus, owned: yes}, cpu: {cpu: ryzen-5600, owned: yes}, psus: [{psu: rm1000x-2024, "       \
    "owned: yes}], parts: [{part: ddr4-3200-2x16, owned: yes}]"
#define STATED(registered)                                                                                             \
    "schema: rigplan-scenario-2\ntitle: stated\nas_of: 2026-11-29\nfunds: [{id: cash, amount: 6000}]\n"                \
    "registered: " registered "\nsite: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n"                      \
    "prices: [{component: rtx-5060-ti-16gb, amount: 1080}]\nshocks: [{component: rtx-3090, factor: 1.05}]\n"           \
    "machines: [{id: desk, owned: yes, devices: [{device: rtx-3090}], " TOWER "}]\n"                                   \
    "workloads: [{id: oss20, model: gpt-oss-20b, quant: MXFP4_MOE, ctx_tokens: 16384, need_tok_s: 40}]\n"              \
    "priorities: [{figure: speed_tok_s, weight: 1}, {figure: life_cost, weight: 2}]\noptions:\n"                       \
    "  - {id: used, title: used, price_factor: 1.02, machines: [{id: a, devices: [{device: rtx-3090, price: 1900, "    \
    "condition: used}], " TOWER "}]}\n"                                                                                \
    "  - {id: new, title: new, machines: [{id: b, choose_one: [{id: one, devices: [{device: rtx-5060-ti-16gb}]}, "     \
    "{id: two, devices: [{device: rtx-5070-ti}]}], " TOWER "}]}\n"                                                     \
    "  - {id: late, title: late, wait_months: 6, machines: [{extends: desk, add: {devices: [{device: rtx-5090, "       \
    "price: 4500}]}, "                                                                                                 \
    "sell: [{component: rtx-3090}]}]}\n"

static void it_holds_of_stated_prices(void)
{
    static const char *const texts[] = {STATED("no"), STATED("yes")};
    size_t stated = 0;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct comparison *c = test_compare(test_scenario(texts[i]));
        for (size_t k = 0; k < c->n_levers; k++) {
            check_lever(i ? "registered" : "stated", c, &c->lever[k]);
            stated += c->lever[k].line->basis == pricebasis_stated;
        }
        check_rise(i ? "registered" : "stated", c);
    }
    test_row("both");
    THAT(stated > 0);
}

static void what_is_said_of_prices_holds(void)
{
    size_t levers = 0, rises = 0;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        const struct comparison *c = test_compare(from_file(files[i]));
        for (size_t k = 0; k < c->n_levers; k++)
            check_lever(files[i], c, &c->lever[k]);
        check_rise(files[i], c);
        levers += c->n_levers;
        rises += c->overtaken_by != NULL;
    }
    test_row("all files");
    THAT(levers >= 8 && rises >= 1); /* there was something to check */
}

/* ---- stated prices of a buyer who gets the tax back ---- */

#define BUYER(site, more)                                                                                              \
    "schema: rigplan-scenario-2\ntitle: tax\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 9000}]\n" more              \
    "\nsite: {" site "}\nworkloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}]\n"                                \
    "options: [{id: one, title: one, machines: [{id: mac, circuit: wall, system: {system: mac-mini-m4-pro-48, price: " \
    "1150}, parts: [{part: tb5-cable}]}]}]\n"
#define NZ "country: NZ, outlet: nz-10a, tariff: 0.3, circuits: [{id: wall, outlet: nz-10a, breaker_a: 20, cost: 575}]"
#define OREGON                                                                                                         \
    "country: US, state: OR, outlet: us-15a-120, tariff: 0.15, circuits: [{id: wall, outlet: us-15a-120, breaker_a: "  \
    "15, cost: 575}]"

static const char *page_of(const struct comparison *c)
{
    struct str out = str_new(test_arena());
    md_render(page_compare(test_arena(), c, NULL, 0), &out);
    return out.text;
}

/* A line's 1,150, the scenario's 230 for the cable and the electrician's 575, all with tax, of which GST of 15 % is
   150, 30 and 75. */
static void tax_in_stated_prices(void)
{
#define CABLE "prices: [{component: tb5-cable, amount: 230}]"
    static const struct {
        const char *what, *text;
        double machine, cable, circuit;
        const char *tax;
    } rows[] = {
        {"a person", BUYER(NZ, CABLE), 1150, 230, 575, "Prices are with tax."},
        {"a business", BUYER(NZ, CABLE "\nregistered: yes"), 1000, 200, 500, "Prices are without tax."},
        {"a business with a tax of its own", BUYER(NZ, CABLE "\nregistered: yes\ntax_frac: 0.25"), 920, 184, 460,
         "Prices are without tax."},
        {"a business in Oregon", BUYER(OREGON, CABLE "\nregistered: yes"), 1150, 230, 575, "Prices are without tax."},
        {"a person in Oregon", BUYER(OREGON, CABLE), 1150, 230, 575, "Prices are without tax."},
        {"a business in Oregon that says 10 %", BUYER(OREGON, CABLE "\nregistered: yes\ntax_frac: 0.1"), 1150, 230, 575,
         "Prices are with tax."}, /* sales tax comes back to nobody */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct scenario *s = test_scenario(rows[i].text);
        const struct comparison *c = test_compare(s), *dear = test_compare(asked(s, "mac-mini-m4-pro-48", 0, 2300));
        const struct bill_line *l = c->v[0].bill.line;
        test_row("%s", rows[i].what);
        CLOSE(l[0].unit_price.mid, rows[i].machine, 1e-12);
        CLOSE(l[1].unit_price.mid, rows[i].cable, 1e-12);
        CLOSE(l[2].total.mid, rows[i].circuit, 1e-12);
        CLOSE(dear->v[0].bill.line[0].unit_price.mid, 2 * rows[i].machine, 1e-12); /* --price is with tax, too */
        THAT(strstr(page_of(c), rows[i].tax) != NULL);
    }
}

SUITE(price_levers, {"a price that would change the answer does when it is stated", what_is_said_of_prices_holds},
      {"of stated prices, factors and choices too", it_holds_of_stated_prices},
      {"a business pays stated prices without tax", tax_in_stated_prices})
