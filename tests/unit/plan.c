/* read/plan, read/lines: machines that extend others, kits, owned things, settings of runs, models that would do. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "lines.h"
#include "machine.h"
#include "str.h"

#define HEAD                                                                                                           \
    "schema: rigplan-scenario-2\ntitle: t\nas_of: \"2026-11-29\"\nfunds: [{id: cash, amount: 9000}]\n"                 \
    "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat, headless: yes}\n"
#define CHAT "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}]\n"
#define MY_PC                                                                                                          \
    "  - id: my-pc\n"                                                                                                  \
    "    title: My computer\n"                                                                                         \
    "    owned: yes\n"                                                                                                 \
    "    roles: [desk]\n"                                                                                              \
    "    devices: [{device: rtx-3070, qty: 2}]\n"                                                                      \
    "    board: {board: tuf-b550-plus}\n"                                                                              \
    "    cpu: {cpu: ryzen-5700x}\n"                                                                                    \
    "    psus: [{psu: rm850x-2021}]\n"                                                                                 \
    "    parts: [{part: ddr4-3600-2x32}, {part: nh-u12s}]\n"                                                           \
    "    kv: Q8_0\n"                                                                                                   \
    "    runs: [{workload: chat, ubatch_tokens: 256}]\n"

/* A scenario with these shared machines and one option that has these machines (both in YAML). */
static const struct scenario *plan(const char *shared, const char *machines)
{
    return test_scenario(str_format(
        test_arena(), HEAD CHAT "machines:\n%soptions: [{id: o, title: o, machines: [%s]}]\n", shared, machines));
}

/* The only machine of the only option, which extends my-pc. */
static const struct machine *extended(const char *more)
{
    const struct scenario *s = plan(MY_PC, str_format(test_arena(), "{extends: my-pc%s}", more));
    THAT(s->options.v[0].machines.n == 1);
    return &s->options.v[0].machines.v[0];
}

static const char *parts_of(const struct machine *m)
{
    struct str s = str_new(test_arena());
    lines_list(m, &s);
    return s.text;
}

static double device_qty(const struct machine *m, const char *id)
{
    for (size_t i = 0; i < m->devices.n; i++)
        if (strcmp(m->devices.v[i].device->id, id) == 0)
            return m->devices.v[i].qty;
    return 0;
}

static void what_is_not_stated_is_taken(void)
{
    const struct machine *m = extended("");
    SAME(m->id, "my-pc");
    SAME(m->title, "My computer");
    SAME(parts_of(m), "rtx-3070, tuf-b550-plus, ryzen-5700x, rm850x-2021, ddr4-3600-2x32, nh-u12s");
    THAT(m->roles.n == 1 && strcmp(m->roles.v[0], "desk") == 0);
    THAT(m->kv == FIND(format, "Q8_0"));
    m = extended(", id: other, psus: [{psu: hx1200i}], roles: [server, files], kv: F16");
    SAME(m->id, "other");
    SAME(m->title, NULL); /* another machine: the title of the first would mislead */
    SAME(parts_of(m), "rtx-3070, tuf-b550-plus, ryzen-5700x, hx1200i, ddr4-3600-2x32, nh-u12s");
    THAT(m->roles.n == 2 && m->kv == FIND(format, "F16"));
    SAME(extended(", id: other, title: Another")->title, "Another");
}

static void parts_come_and_go(void)
{
    static const struct {
        const char *more, *parts;
        double cards; /* rtx-3070 that are left */
    } rows[] = {
        {", remove: [rtx-3070, nh-u12s]", "tuf-b550-plus, ryzen-5700x, rm850x-2021, ddr4-3600-2x32", 0},
        {", sell: [{component: rtx-3070}]",
         "rtx-3070, tuf-b550-plus, ryzen-5700x, rm850x-2021, ddr4-3600-2x32, nh-u12s", 1},
        {", add: {devices: [{device: rtx-3090}], parts: [{part: nvme-2tb}]}",
         "rtx-3070, rtx-3090, tuf-b550-plus, ryzen-5700x, rm850x-2021, ddr4-3600-2x32, nh-u12s, nvme-2tb", 2},
        {", replace: [{old: rtx-3070, with: {devices: [{device: rtx-3090}]}}, {old: rm850x-2021, with: {psus: [{psu: "
         "hx1200i}]}}]",
         "rtx-3090, tuf-b550-plus, ryzen-5700x, hx1200i, ddr4-3600-2x32, nh-u12s", 0},
        {", remove: [ryzen-5700x], add: {cpu: {cpu: ryzen-5900x}}",
         "rtx-3070, tuf-b550-plus, ryzen-5900x, rm850x-2021, ddr4-3600-2x32, nh-u12s", 2},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].more);
        const struct machine *m = extended(rows[i].more);
        SAME(parts_of(m), rows[i].parts);
        CLOSE(device_qty(m, "rtx-3070"), rows[i].cards, 0);
    }
}

