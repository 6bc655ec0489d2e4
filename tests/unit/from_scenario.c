/* prepare/from_scenario, model/ports: what a machine, or several over a link, are asked to run. */
#include "test.h"

#include "arena.h"
#include "from_scenario.h"
#include "machine.h"
#include "ports.h"
#include "predict.h"
#include "str.h"

#define HEAD                                                                                                           \
    "schema: rigplan-scenario-2\ntitle: t\nas_of: \"2026-11-29\"\nfunds: [{id: cash, amount: 1}]\n"                    \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat, headless: no, desktop: windows}\n"
#define CHAT "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}]\n"
#define BOX(id, card)                                                                                                  \
    "{id: " id ", devices: [{device: " card "}], board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5600},"               \
    " psus: [{psu: rm850x-2021}], parts: [{part: ddr4-3200-2x16}]}"

/* The request of the first workload at place i of the first option; n is 0 when there is none. */
static struct request asked(const char *text, size_t i)
{
    const struct scenario *s = test_scenario(text);
    const struct workload *w = &s->workloads.v[0];
    struct from_scenario_place p;
    bool fixed;
    struct request q = {0};
    if (!from_scenario_place(test_catalogue(), &s->options.v[0], w, i, &p) ||
        !from_scenario_request(s, &p, w, &w->any_of.v[0], &q, &fixed))
        q.n = 0;
    return q;
}

static size_t places(const char *text)
{
    return from_scenario_places(&test_scenario(text)->options.v[0]);
}

#define TWO "options: [{id: o, title: o, machines: [" BOX("a", "rtx-3090") ", " BOX("b", "rtx-3070") "]"

static void machines_are_never_pooled_without_a_link(void)
{
    static const char apart[] = HEAD CHAT TWO "}]\n";
    THAT(places(apart) == 2);
    const struct request a = asked(apart, 0), b = asked(apart, 1);
    THAT(a.n == 1 && a.device[0] == FIND(device, "rtx-3090") && !a.net);
    THAT(b.n == 1 && b.device[0] == FIND(device, "rtx-3070") && !b.net);
}

static void a_link_joins_the_devices_of_its_machines(void)
{
    static const char linked[] = HEAD CHAT TWO ", links: [{id: lan, between: [a, b], link: ethernet-1g}]}]\n";
    THAT(places(linked) == 3);
    const struct request q = asked(linked, 2);
    THAT(q.n == 2 && q.host[0] == 0 && q.host[1] == 1);
    THAT(q.net == FIND(link, "ethernet-1g") && q.split == split_layer);
    CLOSE(q.ram_gib, 0, 0); /* no layer of a split model stays in system RAM */
}

static void a_link_without_models_is_no_place(void)
{
    THAT(asked(HEAD CHAT TWO ", links: [{id: lan, between: [a, b], link: ethernet-1g, split_models: no}]}]\n", 2).n ==
         0);
}

/* The TUF B550-PLUS has a 2.5 Gbit/s port, the X520-DA1 one of 10 Gbit/s for SFP+ plugs. */
static void a_link_is_as_fast_as_its_slowest_socket(void)
{
    static const char faster[] = HEAD CHAT TWO ", links: [{id: lan, between: [a, b], link: ethernet-10g}]}]\n";
    THAT(asked(faster, 2).net == FIND(link, "ethernet-2.5g"));
    static const char unstated[] = HEAD CHAT TWO ", links: [{id: lan, between: [a, b]}]}]\n";
    THAT(asked(unstated, 2).net == FIND(link, "ethernet-2.5g"));
    const struct scenario *s = test_scenario(faster);
    CLOSE(ports_rate_gbit_s(&s->options.v[0], &s->options.v[0].links.v[0]), 2.5, 0);
    THAT(ports_common(&s->options.v[0], &s->options.v[0].links.v[0]) == port_rj45);
}

