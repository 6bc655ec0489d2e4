/* model/build: what stands on the board and in the case: which machines go together, and which part says no. */
#include "build_try.h"

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

/* Every rule that applies is ok. */
static void sound(void)
{
    THAT(judged(SOUND) == checked_ok);
    THAT(n_checks > 25);
    for (int i = 0; i < n_checks; i++) {
        test_row("%s", checks[i].rule);
        THAT(checks[i].verdict == checked_ok && checks[i].part && !checks[i].unknown && !checks[i].remedy);
        SAME(checks[i].machine, "pc");
    }
}

/* ---- one rule each ---- */

static const struct ruled complete[] = {
    /* a board, a processor, a card and a supply: no cooler, memory, drive or case */
    {"devices: [" C3090 "], board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5900x}, psus: [{psu: rm850x-2021}]",
     "complete", checked_fails, "no CPU cooler"},
    {"devices: [" C3090 "], board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5900x}, psus: [{psu: rm850x-2021}]",
     "complete", checked_fails, "cooler for socket AM4"},
    {"devices: [" C3090 "], board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5900x}", "complete", checked_fails,
     "no memory"},
    {"devices: [" C3090 "], board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5900x}", "complete", checked_fails,
     "no storage"},
    {"devices: [" C3090 "], board: {board: tuf-b550-plus}, cpu: {cpu: ryzen-5900x}", "complete", checked_fails,
     "no power supply"},
    {"devices: [" C3090 "], psus: [{psu: rm850x-2021}]", "complete", checked_fails, "no board"},
    {"devices: [" C3090 "], psus: [{psu: rm850x-2021}]", "complete", checked_fails, "no CPU"},
    {"devices: [" C3090 "], psus: [{psu: rm850x-2021}]", "complete", checked_fails, "no case"},
    {"devices: [" C3090 "], psus: [{psu: rm850x-2021}]", "complete", checked_fails, "no CPU cooler"},
    {IN(C3090, HERO, "ryzen-5600", HX, XL "{part: ddr4-3200-2x32}, {part: nvme-2tb}"), "complete", checked_ok,
     "pc"}, /* sold with a cooler */
    {"owned: yes, devices: [" C3090 "], psus: [{psu: rm850x-2021}]", "complete", checked_open_,
     "board, CPU, memory, storage, case and CPU cooler of pc"},
    {"system: {system: ms-01-12900h}", "complete", checked_fails, "no memory"},
    {"system: {system: ms-01-12900h}", "complete", checked_fails, "no storage"},
    {"system: {system: ms-01-12900h}, parts: [{part: ddr5-5600-2x32-sodimm}, {part: nvme-1tb}]", "complete", checked_ok,
     "pc"},
    {"system: {system: dgx-spark}", "complete", checked_unknown, ""},
};

static const struct ruled of_board[] = {
    {SOUND, "socket", checked_ok, "ryzen-5700x"},
    {IN(C3090, "b650-generic", "ryzen-5700x", HX, XL REST), "socket", checked_fails, "AM5"},
    {IN(C3090, HERO, "ryzen-7900x", HX, XL REST), "socket", checked_fails, "ryzen-7900x has socket AM5"},
    {"board: {board: genoa2d24g}, cpu: {cpu: epyc-9124}", "socket", checked_ok, "epyc-9124"}, /* two sockets SP5 */
    {"board: {board: ms-01}, cpu: {cpu: i9-12900h}", "socket", checked_ok, "i9-12900h"},      /* soldered */
    {ON("ws-x670e", C3090), "on sale", checked_fails, "not sold"},
    {SOUND, "on sale", checked_ok, HERO},
    {COOLED("nh-d15", "meshify-2-xl", "ryzen-5700x"), "cooler socket", checked_ok, "nh-d15"},
    {COOLED("freezer-4u-sp5", "meshify-2-xl", "ryzen-5700x"), "cooler socket", checked_fails,
     "does not fit socket AM4"},
    {COOLED("nh-d15", "nr200p", "ryzen-5700x"), "cooler height", checked_fails, "nr200p"}, /* 165 mm of 155 mm */
    {COOLED("nh-d15", "meshify-2-xl", "ryzen-5700x"), "cooler height", checked_ok, "meshify-2-xl"},
    {COOLED("nh-d15", "mining-frame", "ryzen-5700x"), "cooler height", checked_unknown, ""}, /* no walls */
    {CASE("nr200p", C3090), "board size", checked_fails, "is ATX, nr200p takes up to Mini-ITX"},
    {CASE("torrent", C3090), "board size", checked_ok, "torrent"},
    {CASE("nr200p", C3090), "supply length", checked_fails, "nr200p"}, /* 200 mm of 130 mm */
    {CASE("meshify-2", C3090), "supply length", checked_ok, "meshify-2"},
};