static void owned_is_what_was_there(void)
{
    const struct machine *m = extended(", add: {devices: [{device: rtx-3090}], parts: [{part: nvme-2tb}]}");
    THAT(m->board->owned == flag_yes && m->cpu->owned == flag_yes && m->psus.v[0].owned == flag_yes);
    for (size_t i = 0; i < m->devices.n; i++)
        THAT((m->devices.v[i].owned == flag_yes) == (m->devices.v[i].device == FIND(device, "rtx-3070")));
    for (size_t i = 0; i < m->parts.n; i++)
        THAT((m->parts.v[i].owned == flag_yes) == (m->parts.v[i].part != FIND(part, "nvme-2tb")));
}

/* A computer that is owned stays one when its only known part gives way: the rest of it is not described. */
static void what_extends_an_owned_machine_exists(void)
{
    static const char old[] = "  - {id: old-pc, owned: yes, devices: [{device: rtx-3070}], host: desktop}\n";
    static const char swap[] = "{extends: old-pc, replace: [{old: rtx-3070, with: {devices: [{device: rtx-3090}]}}]}";
    const struct machine *m = &plan(old, swap)->options.v[0].machines.v[0];
    THAT(machine_exists(m) && !machine_bare(m) && m->devices.v[0].owned != flag_yes);
    m = &plan("  - {id: old-pc, devices: [{device: rtx-3070}], host: desktop}\n", swap)->options.v[0].machines.v[0];
    THAT(!machine_exists(m) && machine_bare(m));
    m = &plan(old, "{id: pc, devices: [{device: rtx-3090}], psus: [{psu: hx1200i}]}")->options.v[0].machines.v[0];
    THAT(machine_bare(m));
}

/* A machine that is owned is so with what it takes over, not with what it adds. */
static void owned_with_what_it_takes_over(void)
{
    const struct machine *m = &plan("  - {id: pc, devices: [{device: rtx-3070}], psus: [{psu: hx1200i}]}\n",
                                    "{extends: pc, owned: yes, add: {parts: [{part: nvme-2tb}]}}")
                                   ->options.v[0]
                                   .machines.v[0];
    THAT(m->devices.v[0].owned == flag_yes && m->psus.v[0].owned == flag_yes && m->parts.v[0].owned != flag_yes);
}

/* Channels without a module carry nothing: 12 channels of DDR5-4800 give 460.8 GB/s, 8 of them two thirds. */
static void modules_fill_channels(void)
{
    static const struct {
        const char *kit, *board_and_cpu;
        double gb_s;
    } rows[] = {
        {"ddr5-4800-rdimm-12x32", "board: {board: h13ssl-n}, cpu: {cpu: epyc-9354}", 460.8},
        {"ddr5-4800-rdimm-8x32", "board: {board: h13ssl-n}, cpu: {cpu: epyc-9354}", 460.8 * 8 / 12},
        {"ddr4-3200-2x16", "board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5900x}", 51.2},
        {"ddr4-3600-4x32", "board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5900x}", 51.2}, /* two channels */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *machine = str_format(test_arena(),
                                         "{id: pc, devices: [{device: rtx-3090}], %s, parts: [{part: %s}]}",
                                         rows[i].board_and_cpu, rows[i].kit);
        test_row("%s", rows[i].kit);
        CLOSE(machine_ram_gb_s(
                  &plan("  - {id: other, system: {system: mac-mini-m4-16}}\n", machine)->options.v[0].machines.v[0]),
              rows[i].gb_s, 1e-9);
    }
}

static const struct part_line *line_of(const struct machine *m, const char *id)
{
    for (size_t i = 0; i < m->parts.n; i++)
        if (strcmp(m->parts.v[i].part->id, id) == 0)
            return &m->parts.v[i];
    return NULL;
}

