/* model/build: which builds can be put together, and which part says no. */
#include "test.h"

#include "build.h"
#include "compare.h"
#include "power.h"

enum { ROOM = 256 };
static struct build_check checks[ROOM];
static int n_checks;
static const double rest_w = 142; /* watts at peak of all but the cards */

static enum powerverdict judged(const char *fields)
{
    const struct scenario *s = test_option(fields);
    n_checks = build_check(&s->options.v[0], s->site, &test_catalogue()->excursions, rest_w, checks, ROOM);
    return build_worst(checks, n_checks);
}

/* The check of that rule, NULL when there is none. */
static const struct build_check *rule(const char *name)
{
    for (int i = 0; i < n_checks; i++)
        if (strcmp(checks[i].rule, name) == 0)
            return &checks[i];
    return NULL;
}

/* ---- slots ---- */

static const struct lane_plan *plan(const char *board, int cards)
{
    const struct board *b = test_find(&kind_board, board);
    for (size_t i = 0; i < b->lane_plans.n; i++)
        if (b->lane_plans.v[i].gpus == cards)
            return &b->lane_plans.v[i];
    return NULL;
}

static void two_cards_by_board(void)
{
    static const struct {
        const char *board;
        double first, second;
        enum via second_via;
    } rows[] = {{"crosshair-viii-dark-hero", 8, 8, via_cpu},
                {"x570-aorus-elite", 16, 4, via_chipset},
                {"tuf-x570-plus", 16, 4, via_chipset},
                {"pro-ws-x570-ace", 8, 8, via_cpu},
                {"wrx80e-sage", 16, 16, via_cpu}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct lane_plan *p = plan(rows[i].board, 2);
        test_row("%s", rows[i].board);
        THAT(p != NULL && p->slots.n == 2);
        if (!p)
            continue;
        CLOSE(p->slots.v[0].lanes, rows[i].first, 0);
        CLOSE(p->slots.v[1].lanes, rows[i].second, 0);
        THAT(p->slots.v[0].via == via_cpu && p->slots.v[1].via == rows[i].second_via);
    }
    THAT(plan("crosshair-viii-dark-hero", 4) == NULL && plan("x570-aorus-elite", 4) == NULL);
}

/* No slot gives a card more than 16 lanes, every plan has a slot per card, and one number of cards has one plan. */
static void plans_of_all_boards(void)
{
    const struct board_list *all = &test_catalogue()->boards;
    for (size_t i = 0; i < all->n; i++)
        for (size_t j = 0; j < all->v[i].lane_plans.n; j++) {
            const struct lane_plan *p = &all->v[i].lane_plans.v[j];
            test_row("%s, %g cards", all->v[i].id, p->gpus);
            THAT((double)p->slots.n == p->gpus);
            for (size_t k = 0; k < p->slots.n; k++)
                THAT(p->slots.v[k].lanes > 0 && p->slots.v[k].lanes <= 16);
            for (size_t k = 0; k < j; k++)
                THAT(all->v[i].lane_plans.v[k].gpus != p->gpus);
        }
}

static void four_cards_need_four_slots(void)
{
    static const struct {
        const char *board;
        double have;
    } rows[] = {{"crosshair-viii-dark-hero", 3}, {"x570-aorus-elite", 2}, {"b550m-pro-vdh-wifi", 1}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char fields[200] =
            "devices: [{device: rtx-3090, qty: 4}], psus: [{psu: hx1500i-2022, qty: 2}], board: {board: ";
        test_row("%s", rows[i].board);
        THAT(judged(strcat(strcat(fields, rows[i].board), "}")) == powerverdict_over);
        const struct build_check *r = rule("slots");
        THAT(r != NULL && r->verdict == powerverdict_over);
        if (!r)
            continue;
        SAME(r->part, rows[i].board);
        CLOSE(r->need, 4, 0);
        CLOSE(r->have, rows[i].have, 0);
        THAT(strstr(r->doc, "slot") != NULL);
    }
    judged("devices: [{device: rtx-3090, qty: 4}], psus: [{psu: hx1500i-2022, qty: 2}], board: {board: wrx80e-sage}");
    THAT(rule("slots") && rule("slots")->verdict == powerverdict_ok);
}

/* ---- one rule each ---- */

#define CARD "devices: [{device: rtx-3090}], psus: [{psu: rm850x-2021}]"
#define AM4 ", board: {board: tuf-b550-plus}"