static const struct ruled of_memory[] = {
    {SOUND, "memory type", checked_ok, "ddr4-3200-2x32"},
    {RAM(HERO, "ryzen-5700x", "ddr5-5600-2x32-udimm"), "memory type", checked_fails, HERO " takes DDR4"},
    {RAM("b650-generic", "ryzen-5700x", "ddr5-5600-2x32-udimm"), "memory type", checked_fails,
     "ryzen-5700x does not take DDR5"},
    {RAM(HERO, "ryzen-5700x", "ddr4-3200-rdimm-8x32"), "memory module", checked_fails, "registered DIMM"},
    {RAM(HERO, "ryzen-5700x", "ddr4-3200-2x32-sodimm"), "memory module", checked_fails, "SO-DIMM"},
    {RAM("wrx80e-sage", "trp-3945wx", "ddr4-3200-rdimm-8x32"), "memory module", checked_ok, "ddr4-3200-rdimm-8x32"},
    {RAM("wrx80e-sage", "ryzen-5700x", "ddr4-3200-rdimm-8x32"), "memory module", checked_fails,
     "ryzen-5700x does not take registered"},
    {SOUND, "memory speed", checked_ok, "ddr4-3200-2x32"},
    {RAM(HERO, "ryzen-5700x", "ddr4-3600-2x32"), "memory speed", checked_near,
     "DDR4-3600 runs at DDR4-3200 on ryzen-5700x"},
    {"system: {system: ms-01-12900h}, parts: [{part: ddr5-5600-2x32-sodimm}]", "memory speed", checked_near,
     "DDR5-5600 runs at DDR5-4800 on i9-12900h"},
    {RAM(HERO, "ryzen-5700x", "ddr4-3200-2x32, qty: 3"), "memory size", checked_fails, HERO}, /* 192 of 128 GiB */
    {RAM(HERO, "i3-6100", "ddr4-3200-4x32"), "memory size", checked_fails, "i3-6100"},        /* 128 of 64 GiB */
    {SOUND, "memory size", checked_ok, HERO},
    {RAM(HERO, "ryzen-5700x", "ddr4-3200-2x8, qty: 3"), "memory slots", checked_fails, HERO}, /* 6 of 4 */
    {RAM(HERO, "ryzen-5700x", "ddr4-3200-4x32"), "memory slots", checked_ok, HERO},
    {"system: {system: dgx-spark}, parts: [{part: ddr5-5600-2x32-sodimm}]", "memory slots", checked_fails,
     "no slots for memory"},
    {"system: {system: dgx-spark}", "memory slots", checked_unknown, ""},
};

/* Slots of the boards, from the top: HERO 2, 4 (x1), 5, 7; x570-aorus-elite 2, 6 (x4); b550m-pro-vdh-wifi 1, 3 (x1),
   4 (x1); romed8-2t 1 to 7, all x16. */