#define KIT "  - {id: base, owned: yes, parts: [{part: ryzen5-used-system}, {part: psu750-case, qty: 2}]}\n"
#define IN_KIT "am4-used-generic, ryzen5-generic, psu-750-generic, ryzen5-used-system, psu750-case, "
#define HELD "ddr4-generic-16, drive-generic, atx-case-generic"

static void kits_are_unpacked_once(void)
{
    const struct scenario *s = plan(KIT "  - {id: second, extends: base}\n", "{extends: second}");
    const struct machine *both[] = {&s->machines.v[1], &s->options.v[0].machines.v[0]};
    SAME(parts_of(&s->machines.v[0]), IN_KIT HELD);
    for (size_t i = 0; i < 2; i++) {
        const struct machine *m = both[i];
        SAME(parts_of(m), IN_KIT HELD);
        THAT(m->board->within == FIND(part, "ryzen5-used-system") && m->board->owned == flag_yes);
        CLOSE(m->psus.v[0].qty, 2, 0);
        CLOSE(line_of(m, "atx-case-generic")->qty, 2, 0);
        THAT(line_of(m, "atx-case-generic")->within == FIND(part, "psu750-case"));
    }
}

static void kits_leave_whole(void)
{
    static const struct {
        const char *more, *parts;
    } rows[] = {
        {", remove: [psu750-case]", "am4-used-generic, ryzen5-generic, ryzen5-used-system, ddr4-generic-16, "
                                    "drive-generic"},
        {", remove: [ryzen5-used-system]", "psu-750-generic, psu750-case, atx-case-generic"},
        {", remove: [psu-750-generic]", "am4-used-generic, ryzen5-generic, ryzen5-used-system, psu750-case, " HELD},
        {", parts: [{part: nh-u12s}]", "nh-u12s"},
        {", parts: [{part: itx-case-psu500}]", "psu-500-generic, itx-case-psu500, itx-case-generic"},
        {", add: {parts: [{part: x520-da1-dac}]}", IN_KIT HELD ", x520-da1-dac, x520-da1, sfp-dac-generic"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].more);
        const struct scenario *s = plan(KIT, str_format(test_arena(), "{extends: base%s}", rows[i].more));
        SAME(parts_of(&s->options.v[0].machines.v[0]), rows[i].parts);
    }
    const struct machine
        *m = &plan(KIT, "{extends: base, sell: [{component: psu750-case}]}")->options.v[0].machines.v[0];
    SAME(parts_of(m), IN_KIT HELD);
    CLOSE(m->psus.v[0].qty, 1, 0);
    CLOSE(line_of(m, "atx-case-generic")->qty, 1, 0);
}

/* Parts that a machine got by `add` reach the machine that extends it, also in a list that it does not state. */
static void additions_reach_machines_that_extend(void)
{
    const struct machine *m = &plan("  - {id: a, board: {board: tuf-b550-plus}}\n"
                                    "  - {id: b, extends: a, add: {devices: [{device: rtx-3090}]}}\n",
                                    "{extends: b, add: {devices: [{device: rtx-3070}]}}")
                                   ->options.v[0]
                                   .machines.v[0];
    THAT(machine_cards(m) == 2);
    SAME(parts_of(m), "rtx-3090, rtx-3070, tuf-b550-plus");
}

static void a_stated_supply_wins(void)
{
    const struct machine
        *m = &plan(KIT, "{id: a, psus: [{psu: hx1200i}], parts: [{part: psu750-case}]}")->options.v[0].machines.v[0];
    SAME(parts_of(m), "hx1200i, psu750-case, atx-case-generic");
    m = &plan(KIT, "{id: a, board: {board: tuf-b550-plus}, parts: [{part: ryzen5-used-system}]}")
             ->options.v[0]
             .machines.v[0];
    SAME(parts_of(m), "tuf-b550-plus, ryzen5-generic, ryzen5-used-system, ddr4-generic-16, drive-generic");
}

