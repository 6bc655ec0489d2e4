/* model/build: power from the wall to the cards, UPS, dates, and machines without rules. */
#include "build_try.h"

static const struct ruled of_supply[] = {
    {SOUND, "PCIe cables", checked_ok, "hx1200i"},
    {"devices: [{device: rtx-3090, qty: 4}], psus: [{psu: rm850x-2021}]", "PCIe cables", checked_fails,
     "rm850x-2021"}, /* 8 of 6 */
    {"devices: [{device: rtx-3090, qty: 4}], psus: [{psu: rm850x-2021, qty: 2}]", "PCIe cables", checked_ok,
     "rm850x-2021"}, /* 8 of 12 */
    {"devices: [{device: rtx-4090, qty: 3}], psus: [{psu: rm850x-2021}]", "PCIe cables", checked_fails,
     "rm850x-2021"}, /* 9 of 6 */
    {"devices: [{device: rtx-4090, qty: 3}], psus: [{psu: hx1500i-2023}]", "PCIe cables", checked_ok,
     "hx1500i-2023"}, /* one takes the 16-pin cable: 6 of 7 */
    {ONE_CARD("psu-750-generic"), "PCIe cables", checked_open_,
     "8-pin plugs of psu-750-generic (supplies of 750 W usually have 4; 2 needed)"},
    {"system: {system: ms-01-12900h}, devices: [{device: rtx-4070}]", "PCIe cables", checked_open_,
     "power plugs of ms-01-12900h"},
    {"system: {system: ms-01-12900h}, devices: [{device: rtx-a2000}]", "PCIe cables", checked_unknown, ""},
    {SOUND, "CPU cables", checked_ok, "hx1200i"},
    {IN(C3090, HERO, "ryzen-5700x", "{psu: server-crps-2000}", REST), "CPU cables", checked_fails,
     "server-crps-2000"}, /* 1 of 0 */
    {IN(C3090, "pro-b650-p", "ryzen-7600", "{psu: rm650x-2018}", REST), "CPU cables", checked_near,
     "want 2 CPU plugs, rm650x-2018 has 1"},
    {IN(C3090, HERO, "ryzen-5700x", "{psu: psu-750-generic}", REST), "CPU cables", checked_open_,
     "CPU plugs of psu-750-generic"},
    {ONE_CARD("ax1600i"), "mains cord", checked_fails, "ax1600i"}, /* a C20 inlet, an outlet of 10 A */
    {ONE_CARD("hx1200i"), "mains cord", checked_unknown, ""},      /* C14 */
    {ONE_CARD("hela-2050"), "mains voltage", checked_ok, "hela-2050"},
};

static const struct ruled of_dates[] = {
    {SOUND, "launched", checked_ok, "pc"},
    {WITH("{device: rtx-3090}"), "launched", checked_near, "last of the stock"},
    {WITH("{device: rtx-3090, owned: yes}"), "launched", checked_ok, "pc"},
    {WITH("{device: rtx-3090, condition: used}"), "launched", checked_ok, "pc"},
    {IN(C3090, HERO, "ryzen-5700x", "{psu: psu-750-generic}", REST), "launched", checked_open_,
     "launch date of psu-750-generic"},
    {IN(C3090, HERO, "ryzen-5700x", "{psu: psu-750-generic, owned: yes}", REST), "launched", checked_ok, "pc"},
    {"system: {system: mac-mini-m4-pro-48}", "launched", checked_near, "on 2026-08-25"},
    {"system: {system: dgx-spark}", "launched", checked_ok, "pc"},
};

static void supplies(void)
{
    test_rules(of_supply, COUNT_OF(of_supply));
    test_rules(of_dates, COUNT_OF(of_dates));
}