struct ruled {
    const char *fields, *rule;
    enum powerverdict verdict; /* unknown: there is no such check */
    const char *part;
    double need, have;
};

static const struct ruled rules_of_parts[] = {
    {CARD AM4 ", cpu: {cpu: ryzen-5700x}", "socket", powerverdict_ok, "ryzen-5700x", 1, 1},
    {CARD ", board: {board: b650-generic}, cpu: {cpu: ryzen-5700x}", "socket", powerverdict_over, "ryzen-5700x", 1, 0},
    {CARD AM4 ", cpu: {cpu: ryzen-7900x}", "socket", powerverdict_over, "ryzen-7900x", 1, 0},
    {CARD AM4 ", parts: [{part: ddr4-3600-2x32}]", "memory type", powerverdict_ok, "ddr4-3600-2x32", 1, 1},
    {CARD AM4 ", parts: [{part: ddr5-5600-2x32}]", "memory type", powerverdict_over, "ddr5-5600-2x32", 1, 0},
    {CARD ", board: {board: b650-generic}, parts: [{part: ddr4-3600-2x32}]", "memory type", powerverdict_over,
     "ddr4-3600-2x32", 1, 0},
    {CARD AM4 ", parts: [{part: ddr4-rdimm-8x16}]", "registered memory", powerverdict_over, "ddr4-rdimm-8x16", 3, 2},
    {CARD ", board: {board: wrx80e-sage}, parts: [{part: ddr4-rdimm-8x16}]", "registered memory", powerverdict_ok,
     "ddr4-rdimm-8x16", 3, 8},
    {CARD AM4 ", parts: [{part: ddr4-3600-2x32}]", "registered memory", powerverdict_unknown, NULL, 0, 0},
    {CARD AM4 ", parts: [{part: ddr4-3600-2x32, qty: 3}]", "memory slots", powerverdict_over, "tuf-b550-plus", 6, 4},
    {CARD AM4 ", parts: [{part: ddr4-3600-2x32, qty: 3}]", "memory size", powerverdict_over, "tuf-b550-plus", 192, 128},
    {CARD AM4 ", parts: [{part: ddr4-3600-4x32}]", "memory slots", powerverdict_ok, "tuf-b550-plus", 4, 4},
    {CARD ", parts: [{part: meshify-2}]", "case slots", powerverdict_ok, "meshify-2", 3, 7},
    {"devices: [{device: rtx-3090, qty: 3}], psus: [{psu: rm850x-2021}], parts: [{part: meshify-2}]", "case slots",
     powerverdict_over, "meshify-2", 9, 7},
    {CARD ", parts: [{part: meshify-2}]", "card length", powerverdict_ok, "meshify-2", 313, 467},
    {"devices: [{device: rtx-2080-ti}], psus: [{psu: rm850x-2021}], parts: [{part: meshify-2}]", "card length",
     powerverdict_unknown, NULL, 0, 0},
    {"devices: [{device: rtx-3090, qty: 3}], psus: [{psu: hx1500i-2022}], board: {board: z170-classified}", "slots",
     powerverdict_over, "z170-classified", 3, 2},
    {"devices: [{device: rtx-3090, qty: 4}], psus: [{psu: hx1500i-2022}], board: {board: z170-classified}", "slots",
     powerverdict_ok, "z170-classified", 4, 4},
    {CARD ", parts: [{part: mining-frame}]", "case slots", powerverdict_unknown, NULL, 0, 0},
    {CARD ", board: {board: ws-x670e}", "on sale", powerverdict_over, "ws-x670e", 1, 0},
    {CARD AM4, "on sale", powerverdict_ok, "tuf-b550-plus", 1, 1},
};