/* What carries a model between two machines: no more than cable and switch, and nothing where no socket fits. */
static void a_link_is_as_fast_as_what_makes_it(void)
{
#define SPARKS(link) SYSTEMS("dgx-spark", link)
#define STUDIOS(link) SYSTEMS("mac-studio-m4-max-128", link)
#define SYSTEMS(id, link)                                                                                              \
    "{id: a, system: {system: " id "}}, {id: b, system: {system: " id "}}], links: [{id: l, between: [a, b]" link "}]"
    static const struct {
        const char *machines, *net;
    } rows[] = {
        {SPARKS(", parts: [{part: qsfp112-dac}]"), "connectx7-200g"},
        {SPARKS(", parts: [{part: qsfp28-dac-1m}]"), "ethernet-100g"},
        {SPARKS(", link: connectx7-200g, parts: [{part: qsfp28-dac-1m}]"), "ethernet-100g"},
        {SPARKS(", port: RJ45, parts: [{part: tl-sg108}]"), "ethernet-1g"},
        {SPARKS(", port: RJ45, parts: [{part: qsw-2104-2t}]"), "ethernet-10g"}, /* two of its sockets give 10 */
        {SPARKS(", link: tb5-rdma, parts: [{part: tb5-cable}]"), NULL},
        {SPARKS(", port: SFP+"), NULL},
        {SPARKS(", port: QSFP112, parts: [{part: tl-sg108}]"), NULL},
        {STUDIOS(", link: tb5-rdma, parts: [{part: tb5-cable}]"), "tb5-rdma"},
        {STUDIOS(", link: tb5-rdma, parts: [{part: tb4-cable}]"), "tb4-tcp"},
        {STUDIOS(", link: tb5-rdma, parts: [{part: tb4-cable}, {part: tb5-cable}]"), "tb5-rdma"},
        {"{id: a, remote: yes}, {id: b, system: {system: dgx-spark}}], links: [{id: l, between: [a, b], link: vpn}]",
         "vpn"},
        {"{id: a, host: desktop}, {id: b, system: {system: dgx-spark}}], links: [{id: l, between: [a, b], link: "
         "ethernet-10g}]",
         "ethernet-10g"}, /* sockets not known */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct option *o = &test_scenario(str_format(test_arena(),
                                                           "%s%soptions: [{id: o, title: o, machines: [%s}]\n", HEAD,
                                                           CHAT, rows[i].machines))
                                      ->options.v[0];
        const struct link *net = ports_link(test_catalogue(), o, &o->links.v[0]);
        test_row("%s", rows[i].machines);
        SAME(net ? net->id : NULL, rows[i].net);
    }
}

static void two_sparks_use_their_own_ports(void)
{
    static const char sparks[] = HEAD "workloads: [{id: big, model: qwen3-235b-a22b, quant: Q4_K_M}]\n"
                                      "options: [{id: o, title: o, machines: [{id: a, system: {system: dgx-spark}}, "
                                      "{id: b, system: {system: dgx-spark}}],"
                                      " links: [{id: l, between: [a, b]}]}]\n";
    const struct request q = asked(sparks, 2);
    THAT(q.n == 2 && q.net == FIND(link, "connectx7-200g"));
    CLOSE(q.mem_gib[0], 128, 0);
    CLOSE(q.mem_gib[1], 128, 0);
}

