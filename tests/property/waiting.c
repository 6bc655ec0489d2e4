/* Laws of options that begin later: waiting is a phase before which nothing is there, over the same horizon. Random
   scenarios from the seed that is printed. */
#include "test.h"

#include "bug.h"
#include "compare.h"
#include "str.h"

#include <string.h>

enum { CASES = 60 };

#define HOME                                                                                                           \
    "{id: pc, devices: [{device: rtx-3090, condition: used, price: %d}], board: {board: tuf-b550-plus}, cpu: {cpu: "   \
    "ryzen-5600, price: 100}, psus: [{psu: rm850x-2021, price: 100}], parts: [{part: ddr4-3600-2x32}]}"
#define POD "{id: pod, cloud: {offer: runpod-a100-pcie-80gb-community-2026-04}}"
#define BY_TOKEN "{id: api, api: {offer: deepinfra-openrouter-llama-3.1-70b-fp8-2026-08}}"

static const struct compare_option *option(const struct comparison *c, const char *id)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->v[i].outcome.id, id) == 0)
            return &c->v[i];
    BUG(id);
}

/* Returns machines of a random option: at home, rented, or both. */
static const char *any_machines(void)
{
    const char *home = str_format(test_arena(), HOME, test_whole(200, 1500));
    switch (test_whole(0, 3)) {
    case 0: return home;
    case 1: return POD;
    case 2: return str_format(test_arena(), "%s, " POD, home);
    default: return str_format(test_arena(), "%s, " BY_TOKEN, home);
    }
}

static const char *any_funds(void)
{
    return str_format(test_arena(),
                      "{id: cash, amount: %d}, {id: later, amount: %d, from_month: %d}, "
                      "{id: monthly, amount: %d, per: month, from_month: %d, currency: USD}, "
                      "{id: card, amount: %d, vendor: NVIDIA, resale_frac: 0.%d}",
                      test_whole(0, 3000), test_whole(0, 1000), test_whole(0, 40), test_whole(0, 60), test_whole(0, 40),
                      test_whole(0, 900), test_whole(1, 9));
}

/* Adds the same option twice: w waits, p has a first state without machines of its own. */
static void add_pair(struct str *s, int months, int life_months)
{
    const char *machines = any_machines(), *more = "";
    if (test_whole(0, 2) == 0)
        more = str_format(test_arena(),
                          "{id: more, after_months: %d, machines: [{id: rented, cloud: {offer: "
                          "runpod-a100-pcie-80gb-community-2026-04}}]}",
                          test_whole(months, life_months - 1));
    str_addf(s, "  - {id: w, title: w, wait_months: %d, machines: [%s], phases: [%s]}\n", months, machines, more);
    str_addf(s,
             "  - {id: p, title: p, machines: [{id: none, remote: yes}], phases: [{id: begin, after_months: %d, drop: "
             "[none], machines: [%s]}%s%s]}\n",
             months, machines, *more ? ", " : "", more);
    str_addf(s, "  - {id: now, title: now, machines: [%s]}\n  - {id: pod, title: pod, machines: [" POD "]}\n",
             machines);
}

static const struct comparison *any_comparison(int *months, int *life_months)
{
    struct str s = str_new(test_arena());
    *life_months = 12 * test_whole(1, 5);
    *months = test_whole(1, *life_months - 1);
    str_addf(
        &s,
        "schema: rigplan-scenario-2\ntitle: waiting\nas_of: 2026-11-21\nlife_years: %d\nfunds: [%s]\n"
        "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat, use_days_year: %d, on_h_day: %d, own_meter: "
        "%s}\nworkloads:\n"
        "  - {id: s, model: llama-3.1-8b, quant: Q4_K_M, use_h_day: %d}\n"
        "  - {id: l, model: llama-3.1-70b, quant: Q4_K_M, use_h_day: 1, daily_requests: 20}\noptions:\n",
        *life_months / 12, any_funds(), test_whole(50, 365), test_whole(8, 24), test_whole(0, 1) ? "yes" : "no",
        test_whole(1, 8));
    add_pair(&s, *months, *life_months);
    return test_compare(test_scenario(s.text));
}

