/* model/build: links between cards and between machines: bridges, sockets, cables, and no speed that is not there. */
#include "build_try.h"

static const struct ruled of_links[] = {
    {JOINED(HERO, "nvlink-bridge", "{part: nvlink-bridge-3slot}"), "NVLink bridge", checked_ok, "nvlink-bridge-3slot"},
    {JOINED(HERO, "nvlink-bridge", REST), "NVLink bridge", checked_fails, "no NVLink bridge for rtx-3090"},
    {JOINED(HERO, "nvlink-bridge", REST), "NVLink bridge", checked_fails, "state link: pcie4-x8"},
    {JOINED(HERO, "nvlink-bridge", "{part: nvlink-bridge-4slot}"), "NVLink bridge", checked_fails, "spans 4 slots"},
    {JOINED("x570-aorus-elite", "nvlink-bridge", "{part: nvlink-bridge-4slot}"), "NVLink bridge", checked_ok,
     "nvlink-bridge-4slot"},
    {JOINED("romed8-2t", "nvlink-bridge", "{part: nvlink-bridge-3slot}"), "NVLink bridge", checked_ok,
     "nvlink-bridge-3slot"}, /* the plan's 1 and 5, but 1 and 4 have the same lanes */
    {JOINED(HERO, "nvlink-bridge", "{part: nvlink-bridges-a100}"), "NVLink bridge", checked_fails, "no NVLink bridge"},
    {IN("{device: rtx-4090, qty: 2}", HERO, "ryzen-5700x", HX,
        XL "{part: nvlink-bridge-3slot}") ", link: nvlink-bridge",
     "NVLink bridge", checked_fails, "no NVLink on rtx-4090"},
    {IN("{device: rtx-3090, qty: 4}", "romed8-2t", "epyc-7302", HX,
        XL "{part: nvlink-bridge-3slot}") ", bridge: nvlink-bridge",
     "NVLink bridge", checked_fails, "fewer bridges than pairs"},
    {FRAME("2", "{part: pcie4-riser, qty: 2}, {part: nvlink-bridge-3slot}") ", link: nvlink-bridge", "NVLink bridge",
     checked_open_, "distance of the cards"},
    {MORE("{part: nvlink-bridge-3slot}"), "NVLink bridge", checked_unknown, ""},
    {"devices: [{device: h100-sxm-80gb, qty: 8}], link: nvswitch-h100", "NVLink bridge", checked_unknown, ""},
    {IN("{device: rtx-3090}", HERO, "ryzen-5700x", HX, XL "{part: nvlink-bridge-3slot}") ", link: nvlink-bridge",
     "NVLink bridge", checked_near, "there is one card"},
    {IN("{device: rtx-3090}", HERO, "ryzen-5700x", HX, XL "{part: meshify-2-compact}"), "complete", checked_near,
     "more than one case"},
    {JOINED(HERO, "pcie4-x8", REST), "stated link", checked_ok, HERO},
    {JOINED(HERO, "pcie4-x16", REST), "stated link", checked_fails, "has 8 lanes"},
    {JOINED("x570-aorus-elite", "pcie5-x16", REST), "stated link", checked_fails, "has PCIe 4"},
    {WITH(TWO), "stated link", checked_unknown, ""},
};

static void between_cards(void)
{
    test_rules(of_links, COUNT_OF(of_links));
}

/* ---- a link is as fast as what is there ---- */

static void request_of(const char *fields, struct request *q)
{
    const struct scenario *s = test_option(fields);
    const struct workload *w = &s->workloads.v[0];
    const struct choice choice = {.model = w->model, .quant = w->quant};
    struct from_scenario_place p;
    bool fixed;
    THAT(from_scenario_place(test_catalogue(), &s->options.v[0], w, 0, &p));
    THAT(from_scenario_request(s, &p, w, &choice, q, &fixed));
}

