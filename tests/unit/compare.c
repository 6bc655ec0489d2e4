/* advise/compare, rank, pareto, balance, sensitivity: the shipped scenario and small ones. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "diag.h"
#include "file.h"
#include "load.h"
#include "page_compare.h"
#include "plot.h"
#include "rank.h"
#include "sensitivity.h"
#include "str.h"

static const struct compare_option *option(const struct comparison *c, const char *id)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->v[i].outcome.id, id) == 0)
            return &c->v[i];
    BUG(id);
}

static const struct compare_cell *cell(const struct comparison *c, const char *id, const char *workload)
{
    for (size_t i = 0; i < c->scenario->workloads.n; i++)
        if (strcmp(c->scenario->workloads.v[i].id, workload) == 0)
            return &option(c, id)->cell[i];
    BUG(workload);
}

/* ---- balance ---- */

static void sums_come_out(void)
{
    const struct comparison *c = test_compared();
    THAT(c->balanced && c->n_balance > 4 * c->n);
    for (size_t i = 0; i < c->n_balance; i++) {
        test_row("%s: %s", c->balance[i].option, c->balance[i].what);
        CLOSE(c->balance[i].parts, c->balance[i].total, 1e-9);
    }
}

static void funds_in_are_funds_out(void)
{
    const struct comparison *c = test_compared();
    for (size_t i = 0; i < c->n; i++)
        for (size_t f = 0; f < c->scenario->funds.n; f++) {
            const struct fund_use *u = &c->v[i].funds[f];
            test_row("%s, %s", c->v[i].outcome.id, u->fund);
            CLOSE(u->amount, c->scenario->funds.v[f].amount, 0);
            CLOSE(u->spent + u->moved + u->resale_loss + u->left, u->amount + u->received, 1e-12);
        }
}

static void watts_become_heat(void)
{
    const struct comparison *c = test_compared();
    for (size_t i = 0; i < c->n; i++) {
        const struct outcome *r = &c->v[i].outcome;
        test_row("%s", r->id);
        CLOSE(r->heat_btu_h, 3.412142 * r->decode_wall_w, 1e-12);
        if (r->decode_wall_w > 0) /* at 25 C air is thinner than at 20 C */
            CLOSE(r->airflow_m3_h, 2.97 * r->decode_wall_w / c->policy->airflow_k * 298.15 / 293.15, 0.01);
        CLOSE(r->circuit_a * 230, r->peak_wall_w, 1e-12);
        CLOSE(r->ups_w, fmax(r->decode_wall_w / c->policy->ups_load_frac, r->peak_wall_w), 1e-12);
        CLOSE(r->energy_cost_year, r->energy_kwh_year * c->scenario->site->tariff->price_kwh, 1e-12);
        const double years = c->policy->life_years - c->v[i].option->wait_months / 12;
        CLOSE(r->paid_cost, r->price.mid + years * (r->energy_cost_year + r->rent_year), 1e-12);
        CLOSE(r->life_cost, r->paid_cost - r->resale.mid, 1e-12);
    }
}

/* ---- order ---- */

static void ranks_are_a_permutation(void)
{
    const struct comparison *c = test_compared();
    bool seen[100] = {false};
    THAT(c->n < COUNT_OF(seen));
    for (size_t i = 0; i < c->n; i++) {
        const int rank = (int)c->by_rank[i]->outcome.rank;
        test_row("%s", c->by_rank[i]->outcome.id);
        THAT(rank == (int)i + 1 && !seen[rank]);
        seen[rank] = true;
    }
}

/* 2: possible, 1: no check fails but something is unknown, 0: impossible. */
static int grade(const struct compare_option *o)
{
    const struct outcome *r = &o->outcome;
    if (o->possible)
        return isnan(r->life_cost) ? 1 : 2;
    const bool fails = r->build_verdict == checked_fails || r->psu_verdict == checked_fails ||
                       r->outlet_verdict == checked_fails || r->breaker_verdict == checked_fails;
    return fails || r->affordable == flag_no ? 0 : 1;
}