static const struct ruled rules_of_power[] = {
    {CARD AM4 ", cpu: {cpu: ryzen-5700x}", "PCIe cables", powerverdict_ok, "rm850x-2021", 2, 6},
    {"devices: [{device: rtx-3090, qty: 4}], psus: [{psu: rm850x-2021}]", "PCIe cables", powerverdict_over,
     "rm850x-2021", 8, 6},
    {"devices: [{device: rtx-3090, qty: 4}], psus: [{psu: rm850x-2021, qty: 2}]", "PCIe cables", powerverdict_ok,
     "rm850x-2021", 8, 12},
    {"devices: [{device: rtx-4090, qty: 3}], psus: [{psu: rm850x-2021}]", "PCIe cables", powerverdict_over,
     "rm850x-2021", 9, 6},
    {"devices: [{device: rtx-4090, qty: 3}], psus: [{psu: hx1500i-2023}]", "PCIe cables", powerverdict_ok,
     "hx1500i-2023", 6, 7}, /* one takes the 16-pin cable */
    {CARD AM4 ", cpu: {cpu: ryzen-5700x}", "CPU cables", powerverdict_ok, "rm850x-2021", 1, 2},
    {"devices: [{device: rtx-3090}], psus: [{psu: server-crps-2000}]" AM4 ", cpu: {cpu: ryzen-5700x}", "CPU cables",
     powerverdict_over, "server-crps-2000", 1, 0},
    {"devices: [{device: rtx-3090}], psus: [{psu: ax1600i}]", "mains cord", powerverdict_over, "ax1600i", 15,
     10}, /* a C20 inlet against a 10 A outlet */
    {CARD, "mains cord", powerverdict_unknown, NULL, 0, 0},
    {"devices: [{device: rtx-3090}], psus: [{psu: hela-2050}]", "mains voltage", powerverdict_ok, "hela-2050", 200,
     230},
    {"devices: [{device: rtx-3090, qty: 2}], psus: [{psu: hx1200i}], parts: [{part: nvlink-bridge-3slot}]",
     "NVLink bridge", powerverdict_ok, "nvlink-bridge-3slot", 2, 2},
    {"devices: [{device: rtx-3090, qty: 3}], psus: [{psu: hx1200i}], parts: [{part: nvlink-bridge-3slot}]",
     "NVLink bridge", powerverdict_over, "nvlink-bridge-3slot", 3, 2},
    {"devices: [{device: rtx-3090, qty: 4}], psus: [{psu: hx1200i}], parts: [{part: nvlink-bridge-3slot, qty: 2}]",
     "NVLink bridge", powerverdict_ok, "nvlink-bridge-3slot", 4, 4},
    {"devices: [{device: rtx-4090, qty: 2}], psus: [{psu: hx1200i}], parts: [{part: nvlink-bridge-3slot}]",
     "NVLink bridge", powerverdict_over, "nvlink-bridge-3slot", 2, 0},
    {"devices: [{device: rtx-3090}, {device: rtx-4090}], psus: [{psu: hx1200i}], parts: [{part: nvlink-bridge-3slot}]",
     "NVLink bridge", powerverdict_over, "nvlink-bridge-3slot", 2, 0},
    {"devices: [{device: rtx-4090}, {device: rtx-3090}], psus: [{psu: hx1200i}], parts: [{part: nvlink-bridge-3slot}]",
     "NVLink bridge", powerverdict_over, "nvlink-bridge-3slot", 2, 0},
};

static void test_rules(const struct ruled *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const enum powerverdict worst = judged(rows[i].fields);
        const struct build_check *r = rule(rows[i].rule);
        test_row("%s: %s", rows[i].rule, rows[i].fields);
        THAT((r ? r->verdict : powerverdict_unknown) == rows[i].verdict);
        if (!r || !rows[i].part)
            continue;
        SAME(r->part, rows[i].part);
        CLOSE(r->need, rows[i].need, 0);
        CLOSE(r->have, rows[i].have, 0);
        THAT(worst >= r->verdict);
    }
}

static void parts(void)
{
    test_rules(rules_of_parts, COUNT_OF(rules_of_parts));
}

static void supplies(void)
{
    test_rules(rules_of_power, COUNT_OF(rules_of_power));
}

