/* model/build: what was taken out of a computer that exists, a UPS for each plug, and the date on which it is bought.
 */
#include "build_try.h"

#include "ups.h"

#define PC(parts) "owned: yes, devices: [" C3090 "], psus: [{psu: rm850x-2021}], parts: [" parts "]"
#define WHOLE_PC PC("{part: ddr4-3200-2x32}, {part: nvme-2tb}, {part: atx-case-generic}")

/* Only what was taken out is known to be missing. */
static const struct ruled of_taken[] = {
    {WHOLE_PC, "complete", checked_open_, "board, CPU and CPU cooler of pc"},
    {WHOLE_PC ", sell: [{component: rm850x-2021}]", "complete", checked_fails, "no power supply"},
    {WHOLE_PC ", sell: [{component: rm850x-2021}]", "complete", checked_open_, "board, CPU and CPU cooler of pc"},
    {WHOLE_PC ", remove: [nvme-2tb]", "complete", checked_fails, "no storage"},
    {WHOLE_PC ", remove: [ddr4-3200-2x32]", "complete", checked_fails, "no memory"},
    {WHOLE_PC ", replace: [{old: atx-case-generic, with: {parts: [{part: nvme-1tb}]}}]", "complete", checked_fails,
     "no case"},
    {WHOLE_PC ", sell: [{component: rm850x-2021}], add: {psus: [{psu: hx1200i}]}", "complete", checked_open_,
     "board, CPU and CPU cooler of pc"},
    {"devices: [{device: rtx-3090, owned: yes}], psus: [{psu: rm850x-2021, owned: yes}], "
     "sell: [{component: rm850x-2021}]",
     "complete", checked_fails, "no power supply"},
    {"owned: yes, devices: [" C3090 "], parts: [{part: psu750-case}], sell: [{component: psu750-case}]", "complete",
     checked_fails, "no power supply"}, /* the kit held it */
    {"owned: yes, devices: [" C3090 "], parts: [{part: psu750-case}], sell: [{component: psu750-case}]", "complete",
     checked_fails, "no case"},
};

static void taken(void)
{
    test_rules(of_taken, COUNT_OF(of_taken));
    judged(WHOLE_PC ", sell: [{component: rm850x-2021}], add: {psus: [{psu: hx1200i}]}");
    THAT(!found("complete", checked_fails, ""));
}

#define HEAD                                                                                                           \
    "schema: rigplan-scenario-2\ntitle: t\nas_of: 2024-12-15\nfunds: [{id: cash, amount: 9000}]\n"                     \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n"                                                  \
    "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}]\n"

/* The machine that another one lost a part to is the one that the option extends. */
static void taken_before(void)
{
    static const char base[] = HEAD "machines:\n"
                                    "  - {id: pc, " WHOLE_PC "}\n"
                                    "  - {id: bare, extends: pc, sell: [{component: rm850x-2021}]}\n"
                                    "options: [{id: o, title: o, machines: [{extends: bare}]}]\n";
    check_case(usual(&test_scenario(base)->options.v[0].machines.v[0]));
    THAT(found("complete", checked_fails, "no power supply"));
    THAT(found("complete", checked_open_, "board, CPU and CPU cooler of bare"));
}

static const struct compare_option *compared(const char *option)
{
    const struct scenario *s = test_scenario(
        str_format(test_arena(), HEAD "options: [{id: o, title: o, %s}]\n", option));
    return &test_compare(s)->v[0];
}

/* A UPS of 330 W and 600 VA: two carry no more than one where the machine has one supply. */
static void one_ups_per_plug(void)
{
    static const char card[] = "devices: [{device: rtx-3090, cap_w: 250}], board: {board: tuf-b550-plus}, "
                               "cpu: {cpu: ryzen-5600}, ";
    static const struct {
        const char *psus, *ups;
        double share; /* of the load of one UPS */
    } rows[] = {{"{psu: rm850x-2021}", "{part: apc-600va}", 1},
                {"{psu: rm850x-2021}", "{part: apc-600va, qty: 2}", 1},
                {"{psu: rm850x-2021}, {psu: rm850x-2021}", "{part: apc-600va, qty: 2}", 0.5},
                {"{psu: rm850x-2021, qty: 2}", "{part: apc-600va, qty: 3}", 0.5}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct compare_machine *m = &compared(str_format(test_arena(),
                                                               "machines: [{id: pc, %spsus: [%s], parts: [%s]}]", card,
                                                               rows[i].psus, rows[i].ups))
                                               ->machine[0];
        const double one = ups_load_frac(test_find(&kind_part, "apc-600va"), 1, m->use.outlet_w,
                                         test_find(&kind_policy, "default"));
        test_row("%s: %s", rows[i].psus, rows[i].ups);
        CLOSE(m->use.ups_load_frac, one * rows[i].share, 1e-12);
        THAT(one > 1);
    }
}

/* Two machines of one UPS each: the larger one hangs on one of them. The largest UPS counts. */
static void shared_ups(void)
{
    const struct compare_option *o = compared(
        "machines: [{id: pc, devices: [{device: rtx-3090}], psus: [{psu: rm850x-2021}], "
        "parts: [{part: apc-600va}, {part: smt1500i, qty: 2}]}, "
        "{id: mini, system: {system: mac-mini-m4-pro-48}, ups_of: pc}]");
    const struct policy *p = test_find(&kind_policy, "default");
    const struct part *ups = test_find(&kind_part, "smt1500i");
    const double alone = ups_load_frac(ups, 1, o->machine[0].use.peak_wall_w, p);
    const double together = ups_load_frac(ups, 2, o->machine[0].use.outlet_w, p);
    THAT(alone > together && o->machine[0].use.outlet_w > o->machine[0].use.peak_wall_w);
    CLOSE(o->machine[0].use.ups_load_frac, alone, 1e-12);
}

static bool too_early(const struct compare_option *o)
{
    bool any = false;
    for (int i = 0; i < o->machine[0].n_checks; i++) {
        const struct build_check *k = &o->machine[0].check[i];
        any |= strcmp(k->rule, "launched") == 0 && k->verdict == checked_fails && strcmp(k->part, "rtx-5090") == 0;
    }
    return any;
}

/* The plan is of 2024-12-15, the card was launched 2025-01-30. */
static void bought_later(void)
{
    static const struct {
        const char *wait;
        bool early;
    } rows[] = {{"0", true}, {"1", true}, {"1.9", true}, {"2", false}, {"35", false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("wait_months: %s", rows[i].wait);
        THAT(too_early(compared(str_format(test_arena(), "wait_months: %s, machines: [{id: pc, %s}]", rows[i].wait,
                                           WITH("{device: rtx-5090}")))) == rows[i].early);
    }
}

SUITE(build_owned, {"taken out", taken}, {"taken out before", taken_before}, {"one UPS per plug", one_ups_per_plug},
      {"shared UPS", shared_ups}, {"bought later", bought_later})