static void speed_and_rule_agree(void)
{
    static const struct {
        const char *fields;
        const char *link; /* NULL: what board and cards give */
    } rows[] = {
        {JOINED(HERO, "nvlink-bridge", "{part: nvlink-bridge-3slot}"), "nvlink-bridge"},
        {JOINED(HERO, "nvlink-bridge", REST), NULL},
        {JOINED(HERO, "nvlink-bridge", "{part: nvlink-bridge-4slot}"), NULL},
        {JOINED(HERO, "pcie4-x8", REST), "pcie4-x8"},
        {JOINED(HERO, "pcie4-x4", REST), "pcie4-x4"}, /* slower is stated */
        {JOINED("x570-aorus-elite", "pcie5-x16", REST), NULL},
        {JOINED("x570-aorus-elite", "pcie4-x8", REST), NULL},
        {"devices: [{device: h100-sxm-80gb, qty: 8}], link: nvswitch-h100", "nvswitch-h100"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q;
        test_row("%s", rows[i].fields);
        request_of(rows[i].fields, &q);
        SAME(q.link ? q.link->id : NULL, rows[i].link);
    }
    struct request q;
    request_of(FRAME("4", "{part: pcie4-riser, qty: 4}") ", bridge: nvlink-bridge", &q);
    THAT(q.bridge == NULL);
}

/* ---- links between machines ---- */

#define SPARK(id) "{id: " id ", system: {system: dgx-spark}}"
#define MINI(id) "{id: " id ", system: {system: mac-mini-m4-pro-48}}"
#define HOST(id, nic) "{id: " id ", board: {board: x570-dual-x8}, cpu: {cpu: ryzen-5600}, parts: [" nic "]}"

#define PLUS(id, nic) "{id: " id ", board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5600}, parts: [" nic "]}"
#define THREE(nic) PLUS("a", nic) ", " PLUS("b", nic) ", " PLUS("c", nic)
#define SFP_PAIR(id, between) "{id: " id ", between: [" between "], port: SFP+, parts: [{part: sfp-dac-2m}]}"

static enum checked judged_links(const char *machines, const char *links)
{
    struct build_words counted = {0}, words = {arena_array(test_arena(), WORDS, 1), 0, WORDS};
    const struct option *o =
        &test_scenario(
             str_format(test_arena(),
                        "schema: rigplan-scenario-2\ntitle: one\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 5000}]\n"
                        "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n"
                        "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}]\n"
                        "options: [{id: one, title: one, machines: [%s], links: [%s]}]\n",
                        machines, links))
             ->options.v[0];
    n_checks = build_links(test_catalogue(), o, &words, checks, ROOM);
    THAT(build_links(test_catalogue(), o, &counted, NULL, 0) == n_checks && counted.used == words.used);
    return build_worst(checks, n_checks);
}

static void links(void)
{
    static const struct {
        const char *machines, *links, *rule;
        enum checked verdict;
        const char *words;
    } rows[] = {
        {SPARK("a") ", " SPARK("b"), "{id: pair, between: [a, b], port: QSFP112, parts: [{part: qsfp112-dac}]}",
         "link sockets", checked_ok, "pair"},
        {SPARK("a") ", " SPARK("b"), "{id: pair, between: [a, b], port: QSFP112, parts: [{part: qsfp112-dac}]}",
         "link cables", checked_ok, "pair"},
        {SPARK("a") ", " SPARK("b"), "{id: pair, between: [a, b], port: QSFP112}", "link cables", checked_fails,
         "add 1 QSFP112 cable"},
        {SPARK("a") ", " SPARK("b"), "{id: pair, between: [a, b], port: QSFP112, parts: [{part: cat6a-2m}]}",
         "link cables", checked_fails, "no QSFP112 cable"},
        {SPARK("a") ", " SPARK("b"), "{id: pair, between: [a, b], port: TB4}", "link sockets", checked_fails,
         "a has no Thunderbolt 4 socket"},
        {HOST("a", "{part: x710-da2}") ", " MINI("b"), "{id: pair, between: [a, b]}", "link sockets", checked_fails,
         "no type of socket in common"},
        {HOST("a", "") ", " MINI("b"), "{id: pair, between: [a, b]}", "link sockets", checked_open_, "sockets of a"},
        {HOST("a", "") ", " MINI("b"), "{id: pair, between: [a, b]}", "link cables", checked_unknown, ""},
        {HOST("a", "{part: x710-da2}") ", " HOST("b", "{part: x520-da1}"),
         "{id: pair, between: [a, b], link: ethernet-10g, parts: [{part: sfp-dac-2m}]}", "link speed", checked_ok,
         "pair"},
        {MINI("a") ", " MINI("b"), "{id: pair, between: [a, b], port: RJ45, link: ethernet-10g}", "link speed",
         checked_fails, "10 Gbit/s stated, the slowest socket gives 1"},
        {SPARK("a") ", " SPARK("b") ", " SPARK("c"),
         "{id: lan, between: [a, b, c], port: RJ45, parts: [{part: tl-sx105}, {part: cat6a-3x2m}]}", "link switch",
         checked_ok, "tl-sx105"},
        {SPARK("a") ", " SPARK("b") ", " SPARK("c"),
         "{id: lan, between: [a, b, c], port: RJ45, parts: [{part: tl-sx105}, {part: cat6a-3x2m}]}", "link cables",
         checked_ok, "lan"},
        {SPARK("a") ", " SPARK("b") ", " SPARK("c"),
         "{id: lan, between: [a, b, c], port: RJ45, parts: [{part: tl-sx105}, {part: cat6a-2m, qty: 2}]}",
         "link cables", checked_fails, "lan"},
        {SPARK("a") ", " SPARK("b") ", " SPARK("c"),
         "{id: lan, between: [a, b, c], port: RJ45, parts: [{part: cat6a-3x2m}]}", "link switch", checked_fails,
         "no switch for the 3 machines"},
        {SPARK("a") ", " SPARK("b") ", " SPARK("c"),
         "{id: lan, between: [a, b, c], port: RJ45, parts: [{part: crs305}]}", "link switch", checked_fails,
         "crs305"}, /* one RJ45 */
        {SPARK("a") ", " SPARK("b") ", " SPARK("c") ", {id: hub, host: network, parts: [{part: tl-sx105}]}",
         "{id: lan, between: [a, b, c], port: RJ45}", "link switch", checked_ok, "tl-sx105"},
        {SPARK("a") ", " SPARK("b"), "{id: pair, between: [a, b], port: RJ45, parts: [{part: cat6a-2m}]}",
         "link switch", checked_unknown, ""},
        /* one cable of the machines for two links */
        {"{id: a, system: {system: dgx-spark}, parts: [{part: cat6a-2m}]}, " SPARK("b") ", " SPARK("c"),
         "{id: one, between: [a, b], port: RJ45}, {id: two, between: [a, c], port: RJ45}", "link cables", checked_fails,
         "two"},
        {"{id: a, system: {system: dgx-spark}, parts: [{part: cat6a-2m}]}, " SPARK("b") ", " SPARK("c"),
         "{id: one, between: [a, b], port: RJ45}, {id: two, between: [a, c], port: RJ45}", "link cables", checked_ok,
         "one"},
        /* each socket carries one cable */
        {THREE("{part: x520-da1}"), SFP_PAIR("l", "a, b") ", " SFP_PAIR("k", "b, c"), "link sockets", checked_fails,
         "links take 2 SFP+ sockets of b"},
        {THREE("{part: x520-da1}"), SFP_PAIR("l", "a, b") ", " SFP_PAIR("k", "b, c"), "link sockets", checked_fails,
         "a network card with 1 more SFP+ socket, or a switch"},
        {THREE("{part: x520-da1}"), SFP_PAIR("l", "a, b") ", " SFP_PAIR("k", "b, c"), "link sockets", checked_ok, "l"},
        {THREE("{part: x710-da2}"), SFP_PAIR("l", "a, b") ", " SFP_PAIR("k", "b, c"), "link sockets", checked_ok, "k"},
        {"{id: a, system: {system: dgx-spark}}, " SPARK("b") ", " SPARK("c") ", {id: hub, host: network, parts: "
                                                                             "[{part: tl-sx105}]}",
         "{id: l, between: [a, b, hub], port: RJ45}, {id: k, between: [b, c, hub], port: RJ45}", "link sockets",
         checked_ok, "k"}, /* one cable to the switch */
        {"{id: a, board: {board: x570-dual-x8}, parts: [{part: x520-da1}]}, " HOST("b", "{part: x710-da2}"),
         SFP_PAIR("l", "a, b") ", " SFP_PAIR("k", "a, b"), "link sockets", checked_open_, "sockets of a"},
        /* an adapter of the link counts, and takes the socket that it is plugged into */
        {HOST("a", "{part: x520-da1}") ", " SPARK("b"),
         "{id: l, between: [a, b], port: RJ45, link: ethernet-10g, parts: [{part: sfp-10g-t}, {part: cat6a-2m}]}",
         "link speed", checked_ok, "l"},
        {PLUS("a", "{part: x710-da2}") ", " SPARK("b"),
         "{id: l, between: [a, b], port: RJ45, link: ethernet-10g, parts: [{part: sfp-10g-t}, {part: cat6a-2m}]}",
         "link speed", checked_ok, "l"},
        {PLUS("a", "{part: x520-da1}") ", " PLUS("b", "{part: x520-da1}"),
         "{id: l, between: [a, b], port: RJ45, link: ethernet-10g, parts: [{part: sfp-10g-t}, {part: cat6a-2m}]}",
         "link speed", checked_fails, "the slowest socket gives 2.5"}, /* one adapter for two */
        {PLUS("a", "{part: x520-da1}") ", " SPARK("b"),
         "{id: l, between: [a, b], port: RJ45, parts: [{part: sfp-10g-t}, {part: cat6a-2m}]}, " SFP_PAIR("k", "a, b"),
         "link sockets", checked_fails, "b has no SFP+ socket"},
        {PLUS("a", "{part: x520-da1}") ", " SPARK("b") ", " PLUS("c", "{part: x520-da1}"),
         "{id: l, between: [a, b], port: RJ45, parts: [{part: sfp-10g-t}, {part: cat6a-2m}]}, " SFP_PAIR("k", "a, c"),
         "link sockets", checked_fails, "links take 2 SFP+ sockets of a"},
        /* switch and cable limit the speed */
        {SPARK("a") ", " SPARK("b"),
         "{id: l, between: [a, b], port: RJ45, link: ethernet-10g, parts: [{part: tl-sg108}, {part: cat6a-2m, qty: "
         "2}]}",
         "link speed", checked_fails, "tl-sg108 gives 1"},
        {SPARK("a") ", " SPARK("b"), "{id: l, between: [a, b], port: QSFP112, parts: [{part: tl-sg108}]}",
         "link switch", checked_fails, "tl-sg108"},
        {SPARK("a") ", " SPARK("b"), "{id: l, between: [a, b], link: connectx7-200g, parts: [{part: qsfp28-dac-1m}]}",
         "link speed", checked_fails, "the slowest cable gives 100"},
        {SPARK("a") ", " SPARK("b"), "{id: l, between: [a, b], parts: [{part: cat6a-2m}]}", "link cables", checked_ok,
         "l"}, /* its own cable says which socket is meant */
        {SPARK("a") ", " SPARK("b"), "{id: l, between: [a, b]}", "link cables", checked_fails, "add 1 QSFP112 cable"},
        {SPARK("a") ", " SPARK("b"), "{id: l, between: [a, b], link: tb5-rdma, parts: [{part: tb5-cable}]}",
         "link sockets", checked_fails, "no type of socket in common"},
        {SPARK("a") ", {id: b, remote: yes, system: {system: dgx-spark}}",
         "{id: l, between: [a, b], link: connectx7-200g, parts: [{part: qsfp112-dac}]}", "link speed", checked_open_,
         "how b, which does not stand here, is reached"},
        {SPARK("a") ", {id: b, remote: yes}", "{id: vpn, between: [a, b], link: vpn}", "link sockets", checked_unknown,
         ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const enum checked worst = judged_links(rows[i].machines, rows[i].links);
        test_row("%s %s, \"%s\": %s", rows[i].rule, enums_words(&enums_checked, (int)rows[i].verdict), rows[i].words,
                 rows[i].links);
        THAT(found(rows[i].rule, rows[i].verdict, rows[i].words));
        THAT(worst >= rows[i].verdict);
    }
}

SUITE(build_links, {"between cards", between_cards}, {"speed and rule agree", speed_and_rule_agree}, {"links", links})