/* Those that serve more of what has to run first, then possible ones, then the higher score. */
static void possible_ones_come_first(void)
{
    const struct comparison *c = test_compared();
    for (size_t i = 1; i < c->n; i++) {
        const struct compare_option *x = c->by_rank[i - 1], *y = c->by_rank[i];
        test_row("%s before %s", x->outcome.id, y->outcome.id);
        THAT(x->outcome.musts >= y->outcome.musts);
        if (x->outcome.musts == y->outcome.musts)
            THAT(grade(x) >= grade(y));
        if (x->outcome.musts == y->outcome.musts && grade(x) == grade(y))
            THAT(x->outcome.score >= y->outcome.score);
        THAT(y->outcome.musts <= y->outcome.runs && y->outcome.musts <= c->n_musts);
        THAT(y->outcome.score >= 0 && y->outcome.score <= 1);
        THAT(!y->possible || (y->outcome.affordable == flag_yes && y->outcome.outlet_verdict != checked_fails));
    }
}

static bool beaten(const struct outcome *a, const struct outcome *by)
{
    return by->holds >= a->holds && by->price.mid <= a->price.mid && by->speed_tok_s.mid >= a->speed_tok_s.mid &&
           (by->price.mid < a->price.mid || by->speed_tok_s.mid > a->speed_tok_s.mid);
}

/* Nobody beats one on the front, and somebody beats each that is bought, priced and runs something but is not on it. */
static void front(void)
{
    const struct comparison *c = test_compared();
    size_t on_it = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct outcome *r = &c->v[i].outcome;
        bool any = false;
        for (size_t j = 0; j < c->n; j++)
            any |= !c->v[j].rented && beaten(r, &c->v[j].outcome);
        test_row("%s", r->id);
        if (r->pareto == flag_yes)
            THAT(!any && !c->v[i].rented);
        else
            THAT(any || c->v[i].rented || isnan(r->price.mid) || isnan(r->speed_tok_s.mid));
        on_it += r->pareto == flag_yes;
    }
    THAT(on_it > 0 && on_it < c->n);
}

/* ---- what is known of these machines ---- */

static void what_fits_where(void)
{
    static const struct {
        const char *option, *workload;
        bool holds;
    } rows[] = {{"mac-mini-m4-pro", "think-70b", true}, {"mac-mini-m4-pro", "chat-8b", true},
                {"one-3090", "chat-8b", true},          {"one-3090", "code-32b", false},
                {"one-3090", "think-70b", false},       {"dual-3090", "think-70b", true},
                {"dual-3090", "code-32b", true},        {"mac-studio-m3-ultra", "think-70b", true},
                {"dgx-spark", "think-70b", true},       {"one-4070-ti-super", "chat-8b", true},
                {"cloud-2x-4090", "think-70b", true}};
    const struct comparison *c = test_compared();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct compare_cell *x = cell(c, rows[i].option, rows[i].workload);
        test_row("%s on %s", rows[i].workload, rows[i].option);
        THAT(x->holds == rows[i].holds);
        THAT(x->holds || !x->serves || x->figures.verdict == verdict_offload);
        if (x->figures.verdict == verdict_no)
            CLOSE(x->figures.decode_tok_s.mid, NAN, 0);
    }
    /* 70.6e9 weights of 4.25 bits are 35 GiB: the smallest that may be, in the 37.4 GiB that macOS gives the GPU */
    SAME(cell(c, "mac-mini-m4-pro", "think-70b")->how.quant, "IQ4_XS");
    /* 8.03e9 weights of 16 bits leave a 16 GB card 0.5 GiB: an F16 cache of 8,192 tokens takes 1 GiB, half of it fits
     */
    SAME(cell(c, "one-4070-ti-super", "chat-8b")->how.cache, "Q8_0");
}

static void what_the_house_says(void)
{
    const struct comparison *c = test_compared();
    THAT(option(c, "quad-4090")->outcome.outlet_verdict == checked_fails && !option(c, "quad-4090")->possible);
    THAT(option(c, "mac-mini-m4-pro")->outcome.outlet_verdict == checked_ok);
    THAT(option(c, "dual-3090")->machine[0].lanes != NULL && option(c, "mac-mini-m4-pro")->machine[0].lanes == NULL);
    CLOSE(option(c, "dual-3090")->machine[0].lanes->slots.v[1].lanes, 8, 0);
    CLOSE(option(c, "mac-mini-m4-pro")->outcome.mem_gib, 48, 0);
    CLOSE(option(c, "dual-5090-dual-4090")->outcome.mem_gib, 112, 0);
    THAT(option(c, "cloud-2x-4090")->outcome.rent_year > 0 && option(c, "one-3090")->outcome.rent_year == 0);
}