static const struct ruled of_slots[] = {
    {WITH(TWO), "slots", checked_ok, HERO},
    {WITH("{device: rtx-3090, qty: 4}"), "slots", checked_fails, HERO},
    {ON("z170-classified", "{device: rtx-3090, qty: 3}"), "slots", checked_fails, "z170-classified"}, /* 1, 2 or 4 */
    {ON("z170-classified", "{device: rtx-3090, qty: 4}"), "slots", checked_ok, "z170-classified"},
    {"system: {system: dgx-spark}, devices: [" C3090 "]", "slots", checked_fails, "dgx-spark has no slot for rtx-3090"},
    {WITH(TWO), "lanes", checked_ok, HERO}, /* x8 and x8 from the processor */
    {ON("x570-aorus-elite", TWO), "lanes", checked_near, "card 2 of 2 gets 4 lanes from the chipset"},
    {"system: {system: ms-01-12900h}, devices: [{device: rtx-4070-ti-super}]", "half-height slot", checked_fails,
     "slot 1 of ms-01 (half height, 8 lanes) does not take rtx-4070-ti-super"},
    {"system: {system: ms-01-12900h}, devices: [{device: rtx-a2000}]", "half-height slot", checked_ok, "rtx-a2000"},
    {"system: {system: ms-01-12900h}, devices: [{device: rtx-a2000}]", "case slots", checked_open_,
     "room for cards in ms-01-12900h"},
    {WITH(C3090), "half-height slot", checked_unknown, ""},
    {WITH(C3090), "slot length", checked_ok, HERO},
    {ON("h12ssl-i", "{device: rtx-4000-ada, qty: 6}"), "slot length", checked_fails, "slot 4 of h12ssl-i"}, /* x8 */
    {WITH(TWO), "card width", checked_ok, HERO}, /* 3 slots each, in 2 and 5 */
    {IN("{device: rtx-3090, qty: 4}", "romed8-2t", "epyc-7302", HX, "{part: enthoo-pro-2-server}"), "card width",
     checked_fails, "covers slot"}, /* four cards of 3 slots on 7 */
    {IN("{device: rtx-4000-ada, qty: 7}", "romed8-2t", "epyc-7302", HX, "{part: enthoo-pro-2-server}"), "card width",
     checked_ok, "romed8-2t"},
    {CASE("meshify-2-compact", TWO), "case slots", checked_ok, "meshify-2-compact"}, /* 2-4 and 5-7 of 7 */
    {IN(TWO, "x570-aorus-elite", "ryzen-5700x", HX, "{part: meshify-2-compact}"), "case slots", checked_fails,
     "meshify-2-compact"},                                          /* 6-8 of 7 */
    {CASE("nr200p", C3090), "case slots", checked_fails, "nr200p"}, /* 2-4 of 3 */
    /* three cards of 2 slots: the plan's 1, 4, 7 end at 8; other slots of 16 lanes fit into 7 */
    {IN("{device: rtx-5090, qty: 3}", "romed8-2t", "epyc-7302", HX, "{part: meshify-2-compact}"), "case slots",
     checked_ok, "meshify-2-compact"},
    {IN("{device: rtx-3090, qty: 3}", "romed8-2t", "epyc-7302", HX, "{part: meshify-2-compact}"), "case slots",
     checked_fails, "meshify-2-compact"}, /* 9 slots of cards */
    {WITH(TWO), "air gap", checked_near, "0 free slots"},
    {ON("x570-aorus-elite", TWO), "air gap", checked_ok, "x570-aorus-elite"}, /* slot 5 is free */
    {WITH("{device: rtx-a5000, qty: 2}"), "air gap", checked_unknown, ""},    /* blowers */
    {SOUND, "air gap", checked_unknown, ""},
};

static const struct ruled of_risers[] = {
    {FRAME("4", "{part: pcie4-riser, qty: 4}"), "risers", checked_ok, "mining-frame"},
    {FRAME("4", "{part: pcie4-riser, qty: 3}"), "risers", checked_fails, "mining-frame"},
    {FRAME("4", "{part: pcie4-riser, qty: 4}"), "riser speed", checked_ok, "pcie4-riser"},
    {FRAME("4", "{part: pcie3-riser, qty: 4}"), "riser speed", checked_near,
     "PCIe 3 x16 riser in a slot of PCIe 4 x16"},
    {FRAME("4", "{part: pcie4-riser, qty: 4}"), "frame", checked_ok, "mining-frame"},
    {FRAME("4", "{part: pcie4-riser, qty: 4}"), "card width", checked_unknown, ""},
    {FRAME("4", "{part: pcie4-riser, qty: 4}"), "card length", checked_unknown, ""},
    {SOUND, "risers", checked_unknown, ""},
    {CASE("meshify-2-compact", TWO ", {device: rtx-3090, condition: used}"), "case slots", checked_fails,
     "meshify-2-compact"}, /* 2, 5 and 7 of 7 */
    {IN("{device: rtx-3090, qty: 3}", HERO, "ryzen-5700x", HX,
        "{part: meshify-2-compact}, {part: pcie4-riser, qty: 3}"),
     "case slots", checked_unknown, ""},
};