static void runs_take_the_settings_of_their_machine(void)
{
    const struct run *r = &extended("")->runs.v[0];
    THAT(r->kv == FIND(format, "Q8_0"));
    CLOSE(r->ubatch_tokens, 256, 0);
    r = &extended(", kv: F16, ubatch_tokens: 1024")->runs.v[0]; /* what only the machine states is the machine's */
    THAT(r->kv == FIND(format, "F16"));
    CLOSE(r->ubatch_tokens, 256, 0);
    const struct machine *m = extended(", runs: [{workload: chat, flash_attn: no}]");
    THAT(m->runs.n == 1 && m->runs.v[0].flash_attn == flag_no && m->runs.v[0].kv == FIND(format, "Q8_0"));
    CLOSE(m->runs.v[0].ubatch_tokens, NAN, 0);
}

static void nothing_means_what_is_owned(void)
{
    const struct scenario *s = test_scenario(HEAD CHAT
                                             "machines:\n" MY_PC "  - {id: dream, devices: [{device: rtx-5090}]}\n"
                                             "  - {id: mac, owned: yes, system: {system: mac-mini-m4-16}}\n"
                                             "  - {id: more, extends: my-pc, add: {parts: [{part: nvme-2tb}]}}\n"
                                             "options: [{id: nothing, title: nothing}]\n");
    const struct machine_list *m = &s->options.v[0].machines;
    THAT(m->n == 2 && strcmp(m->v[0].id, "my-pc") == 0 && strcmp(m->v[1].id, "mac") == 0);
    THAT(m->v[1].system->owned == flag_yes && m->v[0].runs.v[0].kv == FIND(format, "Q8_0"));
}

static void every_workload_lists_its_models(void)
{
    const struct scenario *s = test_scenario(
        HEAD "workloads:\n  - {id: one, model: llama-3.1-8b, quant: Q4_K_M}\n"
             "  - {id: two, any_of: [{model: qwen3-32b, quant: Q8_0}, {model: llama-3.1-8b, quant: F16}]}\n"
             "options: [{id: o, title: o, machines: [{id: pc, devices: [{device: rtx-3090}]}]}]\n");
    const struct workload *one = &s->workloads.v[0], *two = &s->workloads.v[1];
    THAT(one->any_of.n == 1 && one->any_of.v[0].model == one->model && one->any_of.v[0].quant == one->quant);
    THAT(two->any_of.n == 2 && two->model == FIND(model, "qwen3-32b") && two->quant == FIND(quant, "Q8_0"));
    THAT(one->want == want_must && one->weight == 1);
}

/* A machine that runs nothing draws power and costs money, and changes no speed. */
static void an_unused_machine_changes_no_speed(void)
{
    static const char *const cards[] = {"rtx-3090", "rtx-4090", "rtx-3070", "rx-7900-xtx", "rtx-5090"};
    static const char *const idle[] = {"{id: idle, remote: yes}", "{id: idle, devices: [{device: rtx-5090, qty: 2}]}",
                                       "{id: idle, parts: [{part: crs305}], host: network}",
                                       "{id: idle, system: {system: ms-01-12900h}}",
                                       "{id: idle, board: {board: tuf-b550-plus}, parts: [{part: ddr4-3600-2x32}]}"};
    for (int i = 0; i < 24; i++) {
        const char *pc = str_format(test_arena(),
                                    "{id: pc, devices: [{device: %s, qty: %d}], board: {board: tuf-b550-plus}, cpu: "
                                    "{cpu: ryzen-5700x}, psus: [{psu: hx1200i}], parts: [{part: ddr4-3600-2x32}]}",
                                    ANY_OF(cards), test_whole(1, 2));
        const char *more = str_format(test_arena(), "%s, %s", pc, ANY_OF(idle));
        test_row("%s", more);
        const struct comparison *a = test_compare(plan(MY_PC, pc)), *b = test_compare(plan(MY_PC, more));
        const struct prediction *p = &a->v[0].cell[0].figures, *q = &b->v[0].cell[0].figures;
        CLOSE(q->decode_tok_s.mid, p->decode_tok_s.mid, 0);
        CLOSE(q->prefill_tok_s.mid, p->prefill_tok_s.mid, 0);
        CLOSE(q->ttft_s.mid, p->ttft_s.mid, 0);
        SAME(b->v[0].cell[0].where, a->v[0].cell[0].where);
        CLOSE(b->v[0].outcome.speed_tok_s.mid, a->v[0].outcome.speed_tok_s.mid, 0);
        THAT(p->decode_tok_s.mid > 0);
    }
}