/* ---- small scenarios ---- */

static const struct scenario *shipped_with(const char *path, const char *value)
{
    struct diags d = diag_none(test_arena());
    size_t size;
    const char *text = file_read(test_arena(), &d, "scenarios/aud-8343.yaml", &size);
    const struct load_text t = {.file = "s.yaml", .text = text, .size = size};
    const struct load_set set = {path, value};
    const struct scenario *s = load_scenario(test_arena(), &d, test_catalogue(), &t, &set, 1);
    if (!s)
        BUG(test_faults(&d));
    return s;
}

static const struct comparison *compared(const struct scenario *s)
{
    return test_compare(s);
}

static bool has_cards(const struct option *o)
{
    for (size_t i = 0; i < o->machines.n; i++)
        if (o->machines.v[i].devices.n > 0)
            return true;
    return false;
}

/* A gift card alone buys no NVIDIA option, however large it is; a Mac it does. */
static void a_gift_card_alone(void)
{
    static const char text[] = "schema: rigplan-scenario-2\ntitle: gift\nas_of: 2026-11-21\nfunds: [{id: gift, "
                               "amount: 50000, vendor: Apple, resale_frac: 0.85}]\n"
                               "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\nworkloads: [{id: chat, "
                               "model: llama-3.1-8b, quant: Q4_K_M}]\n"
                               "options:\n  - {id: card, title: card, machines: [{id: pc, devices: [{device: rtx-3090, "
                               "condition: used}], psus: [{psu: rm850x-2021}]}]}\n"
                               "  - {id: mini, title: mini, machines: [{id: mac, system: {system: "
                               "mac-mini-m4-pro-48}}]}\n";
    const struct comparison *c = compared(test_scenario(text));
    THAT(c->balanced);
    const struct compare_option *card = option(c, "card"), *mini = option(c, "mini");
    THAT(card->outcome.affordable == flag_no && !card->possible);
    CLOSE(card->outcome.missing, card->outcome.price.mid, 1e-12);
    CLOSE(card->funds[0].spent, 0, 0);
    THAT(mini->outcome.affordable == flag_yes && mini->possible && c->by_rank[0] == mini);
    CLOSE(mini->funds[0].spent, mini->outcome.price.mid, 1e-12);
    const struct comparison *poor = compared(shipped_with("funds.cash.amount", "0"));
    for (size_t i = 0; i < poor->n; i++)
        if (has_cards(poor->v[i].option) && poor->v[i].outcome.affordable == flag_yes)
            THAT(poor->v[i].resale_loss > 0); /* only what the card was sold for */
}

static void what_sets_change(void)
{
    const struct comparison *base = test_compared(), *hot = compared(shipped_with("site.ambient_c", "40")),
                            *rich = compared(shipped_with("funds.cash.amount", "100000"));
    for (size_t i = 0; i < base->n; i++) {
        test_row("%s", base->v[i].outcome.id);
        if (base->v[i].outcome.decode_wall_w > 0)
            CLOSE(hot->v[i].outcome.airflow_m3_h / base->v[i].outcome.airflow_m3_h, 313.15 / 298.15, 1e-9);
        THAT(rich->v[i].possible >= base->v[i].possible);
        CLOSE(rich->v[i].outcome.speed_tok_s.mid, base->v[i].outcome.speed_tok_s.mid, 0);
    }
}

/* At that rise of its price the first option loses its place to overtaken_by, and one per cent earlier it does not. */
static void sensitivity_is_right(void)
{
    const struct comparison *c = test_compared();
    const char *first = c->by_rank[0]->outcome.id;
    double lines = 0;
    for (size_t i = 0; i < c->by_rank[0]->bill.n; i++)
        lines += c->by_rank[0]->bill.line[i].total.mid;
    CLOSE(c->by_rank[0]->outcome.price.mid, lines, 1e-12);
    THAT(c->overtaken_by == NULL || (c->overtaken_by != c->by_rank[0] && c->overtaken_at_frac > 0));
    if (!c->overtaken_by)
        return;
    for (int early = 0; early < 2; early++) {
        const char *value = str_format(test_arena(), "%.2f", 1 + c->overtaken_at_frac - (early ? 0.01 : 0));
        const struct comparison *dear = compared(
            shipped_with(str_format(test_arena(), "options.%s.price_factor", first), value));
        test_row("%s at %s of its price", first, value);
        SAME(dear->by_rank[0]->outcome.id, early ? first : c->overtaken_by->outcome.id);
    }
}