static const struct ruled of_cards[] = {
    {WITH("{device: l40s}"), "cooling", checked_fails, "l40s has no fans"},
    {IN("{device: l40s}", HERO, "ryzen-5700x", HX, "{part: sc747}"), "cooling", checked_ok, "l40s"}, /* server case */
    {IN("{device: l40s, qty: 2}", HERO, "ryzen-5700x", HX, XL "{part: duct-tesla-blower, qty: 2}"), "cooling",
     checked_ok, "l40s"},
    {IN("{device: l40s, qty: 2}", HERO, "ryzen-5700x", HX, XL "{part: duct-tesla-blower}"), "cooling", checked_fails,
     "l40s"}, /* one duct for two */
    {SOUND, "cooling", checked_unknown, ""},
    {CASE("matx-compact", "{device: rtx-4090}"), "card length", checked_fails, "matx-compact"}, /* 304 of 280 mm */
    {SOUND, "card length", checked_ok, "meshify-2-xl"},
    {CASE("nr200p", "{device: rtx-4090}"), "card height", checked_ok, "nr200p"}, /* 137 of 156 mm */
    {SOUND, "card height", checked_ok, "meshify-2-xl"},                          /* clears a cooler of 185 mm */
    {CASE("matx-compact", C3090), "card height", checked_open_, "tallest card of matx-compact"},
};

/* Modules for other sockets, chips of laptops and chips on boards of their own stand in no slot. */
static const struct ruled of_modules[] = {
    {WITH("{device: h100-sxm-80gb}"), "slots", checked_fails, "h100-sxm-80gb is an SXM module: it needs an SXM board"},
    {WITH("{device: h100-sxm-80gb}"), "slots", checked_fails, "a server with a board for such modules"},
    {WITH("{device: mi300x}"), "slots", checked_fails, "is an OAM module: it needs an OAM board"},
    {WITH("{device: rtx-5090-laptop-24gb}"), "slots", checked_fails, "is a chip of a laptop: no slot takes it"},
    {WITH("{device: gh200-96gb}"), "slots", checked_fails, "is soldered"},
    {WITH("{device: h100-sxm-80gb}, " C3090), "slots", checked_fails, "h100-sxm-80gb"},
    {WITH("{device: h100-sxm-80gb}"), "lanes", checked_unknown, ""},
    {WITH("{device: h100-pcie-80gb}"), "slots", checked_ok, HERO},
    {"owned: yes, devices: [{device: h100-sxm-80gb, qty: 8}]", "slots", checked_unknown, ""}, /* board not known */
};

/* The case of the kit has 2 slots; the positions of the slots of b650-generic are of no help. */
static const struct ruled of_room[] = {
    {IN(C3090, "b650i-aorus-ultra", "ryzen-7600", HX, "{part: itx-case-psu500}"), "case slots", checked_fails,
     "itx-case-generic"},
    {IN(C3090, "am4-used-generic", "ryzen-5600", HX, "{part: itx-case-psu500}"), "case slots", checked_fails,
     "a card of 3 slots in itx-case-generic with 2"},
    {"owned: yes, devices: [" C3090 "], parts: [{part: itx-case-psu500}]", "case slots", checked_fails,
     "a card of 3 slots in itx-case-generic with 2"},
    {IN("{device: rtx-3070}", "am4-used-generic", "ryzen-5600", HX, "{part: itx-case-psu500}"), "case slots",
     checked_unknown, ""}, /* 2 slots */
    {IN(C3090, "am4-used-generic", "ryzen-5600", HX, "{part: itx-case-psu500}, {part: pcie4-riser}"), "case slots",
     checked_unknown, ""},
    {IN("{device: rtx-3090, qty: 3}", HERO, "ryzen-5700x", HX, XL "{part: pcie4-riser}"), "riser place", checked_open_,
     "where rtx-3090 on the riser stands in meshify-2-xl"},
    {IN("{device: rtx-3090, qty: 3}", "tuf-b550-plus", "ryzen-5700x", HX, XL "{part: pcie4-riser}"), "riser place",
     checked_open_, "where rtx-3090 on the riser stands in meshify-2-xl"}, /* too many for the board too */
    {IN("{device: rtx-3090, qty: 4}", "romed8-2t", "epyc-7302", HX, XL "{part: pcie4-riser}"), "riser place",
     checked_fails, "leave no place for rtx-3090 on the riser"}, /* 9 of 9 slots */
    {FRAME("4", "{part: pcie4-riser, qty: 4}"), "riser place", checked_unknown, ""},
    {SOUND, "riser place", checked_unknown, ""},
};