/* A version 1 option with these fields, converted. */
static const struct option *converted(const char *fields)
{
    const struct scenario *s = test_scenario(str_format(
        test_arena(),
        "schema: rigplan-scenario-1\ntitle: t\nas_of: \"2026-11-29\"\nfunds: [{id: cash, amount: 9000}]\n"
        "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n" CHAT "options: [{id: o, title: o, %s}]\n",
        fields));
    return &s->options.v[0];
}

static void links_of_version_1_are_kept(void)
{
    static const struct {
        const char *fields, *link, *cable; /* cable NULL: none is added */
        size_t machines;
        enum port port;
        enum split split;
        double qty;
    } rows[] = {
        {"systems: [{system: dgx-spark}, {system: dgx-spark}], link: connectx7-200g, split: tensor", "connectx7-200g",
         "qsfp112-dac", 2, port_qsfp112, split_tensor, 1},
        {"systems: [{system: dgx-spark, qty: 2}], link: ethernet-10g", "ethernet-10g", "cat6a-2m", 2, port_rj45,
         split_unknown, 1},
        {"systems: [{system: dgx-spark, qty: 2}], split: tensor", "connectx7-200g", "qsfp112-dac", 2, port_unknown,
         split_tensor, 1},
        {"systems: [{system: mac-studio-m4-max-128, qty: 3}], link: tb5-rdma", "tb5-rdma", "tb5-cable", 3, port_tb5,
         split_unknown, 2},
        {"systems: [{system: mac-studio-m4-max-128, qty: 2}], link: tb5-tcp, parts: [{part: tb5-cable}]", "tb5-tcp",
         NULL, 2, port_tb5, split_unknown, 0},
        {"devices: [{device: rtx-3090, owned: yes}], systems: [{system: mac-studio-m4-max-128}], link: ethernet-10g",
         "ethernet-10g", NULL, 2, port_unknown, split_unknown, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_row("%s", rows[i].fields);
        const struct option *o = converted(rows[i].fields);
        if (!THAT(o->links.n == 1))
            continue;
        const struct connection *l = &o->links.v[0];
        SAME(l->link->id, rows[i].link);
        THAT(l->between.n == rows[i].machines);
        THAT(l->port == rows[i].port);
        THAT(l->split == rows[i].split);
        THAT(l->parts.n == (rows[i].cable != NULL));
        if (rows[i].cable && l->parts.n) {
            SAME(l->parts.v[0].part->id, rows[i].cable);
            CLOSE(l->parts.v[0].qty, rows[i].qty, 0);
        }
    }
}

static void a_board_of_version_1_holds_all_cards(void)
{
    const struct option *o = converted(
        "devices: [{device: rtx-3070, owned: yes}, {device: rtx-3090, condition: used}], "
        "board: {board: crosshair-viii-dark-hero}, cpu: {cpu: ryzen-5900x}, psus: [{psu: hx1200i}]");
    THAT(o->machines.n == 1);
    THAT(o->machines.v[0].devices.n == 2);
    THAT(converted("devices: [{device: rtx-3070, owned: yes}, {device: rtx-3090, owned: yes}]")->machines.n == 2);
    THAT(converted("devices: [{device: rtx-3090, qty: 2, owned: yes}]")->machines.n == 1);
}

SUITE(plan, {"what is not stated is taken", what_is_not_stated_is_taken}, {"parts come and go", parts_come_and_go},
      {"owned is what was there", owned_is_what_was_there},
      {"what extends an owned machine exists", what_extends_an_owned_machine_exists},
      {"modules fill channels", modules_fill_channels},
      {"owned with what it takes over", owned_with_what_it_takes_over},
      {"kits are unpacked once", kits_are_unpacked_once}, {"kits leave whole", kits_leave_whole},
      {"additions reach machines that extend", additions_reach_machines_that_extend},
      {"a stated supply wins", a_stated_supply_wins},
      {"runs take the settings of their machine", runs_take_the_settings_of_their_machine},
      {"nothing means what is owned", nothing_means_what_is_owned},
      {"every workload lists its models", every_workload_lists_its_models},
      {"an unused machine changes no speed", an_unused_machine_changes_no_speed},
      {"links of version 1 are kept", links_of_version_1_are_kept},
      {"a board of version 1 holds all cards", a_board_of_version_1_holds_all_cards})