/* It works on a copy: the comparison is the same afterwards, and asking again gives the same answer. */
static void sensitivity_changes_nothing(void)
{
    const struct comparison *c = test_compared();
    double rise_frac = 0;
    struct compare_option *before = ARENA_ARRAY(test_arena(), c->n, struct compare_option);
    memcpy(before, c->v, c->n * sizeof *before);
    THAT(sensitivity_price(c, &rise_frac) == c->overtaken_by);
    CLOSE(rise_frac, c->overtaken_at_frac, 0);
    THAT(memcmp(before, c->v, c->n * sizeof *before) == 0);
}

/* ---- order, in scenarios made for it ---- */

#define PAIR(more)                                                                                                     \
    "schema: rigplan-scenario-2\ntitle: pair\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 50000}]\n"                 \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\nworkloads: [{id: chat, model: llama-3.1-8b, "      \
    "quant: Q4_K_M}]\n"                                                                                                \
    "options:\n  - {id: mini, title: mini, machines: [{id: m, system: {system: mac-mini-m4-pro-48}}]}\n"               \
    "  - {id: ultra, title: ultra, machines: [{id: u, system: {system: mac-studio-m3-ultra-96}}]}\n" more

/* Ranked by cost alone, the cheaper one stands first with 1, the dearer one last with 0; by speed alone it is the other
   way. */
static void scores_by_direction(void)
{
    const struct comparison *cost = compared(test_scenario(PAIR("priorities: [{figure: life_cost, weight: 2}]\n")));
    const struct comparison *speed = compared(test_scenario(PAIR("priorities: [{figure: speed_tok_s, weight: 2}]\n")));
    const struct comparison *both = compared(
        test_scenario(PAIR("priorities: [{figure: speed_tok_s, weight: 1}, {figure: life_cost, weight: 3}]\n")));
    SAME(cost->by_rank[0]->outcome.id, "mini");
    SAME(speed->by_rank[0]->outcome.id, "ultra");
    SAME(both->by_rank[0]->outcome.id, "mini");
    const struct comparison *none = compared(test_scenario(PAIR("priorities: [{figure: life_cost, weight: 0}]\n")));
    CLOSE(none->by_rank[0]->outcome.score, 0, 0);
    SAME(none->by_rank[0]->outcome.id, "mini"); /* by id */
    for (int i = 0; i < 2; i++) {
        CLOSE(cost->by_rank[i]->outcome.score, 1 - i, 0);
        CLOSE(speed->by_rank[i]->outcome.score, 1 - i, 0);
        CLOSE(both->by_rank[i]->outcome.score, i ? 0.25 : 0.75, 1e-12);
    }
}

/* A machine that is there costs nothing; of two cards only the one that is missing is bought. */
static void owned_things(void)
{
#define CARDS                                                                                                          \
    "  - {id: cards, title: cards, machines: [{id: pc, devices: [{device: rtx-3090, qty: 2, condition: used}], "       \
    "psus: [{psu: hx1200i, owned: yes}]}]}\n"
    const struct comparison *none = compared(test_scenario(PAIR(CARDS)));
    const struct comparison *some = compared(
        test_scenario(PAIR(CARDS "owned: [{system: mac-mini-m4-pro-48}, {device: rtx-3090}]\n")));
    CLOSE(option(some, "mini")->outcome.price.mid, 0, 0);
    THAT(option(some, "mini")->bill.line[0].owned == flag_yes && option(none, "mini")->outcome.price.mid > 0);
    CLOSE(option(some, "cards")->outcome.price.mid, option(none, "cards")->outcome.price.mid / 2, 1e-9);
    CLOSE(option(some, "cards")->bill.line[0].owned_qty, 1, 0);
    THAT(option(some, "cards")->bill.line[0].owned == flag_no);
    CLOSE(option(some, "ultra")->outcome.price.mid, option(none, "ultra")->outcome.price.mid, 0);
}

/* By cost alone the mini keeps its place until its price, raised by whole per cents, less what it then fetches, with
   six years of energy exceeds the other's cost. */