static const struct ruled of_drives[] = {
    {MORE("{part: nvme-2tb}"), "drive slots", checked_ok, HERO},
    {MORE("{part: nvme-2tb, qty: 2}"), "drive slots", checked_fails, HERO}, /* 3 of 2 */
    {MORE("{part: drive-generic}"), "drive slots", checked_ok, HERO},       /* whatever it is */
    {MORE("{part: drive-generic, qty: 2}"), "drive slots", checked_open_, "whether drive-generic takes an M.2 slot"},
    {ON("am4-used-generic", C3090), "drive slots", checked_unknown, ""}, /* one drive */
    {IN(C3090, "am4-used-generic", "ryzen-5700x", HX, XL REST ", {part: nvme-1tb}"), "drive slots", checked_open_,
     "M.2 slots of am4-used-generic"},
};

/* One card of 3 slots in slot 2 covers 3 and 4. Slot 5 shares lanes with it, slot 7 has 4 lanes of its own. */
static const struct ruled of_nics[] = {
    {MORE("{part: xg-c100c}"), "network card", checked_ok, "xg-c100c"}, /* 4 lanes */
    {MORE("{part: x710-da2}"), "network card", checked_near, "takes lanes from the cards"},
    {MORE("{part: connectx5-100g}"), "network card", checked_near, "of 16 lanes gets 4"},
    {MORE("{part: xg-c100c, qty: 3}"), "network card", checked_fails, "no slot of " HERO " is free for xg-c100c"},
    {IN(C3090, "b550m-pro-vdh-wifi", "ryzen-5700x", HX, XL "{part: x710-da2}"), "network card", checked_fails,
     "no slot of b550m-pro-vdh-wifi"},
    {"system: {system: mac-mini-m4-pro-48}, parts: [{part: mac-mini-10gbe}]", "network card", checked_unknown, ""},
    {"system: {system: dgx-spark}, parts: [{part: x710-da2}]", "network card", checked_fails, "no slot for x710-da2"},
    {MORE("{part: nic-10gbe-generic}"), "network card", checked_open_, "PCIe lanes of nic-10gbe-generic"},
    {"board: {board: romed8-2t}, parts: [{part: connectx5-100g}]", "network card", checked_ok, "connectx5-100g"},
};

static void rules_one_by_one(void)
{
    test_rules(complete, COUNT_OF(complete));
    test_rules(of_board, COUNT_OF(of_board));
    test_rules(of_memory, COUNT_OF(of_memory));
    test_rules(of_slots, COUNT_OF(of_slots));
    test_rules(of_risers, COUNT_OF(of_risers));
    test_rules(of_modules, COUNT_OF(of_modules));
    test_rules(of_room, COUNT_OF(of_room));
    test_rules(of_drives, COUNT_OF(of_drives));
    test_rules(of_cards, COUNT_OF(of_cards));
    test_rules(of_nics, COUNT_OF(of_nics));
}

/* What is needed and what is there, in the unit of the rule. */
static void figures(void)
{
    static const struct {
        const char *fields, *rule;
        double need, have;
    } rows[] = {{WITH("{device: rtx-3090, qty: 4}"), "slots", 4, 3},
                {CASE("meshify-2-compact", TWO), "case slots", 7, 7},
                {IN(TWO, "x570-aorus-elite", "ryzen-5700x", HX, "{part: meshify-2-compact}"), "case slots", 8, 7},
                {CASE("matx-compact", "{device: rtx-4090}"), "card length", 304, 280},
                {SOUND, "card height", 138, 185},
                {SOUND, "supply length", 200, 250},
                {SOUND, "cooler height", 159, 185},
                {SOUND, "memory size", 64, 128},
                {SOUND, "memory slots", 2, 4},
                {SOUND, "PCIe cables", 2, 6},
                {SOUND, "CPU cables", 1, 2},
                {FRAME("4", "{part: pcie4-riser, qty: 3}"), "risers", 4, 3},
                {ONE_CARD("ax1600i"), "mains cord", 15, 10},
                {ONE_CARD("hela-2050"), "mains voltage", 200, 230}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        judged(rows[i].fields);
        const struct build_check *r = rule(rows[i].rule);
        test_row("%s: %s", rows[i].rule, rows[i].fields);
        THAT(r != NULL);
        CLOSE(r ? r->need : NAN, rows[i].need, 1e-9);
        CLOSE(r ? r->have : NAN, rows[i].have, 1e-9);
    }
}

SUITE(build, {"two cards by board", two_cards_by_board}, {"plans of all boards", plans_of_all_boards}, {"sound", sound},
      {"rules one by one", rules_one_by_one}, {"figures", figures})