/* A 15 A outlet takes the C19 cord; a 120 V one is too low for a supply that needs 200 V. */
static void other_outlets(void)
{
    static const struct {
        const char *psu, *outlet, *rule;
        enum powerverdict verdict;
    } rows[] = {{"ax1600i", "au-15a", "mains cord", powerverdict_ok},
                {"ax1600i", "au-10a", "mains cord", powerverdict_over},
                {"hela-2050", "us-20a-120", "mains voltage", powerverdict_over},
                {"hela-2050", "us-20a-240", "mains voltage", powerverdict_ok},
                {"rm850x-2021", "us-15a-120", "mains voltage", powerverdict_ok}};
    const struct scenario *s = test_option(CARD);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct psu_line psu = {.psu = test_find(&kind_psu, rows[i].psu), .qty = 1};
        const struct option o = {.devices = s->options.v[0].devices, .psus = {1, &psu}};
        const struct site site = {.outlet = test_find(&kind_outlet, rows[i].outlet)};
        n_checks = build_check(&o, &site, &test_catalogue()->excursions, rest_w, checks, ROOM);
        test_row("%s at %s", rows[i].psu, rows[i].outlet);
        THAT(rule(rows[i].rule) && rule(rows[i].rule)->verdict == rows[i].verdict);
    }
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
        enum powerverdict verdict;
        double need, have;
    } rows[] = {
        {TWO_3090("rm850x-2021", "tensor", ""), "excursion-1ms", powerverdict_over, 1297, 1232.5},
        {TWO_3090("rm850x-2021", "tensor", ""), "excursion-10ms", powerverdict_ok, 1087, 1147.5},
        {TWO_3090("rm850x-2021", "tensor", ""), "excursion-100ms", powerverdict_ok, 912, 935},
        {TWO_3090("hx1200i", "tensor", ""), "excursion-1ms", powerverdict_ok, 1297, 1740},
        {TWO_3090("hx1200i", "tensor", ""), "excursion-10ms", powerverdict_ok, 1087, 1620},
        {TWO_3090("hx1200i", "tensor", ""), "excursion-100ms", powerverdict_ok, 912, 1320},
        {TWO_3090("rm850x-2021", "layer", ""), "excursion-1ms", powerverdict_ok, 1069.5, 1232.5},
        {TWO_3090("rm850x-2021", "tensor", ", cap_w: 280"), "excursion-1ms", powerverdict_ok, 1066, 1232.5},
        {TWO_3090("rm850x-2024", "tensor", ""), "excursion-1ms", powerverdict_ok, 1297,
         1530}, /* ATX 3: 1.8 times its rating */
        {TWO_3090("rm650", "tensor", ""), "excursion-100ms", powerverdict_over, 912, 715},
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
    THAT(judged(TWO_3090("rm850x-2021", "tensor", "")) == powerverdict_over);
    THAT(judged(TWO_3090("hx1200i", "tensor", "")) == powerverdict_ok);
}

/* However many parts there are, no rule is left out. */
static void many_parts(void)
{
    struct part_line lines[64];
    const struct scenario *s = test_option(
        "devices: [{device: rtx-3090}], board: {board: wrx80e-sage}, cpu: {cpu: ryzen-5700x}, psus: [{psu: ax1600i}]");
    struct option o = s->options.v[0];
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        lines[i] = (struct part_line){.part = test_find(&kind_part, "ddr4-rdimm-8x16"), .qty = 1};
    o.parts.v = lines;
    o.parts.n = COUNT_OF(lines);
    n_checks = build_check(&o, s->site, &test_catalogue()->excursions, rest_w, checks, ROOM);
    THAT(n_checks > 2 * (int)COUNT_OF(lines) && n_checks <= ROOM);
    THAT(build_check(&o, s->site, &test_catalogue()->excursions, rest_w, NULL, 0) == n_checks);
    THAT(rule("socket") && rule("socket")->verdict == powerverdict_over);
    THAT(rule("mains cord") && rule("mains cord")->verdict == powerverdict_over);
}

static void nothing_to_build(void)
{
    THAT(judged("systems: [{system: mac-mini-m4-pro-48}]") == powerverdict_unknown && n_checks == 0);
    THAT(build_worst(NULL, 0) == powerverdict_unknown);
}

/* What the verdict of an option rests on is in its list, and an option that cannot be built is not possible. */
static void shipped_options(void)
{
    const struct comparison *c = test_compared();
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = &c->v[i];
        bool over = false;
        for (int k = 0; k < o->n_checks; k++) {
            const struct power_phase *peak = &o->power[POWER_PEAK];
            if (strncmp(o->check[k].rule, "excursion", 9) ==
                0) /* over the steady load, whatever peaks; the rest of the machine draws on */
                THAT(o->check[k].need >= peak->dc_w - 1e-9);
            test_row("%s: %s", o->outcome.id, o->check[k].rule);
            THAT((o->check[k].need > o->check[k].have) == (o->check[k].verdict == powerverdict_over));
            over |= o->check[k].verdict == powerverdict_over;
        }
        test_row("%s", o->outcome.id);
        THAT(over == (o->outcome.build_verdict == powerverdict_over));
        THAT(!(over && o->possible));
    }
}

SUITE(build, {"two cards by board", two_cards_by_board}, {"plans of all boards", plans_of_all_boards},
      {"four cards need four slots", four_cards_need_four_slots}, {"parts", parts}, {"supplies", supplies},
      {"other outlets", other_outlets}, {"excursions", excursions}, {"many parts", many_parts},
      {"nothing to build", nothing_to_build}, {"shipped options", shipped_options})