static void sensitivity_by_hand(void)
{
    const struct comparison *c = compared(test_scenario(PAIR("priorities: [{figure: life_cost, weight: 1}]\nprices: "
                                                             "[{component: mac-studio-m3-ultra-96, amount: 6000}]\n")));
    const struct outcome *mini = &option(c, "mini")->outcome, *ultra = &option(c, "ultra")->outcome;
    const double energy = c->life_years * mini->energy_cost_year,
                 needed = (ultra->life_cost - energy) / (mini->price.mid - mini->resale.mid) - 1;
    THAT(c->overtaken_by == option(c, "ultra"));
    THAT(needed > 0 && c->overtaken_at_frac >= needed && c->overtaken_at_frac < needed + 0.01 + 1e-9);
}

/* With money for one machine only, a rise of its price leaves nothing: no other option is named. */
static void nothing_takes_its_place(void)
{
    const struct comparison *c = compared(test_scenario(PAIR("")));
    const double price = option(c, "mini")->outcome.price.mid;
    THAT(option(c, "ultra")->outcome.price.mid > 1.2 * price);
    const struct comparison *poor = compared(test_scenario(str_format(
        test_arena(), "%s%.0f%s",
        "schema: rigplan-scenario-2\ntitle: poor\nas_of: 2026-11-21\nfunds: [{id: cash, amount: ", 1.105 * price,
        strstr(PAIR(""), "}]\nsite"))));
    THAT(poor->answered && poor->by_rank[0] == option(poor, "mini") && !option(poor, "ultra")->possible);
    THAT(poor->overtaken_by == NULL);
    CLOSE(poor->overtaken_at_frac, 0.11, 1e-9);
}

#define ROOM(workloads, options)                                                                                       \
    "schema: rigplan-scenario-2\ntitle: room\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 50000}]\n"                 \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\nworkloads: [" workloads "]\noptions:\n" options

/* Speed is compared on what any option runs: half of it at the speed of the fastest counts a half. */
static void speed_on_the_same_workloads(void)
{
    const struct comparison *c = compared(test_scenario(
        ROOM("{id: a, model: llama-3.1-8b, quant: Q4_K_M}, {id: b, want: nice, model: llama-3.1-70b, quant: Q4_K_M}, "
             "{id: c, want: nice, model: qwen3-235b-a22b, quant: F16}",
             "  - {id: all, title: all, machines: [{id: u, system: {system: mac-studio-m3-ultra-96}}]}\n"
             "  - {id: some, title: some, machines: [{id: m, system: {system: mac-mini-m4-pro-48}}]}\n")));
    const struct compare_option *all = option(c, "all"), *some = option(c, "some");
    THAT(isnan(all->outcome.speed_tok_s.mid) && isnan(some->outcome.speed_tok_s.mid)); /* neither runs all three */
    CLOSE(all->outcome.speed_frac, 1, 1e-12);
    CLOSE(some->outcome.speed_frac, some->cell[0].figures.decode_tok_s.mid / all->cell[0].figures.decode_tok_s.mid / 2,
          1e-12);
}

/* What is unknown stands below what is known, even where the funds do not cover that. */
static void unknown_below_known(void)
{
    const struct comparison *c = compared(test_scenario(ROOM(
        "{id: a, model: llama-3.1-8b, quant: Q4_K_M}",
        "  - {id: dear, title: dear, price_factor: 10, machines: [{id: u, system: {system: mac-studio-m3-ultra-96}}]}\n"
        "  - {id: open, title: open, machines: [{id: m, system: {system: mac-mini-m4-pro-48}, parts: [{part: "
        "nvme-generic}]}]}\n"
        "prices: [{component: nvme-generic, amount: 9, currency: KPW}]\n"))); /* nobody states its rate */
    THAT(option(c, "dear")->outcome.affordable == flag_no && isnan(option(c, "open")->outcome.price.mid));
    CLOSE(option(c, "open")->outcome.rank, 2, 0);
}

/* Everything behind a UPS hangs on the outlet of the UPS. */
static void outlet_of_a_ups(void)
{
#define PC(id, more)                                                                                                   \
    "{id: " id ", devices: [{device: rtx-3090}], board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5600}, psus: "        \
    "[{psu: rm850x-2021}]" more "}"
    const struct comparison *c = compared(
        test_scenario(ROOM("{id: a, model: llama-3.1-8b, quant: Q4_K_M}",
                           "  - {id: o, title: o, machines: [" PC("a", ", parts: [{part: smt1500i}]") ", " PC(
                               "b", ", ups_of: a") "]}\n")));
    const struct compare_machine *m = option(c, "o")->machine;
    CLOSE(m[0].use.outlet_w, m[0].use.peak_wall_w + m[1].use.peak_wall_w, 1e-12);
    CLOSE(m[1].use.outlet_w, m[1].use.peak_wall_w, 1e-12);
    CLOSE(m[0].use.outlet_frac, m[0].use.outlet_w / 2300, 1e-12); /* 10 A at 230 V */
}