/* Between machines, each stage passes the hidden vectors on: latency plus bytes over the bandwidth, by hand. */
static void a_stage_boundary_costs_what_the_link_costs(void)
{
    static const char linked[] = HEAD CHAT TWO ", links: [{id: lan, between: [a, b], link: ethernet-1g}]}]\n";
    struct prepared *with = ARENA_NEW(test_arena(), struct prepared),
                    *without = ARENA_NEW(test_arena(), struct prepared);
    struct request q = asked(linked, 2);
    struct predict_out far, near_by;
    const struct policy *p = catalogue_policy(test_catalogue());
    THAT(prepare_case(test_catalogue(), &q, with) && predict_run(&with->predict, &with->rig, p, &far));
    const struct link *lan = q.net;
    q.net = NULL;
    q.host[1] = 0;
    THAT(prepare_case(test_catalogue(), &q, without) && predict_run(&without->predict, &without->rig, p, &near_by));
    const double engine_us = with->rig.dev[0].constants.v[constant_hop_us];
    const double wire_s = unit_us_to_s(lan->hop_us + engine_us) +
                          4096 * 2 / (lan->bus_gb_s * 1e9); /* hidden 4096, 16 bits */
    CLOSE(far.decode.part.hop_s, wire_s, 1e-9);
    ORDER(near_by.decode.part.hop_s, far.decode.part.hop_s);
    CLOSE(far.decode.part.gemm_s, near_by.decode.part.gemm_s, 1e-12);
}

static void a_rented_machine_has_no_desktop_and_no_ram_of_the_house(void)
{
    const struct request q = asked(HEAD CHAT "options: [{id: o, title: o, machines: [{id: pod, cloud: {offer: "
                                             "runpod-rtx-4090-on-demand-2026-03, qty: 2}}]}]\n",
                                   0);
    THAT(q.n == 2 && q.desktop == desktop_none);
    CLOSE(q.ram_gib, 0, 0);
    THAT(asked(HEAD CHAT TWO "}]\n", 0).desktop == desktop_windows);
}

static void ram_is_the_machines_own(void)
{
    CLOSE(asked(HEAD CHAT TWO "}]\n", 0).ram_gib, 32, 0);
    CLOSE(asked(HEAD CHAT
                "options: [{id: o, title: o, machines: [{id: a, devices: [{device: rtx-3090}], board: {board: "
                "tuf-b550-plus}, cpu: {cpu: ryzen-5600}}, {id: b, system: {system: ms-01-12900h}, parts: [{part: "
                "ddr5-5600-2x32}]}]}]\n",
                0)
              .ram_gib,
          0, 0);
}

static void a_run_states_what_differs_from_the_machine(void)
{
    static const char text[] = HEAD
        "workloads: [{id: chat, model: qwen3-30b-a3b, quant: Q4_K_M}]\n"
        "options: [{id: o, title: o, machines: [{id: a, devices: [{device: rtx-3090, qty: 2, cap_w: 250}, {device: "
        "rtx-3070}], board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5600}, split: tensor, kv: q8_0, ubatch_tokens: "
        "256,"
        " runs: [{workload: chat, split: layer, cards: [rtx-3090, rtx-3090], tensor_split: \"3:1\", n_cpu_moe: "
        "4}]}]}]\n";
    const struct request q = asked(text, 0);
    THAT(q.n == 2 && q.device[1] == FIND(device, "rtx-3090"));
    THAT(q.split == split_layer && q.kv == FIND(format, "q8_0"));
    CLOSE(q.cap_w[1], 250, 0);
    CLOSE(q.ubatch, 256, 0);
    CLOSE(q.experts_on_host, 4, 0);
    CLOSE(q.tensor_split[0], 3, 0);
    CLOSE(q.tensor_split[1], 1, 0);
}

#define PARALLEL(users, parallel)                                                                                      \
    HEAD "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M, ctx_tokens: 8192, users: " users "}]\n"           \
         "options: [{id: o, title: o, machines: [{id: a, system: {system: mac-mini-m4-pro-48}, parallel: " parallel    \
         "}]}]\n"

static void every_sequence_gets_the_context(void)
{
    static const struct {
        const char *text;
        double parallel, ctx;
    } rows[] = {{PARALLEL("1", "8"), 8, 65536}, {PARALLEL("4", "8"), 8, 65536}, {PARALLEL("4", "2"), 4, 32768}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct request q = asked(rows[i].text, 0);
        test_row("%zu", i);
        CLOSE(q.parallel, rows[i].parallel, 0);
        CLOSE(q.ctx, rows[i].ctx, 0);
    }
}