/* A 15 A outlet takes the C19 cord; a 120 V one is too low for a supply that needs 200 V, and for a UPS for 230 V. */
static void other_outlets(void)
{
    static const struct {
        const char *fields, *outlet, *rule;
        enum checked verdict;
    } rows[] = {{ONE_CARD("ax1600i"), "au-15a", "mains cord", checked_ok},
                {ONE_CARD("ax1600i"), "au-10a", "mains cord", checked_fails},
                {ONE_CARD("hela-2050"), "us-20a-120", "mains voltage", checked_fails},
                {ONE_CARD("hela-2050"), "us-20a-240", "mains voltage", checked_ok},
                {ONE_CARD("rm850x-2021"), "us-15a-120", "mains voltage", checked_ok},
                {MORE("{part: smt1500i}"), "us-15a-120", "UPS voltage", checked_fails},
                {MORE("{part: smt1500i}"), "us-20a-240", "UPS voltage", checked_ok},
                {MORE("{part: be600m1}"), "us-15a-120", "UPS voltage", checked_ok}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct build_case b = usual(machine_of(rows[i].fields));
        b.outlet = test_find(&kind_outlet, rows[i].outlet);
        check_case(b);
        test_row("%s at %s: %s", rows[i].rule, rows[i].outlet, rows[i].fields);
        THAT(found(rows[i].rule, rows[i].verdict, ""));
    }
}

/* A UPS of 330 W and 600 VA; at a power factor below 1 its volt-amperes carry more than its watts. */
static void ups(void)
{
    static const struct {
        double load;
        enum checked verdict;
        const char *words;
    } rows[] = {{0.5, checked_ok, "apc-600va"},
                {0.9, checked_near, "larger UPS"}, /* more than 80 % */
                {3, checked_fails, "600 VA UPS under 990 W"},
                {NAN, checked_open_, "watts at the UPS"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct build_case b = usual(machine_of("system: {system: dgx-spark}, parts: [{part: apc-600va}]"));
        b.ups_load_frac = rows[i].load;
        check_case(b);
        test_row("load %g", rows[i].load);
        THAT(found("UPS", rows[i].verdict, rows[i].words));
    }
    THAT(judged(SOUND) == checked_ok && !rule("UPS") && !rule("UPS voltage"));
}

/* Dates are compared as far as both are stated. */
static void dates(void)
{
    static const struct {
        const char *as_of;
        enum checked verdict;
    } rows[] = {{"2024-12-15", checked_fails}, {"2025-01-29", checked_fails}, {"2025-01-30", checked_ok},
                {"2025-01", checked_ok},       {"2025", checked_ok},          {"2024", checked_fails}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct build_case b = usual(machine_of(WITH("{device: rtx-5090}")));
        b.as_of = rows[i].as_of;
        check_case(b);
        test_row("launched 2025-01-30, as of %s", rows[i].as_of);
        THAT(found("launched", rows[i].verdict, rows[i].verdict == checked_fails ? "rtx-5090 was launched" : ""));
    }
}

/* An offer of 2026-03 with a card of 2022-10. */
static void offers(void)
{
    static const struct {
        const char *as_of;
        enum checked verdict;
        const char *words;
    } rows[] = {{"2022-01", checked_fails, "rtx-4090 was launched"},
                {"2025-06-30", checked_near, "was priced 2026-03"},
                {"2026-03-01", checked_unknown, ""},
                {"2026-11-21", checked_unknown, ""}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct build_case b = usual(machine_of("cloud: {offer: runpod-rtx-4090-on-demand-2026-03, qty: 1}"));
        b.as_of = rows[i].as_of;
        check_case(b);
        test_row("as of %s", rows[i].as_of);
        THAT(found("launched", rows[i].verdict, rows[i].words));
    }
}

/* Rented and remote machines and boxes of the network are not assembled by anyone here. */
static void nothing_to_build(void)
{
    static const char *const rows[] = {"cloud: {offer: runpod-rtx-4090-on-demand-2026-03}",
                                       "remote: yes, devices: [{device: rtx-3090}], psus: [{psu: rm650}]",
                                       "host: network, parts: [{part: crs305}]"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i]);
        THAT(judged(rows[i]) == checked_unknown && n_checks == 0);
    }
    THAT(build_worst(NULL, 0) == checked_unknown);
}

/* ---- excursions ---- */

#define TWO_3090(psu, split, more)                                                                                     \
    "devices: [{device: rtx-3090, qty: 2" more "}], psus: [{psu: " psu "}], split: " split