/* Nothing is rented where the machine at home holds the model, but for a speed that it lacks. */
static void rented_only_where_it_must(void)
{
    static const double needs[] = {20, 150, NAN};
    static const char *const where[] = {"a", "rented", "a"};
    for (size_t i = 0; i < COUNT_OF(needs); i++) {
        const char *need = isnan(needs[i]) ? "" : str_format(test_arena(), ", need_tok_s: %g", needs[i]);
        const struct comparison *c = compared(test_scenario(
            str_format(test_arena(),
                       ROOM("{id: a, model: llama-3.1-8b, quant: Q4_K_M%s}",
                            "  - {id: o, title: o, machines: [" PC("a", "") ", {id: rented, cloud: {offer: "
                                                                            "runpod-rtx-5090-on-demand-2026-03}}]}\n"),
                       need)));
        test_row("needs %g", needs[i]);
        SAME(option(c, "o")->cell[0].where, where[i]);
    }
}

static void what_makes_it_possible(void)
{
    const struct outcome right = {.affordable = flag_yes,
                                  .build_verdict = checked_ok,
                                  .psu_verdict = checked_near,
                                  .outlet_verdict = checked_near,
                                  .breaker_verdict = checked_ok};
    struct compare_option o = {.outcome = right};
    THAT(rank_possible(&o));
    enum checked *const verdicts[] = {&o.outcome.build_verdict, &o.outcome.psu_verdict, &o.outcome.outlet_verdict,
                                      &o.outcome.breaker_verdict};
    for (size_t i = 0; i < COUNT_OF(verdicts); i++) {
        o.outcome = right;
        *verdicts[i] = checked_unknown;
        THAT(rank_possible(&o));
        *verdicts[i] = checked_open_;
        THAT(rank_possible(&o));
        *verdicts[i] = checked_fails;
        test_row("verdict %zu", i);
        THAT(!rank_possible(&o));
    }
    o.outcome = right;
    o.outcome.affordable = flag_unknown;
    THAT(!rank_possible(&o));
}

static const char *report(const struct comparison *c)
{
    struct str out = str_new(test_arena());
    const struct plot_list plots = plot_all(test_arena(), c);
    const struct doc *d = page_compare(test_arena(), c, plots.v, plots.n);
    md_render(d, &out);
    html_render(d, &out);
    json_render(d, &out);
    csv_render(d, &out);
    for (size_t i = 0; i < plots.n; i++)
        str_addf(&out, "%s%s", plots.v[i].gp ? plots.v[i].gp : plots.v[i].left_out, plots.v[i].tsv);
    return out.text;
}

static void two_runs_are_one(void)
{
    const char *a = report(test_compared()), *b = report(compared(test_shipped()));
    THAT(strlen(a) > 10000 && strcmp(a, b) == 0);
}

SUITE(compare, {"sums come out", sums_come_out}, {"funds in are funds out", funds_in_are_funds_out},
      {"watts become heat", watts_become_heat}, {"ranks are a permutation", ranks_are_a_permutation},
      {"possible ones come first", possible_ones_come_first}, {"the front", front},
      {"what fits where", what_fits_where}, {"what the house says", what_the_house_says},
      {"a gift card alone", a_gift_card_alone}, {"what --set changes", what_sets_change},
      {"sensitivity", sensitivity_is_right}, {"scores by direction", scores_by_direction},
      {"owned things", owned_things}, {"sensitivity changes nothing", sensitivity_changes_nothing},
      {"sensitivity by hand", sensitivity_by_hand}, {"nothing takes its place", nothing_takes_its_place},
      {"speed on the same workloads", speed_on_the_same_workloads}, {"unknown below known", unknown_below_known},
      {"outlet of a UPS", outlet_of_a_ups}, {"rented where it must", rented_only_where_it_must},
      {"what makes it possible", what_makes_it_possible}, {"two runs are one", two_runs_are_one})