static void same_funds(const struct comparison *c, const struct compare_option *w, const struct compare_option *p)
{
    for (size_t i = 0; i < c->scenario->funds.n; i++) {
        const struct fund_use *x = &w->funds[i], *y = &p->funds[i];
        CLOSE(x->amount, y->amount, 1e-9);
        CLOSE(x->worth, y->worth, 1e-9);
        CLOSE(x->received, y->received, 1e-9);
        CLOSE(x->spent, y->spent, 1e-9);
        CLOSE(x->moved, y->moved, 1e-9);
        CLOSE(x->resale_loss, y->resale_loss, 1e-9);
        CLOSE(x->left, y->left, 1e-9);
    }
}

static void same_money(const struct comparison *c, const struct compare_option *w, const struct compare_option *p)
{
    const struct outcome *x = &w->outcome, *y = &p->outcome;
    CLOSE(x->price.mid, y->price.mid, 1e-9);
    CLOSE(x->price.high80, y->price.high80, 1e-9);
    CLOSE(x->resale.mid, y->resale.mid, 1e-9);
    CLOSE(x->missing, y->missing, 1e-9);
    CLOSE(x->left, y->left, 1e-9);
    CLOSE(x->paid_cost, y->paid_cost, 1e-9);
    CLOSE(x->life_cost, y->life_cost, 1e-9);
    CLOSE(x->energy_cost_year, y->energy_cost_year, 1e-9);
    CLOSE(x->rent_year, y->rent_year, 1e-9);
    CLOSE(x->decode_cost_year, y->decode_cost_year, 1e-9);
    CLOSE(x->served_h_day, y->served_h_day, 1e-9);
    CLOSE(x->cost_mtok, y->cost_mtok, 1e-9);
    CLOSE(x->break_even_months.mid, y->break_even_months.mid, 1e-9);
    CLOSE(x->score, y->score, 1e-9);
    CLOSE(w->rent, p->rent, 1e-9);
    CLOSE(w->rent_months, p->rent_months, 1e-9);
    THAT(x->affordable == y->affordable && w->n_years == p->n_years);
    for (size_t i = 0; i < w->n_years && i < p->n_years; i++)
        CLOSE(w->year[i].paid.mid, p->year[i].paid.mid, 1e-9);
    for (size_t i = 0; i < c->scenario->workloads.n; i++) {
        CLOSE(w->cost[i].mtok_year, p->cost[i].mtok_year, 1e-9);
        CLOSE(w->cost[i].cost_mtok, p->cost[i].cost_mtok, 1e-9);
    }
}

static void waiting_is_a_phase(void)
{
    for (int k = 0; k < CASES; k++) {
        int months, life_months;
        const struct comparison *c = any_comparison(&months, &life_months);
        const struct compare_option *w = option(c, "w"), *p = option(c, "p");
        test_row("case %d: %d of %d months", k, months, life_months);
        same_money(c, w, p);
        same_funds(c, w, p);
        THAT(c->balanced);
    }
}

/* What runs is the same from the month on; so its rent and electricity are those of the months that are left. */
static void months_that_are_left(void)
{
    for (int k = 0; k < CASES; k++) {
        int months, life_months;
        const struct comparison *c = any_comparison(&months, &life_months);
        const struct compare_option *w = option(c, "w"), *now = option(c, "now");
        const double left = (double)(life_months - months) / life_months;
        if (w->n_phases > 0)
            continue;
        test_row("case %d: %d of %d months", k, months, life_months);
        CLOSE(w->rent, now->rent * left, 1e-9);
        CLOSE(w->outcome.paid_cost - w->outcome.price.mid, (now->outcome.paid_cost - now->outcome.price.mid) * left,
              1e-9);
        CLOSE(w->mtok, now->mtok * left, 1e-9);
        CLOSE(w->outcome.rent_year, now->outcome.rent_year, 1e-12);
        THAT(!(w->outcome.break_even_months.mid < months));
        for (size_t i = 0; i < w->n_years; i++)
            THAT(w->year[i].paid.mid <= 0 || 12 * w->year[i].year > months);
    }
}

SUITE(property_waiting, {"waiting is a phase", waiting_is_a_phase}, {"months that are left", months_that_are_left})