/* Two cards of 350 W and 142 W for the rest. Under tensor parallelism both peak: 700 x 1.65 + 142 = 1297 W for 1 ms,
   1087 W for 10 ms, 912 W for 100 ms; in a layer split one does: 700 + 0.65 x 350 + 142 = 1069.5 W. A supply of 850 W
   (not ATX 3) rides through 1232.5, 1147.5 and 935 W. */
static void excursions(void)
{
    static const struct {
        const char *fields, *rule;
        enum checked verdict;
        double need, have;
    } rows[] = {
        {TWO_3090("rm850x-2021", "tensor", ""), "excursion-1ms", checked_fails, 1297, 1232.5},
        {TWO_3090("rm850x-2021", "tensor", ""), "excursion-10ms", checked_ok, 1087, 1147.5},
        {TWO_3090("rm850x-2021", "tensor", ""), "excursion-100ms", checked_ok, 912, 935},
        {TWO_3090("hx1200i", "tensor", ""), "excursion-1ms", checked_ok, 1297, 1740},
        {TWO_3090("hx1200i", "tensor", ""), "excursion-10ms", checked_ok, 1087, 1620},
        {TWO_3090("hx1200i", "tensor", ""), "excursion-100ms", checked_ok, 912, 1320},
        {TWO_3090("rm850x-2021", "layer", ""), "excursion-1ms", checked_ok, 1069.5, 1232.5},
        {TWO_3090("rm850x-2021", "tensor", ", cap_w: 280"), "excursion-1ms", checked_ok, 1066, 1232.5},
        {TWO_3090("rm850x-2024", "tensor", ""), "excursion-1ms", checked_ok, 1297,
         1530}, /* ATX 3: 1.8 times its rating */
        {TWO_3090("rm650", "tensor", ""), "excursion-100ms", checked_fails, 912, 715},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        judged(rows[i].fields);
        const struct build_check *r = rule(rows[i].rule);
        test_row("%s: %s", rows[i].rule, rows[i].fields);
        THAT(r != NULL && r->verdict == rows[i].verdict);
        if (!r)
            continue;
        CLOSE(r->need, rows[i].need, 1e-9);
        CLOSE(r->have, rows[i].have, 1e-9);
    }
}

/* However many parts there are, no rule is left out. */
static void many_parts(void)
{
    struct part_line lines[64];
    struct machine m = *machine_of("devices: [{device: rtx-3090}], board: {board: wrx80e-sage}, cpu: {cpu: "
                                   "ryzen-5700x}, psus: [{psu: ax1600i}]");
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        lines[i] = (struct part_line){.part = test_find(&kind_part, "ddr4-rdimm-8x16"), .qty = 1};
    m.parts.v = lines;
    m.parts.n = COUNT_OF(lines);
    check_case(usual(&m));
    THAT(n_checks > 2 * (int)COUNT_OF(lines));
    THAT(found("socket", checked_fails, "") && found("mains cord", checked_fails, ""));
}

static bool machine_fails(const struct compare_machine *m)
{
    bool over = false;
    for (int k = 0; k < m->n_checks; k++) {
        const struct build_check *check = &m->check[k];
        if (strncmp(check->rule, "excursion", 9) ==
            0) /* over the steady load, whatever peaks; the rest of the machine draws on */
            THAT(check->need >= m->power[POWER_PEAK].dc_w - 1e-9);
        test_row("%s: %s", m->machine->id, check->rule);
        if (!isnan(check->need) && !isnan(check->have))
            THAT((check->need > check->have) == (check->verdict == checked_fails));
        over |= check->verdict == checked_fails;
    }
    return over;
}

/* What the verdict of an option rests on is in its list, and an option that cannot be built is not possible. */
static void shipped_options(void)
{
    const struct comparison *c = test_compared();
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = &c->v[i];
        bool over = false;
        for (size_t k = 0; k < o->option->machines.n; k++)
            over |= machine_fails(&o->machine[k]);
        test_row("%s", o->outcome.id);
        THAT(over == (o->outcome.build_verdict == checked_fails));
        THAT(!(over && o->possible));
    }
}

SUITE(build_supply, {"supplies", supplies}, {"other outlets", other_outlets}, {"UPS", ups}, {"dates", dates},
      {"offers", offers}, {"nothing to build", nothing_to_build}, {"excursions", excursions},
      {"many parts", many_parts}, {"shipped options", shipped_options})