/* Shares of the machine's cards say nothing about a run on one of them, or about cards joined by a link. */
static void shares_of_other_cards_are_left_out(void)
{
    static const char text[] = HEAD CHAT
        "options: [{id: o, title: o, machines: [{id: a, devices: [{device: rtx-3090, qty: 2}], board: {board: "
        "tuf-b550-plus}, cpu: {cpu: ryzen-5600}, tensor_split: \"3:1\", runs: [{workload: chat, cards: [rtx-3090]}]}, "
        "" BOX("b", "rtx-3070") "], links: [{id: lan, between: [a, b], link: ethernet-1g}]}]\n";
    const struct request one = asked(text, 0), linked = asked(text, 2);
    THAT(one.n == 1 && isnan(one.tensor_split[0]));
    THAT(linked.n == 2);
}

/* A processor that nobody described reads no faster than one that is. */
static void a_processor_without_facts_is_not_faster(void)
{
#define WITH_CPU(cpu)                                                                                                  \
    HEAD CHAT "options: [{id: o, title: o, machines: [{id: a, devices: [{device: rtx-3090}], board: {board: "          \
              "tuf-b550-plus}, cpu: {cpu: " cpu "}, parts: [{part: ddr5-5600-2x32}]}]}]\n"
    static struct prepared known, unknown;
    const struct request described = asked(WITH_CPU("ryzen-5600"), 0),
                         bare = asked(WITH_CPU("threadripper-generic"), 0);
    THAT(isnan(FIND(cpu, "threadripper-generic")->mem_bw_gb_s) && bare.ram_guessed && !described.ram_guessed);
    THAT(prepare_case(test_catalogue(), &described, &known) && prepare_case(test_catalogue(), &bare, &unknown));
    const double usual = catalogue_policy(test_catalogue())->ram_gb_s;
    THAT(bare.ram_gb_s > usual); /* the kit alone would be faster */
    CLOSE(unknown.rig.ram_gb_s, usual, 0);
    THAT(unknown.rig.ram_gb_s <= known.rig.ram_gb_s);
#undef WITH_CPU
}

static void a_workload_may_be_pinned(void)
{
    static const char pinned[] = HEAD "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M, machine: b}]\n" TWO
                                      "}]\n";
    THAT(asked(pinned, 0).n == 0 && asked(pinned, 1).n == 1);
    static const char role[] = HEAD "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M, role: inference}]\n"
                                    "options: [{id: o, title: o, machines: [{id: a, system: {system: "
                                    "mac-mini-m4-pro-48}, roles: [build, inference]},"
                                    " {id: b, system: {system: mac-mini-m4-pro-48}, roles: [build]}]}]\n";
    THAT(asked(role, 0).n == 1 && asked(role, 1).n == 0);
}

SUITE(from_scenario, {"machines are never pooled without a link", machines_are_never_pooled_without_a_link},
      {"a link joins the devices of its machines", a_link_joins_the_devices_of_its_machines},
      {"a link without models is no place", a_link_without_models_is_no_place},
      {"a link is as fast as its slowest socket", a_link_is_as_fast_as_its_slowest_socket},
      {"a link is as fast as what makes it", a_link_is_as_fast_as_what_makes_it},
      {"two Sparks use their own ports", two_sparks_use_their_own_ports},
      {"a stage boundary costs what the link costs", a_stage_boundary_costs_what_the_link_costs},
      {"a rented machine has no desktop and no RAM of the house",
       a_rented_machine_has_no_desktop_and_no_ram_of_the_house},
      {"RAM is the machine's own", ram_is_the_machines_own},
      {"a run states what differs from the machine", a_run_states_what_differs_from_the_machine},
      {"every sequence gets the context", every_sequence_gets_the_context},
      {"shares of other cards are left out", shares_of_other_cards_are_left_out},
      {"a processor without facts is not faster", a_processor_without_facts_is_not_faster},
      {"a workload may be pinned", a_workload_may_be_pinned})
