/* model/build: a fact that is not known makes a check `not checked`, in words, and never helps. */
#include "build_try.h"

/* A machine with records of its own, which may be written to. */
struct own {
    struct machine m;
    struct place {
        const struct kind *kind;
        void *record;
    } place[64];
    int n;
};

static void *copy(struct own *o, const struct kind *k, const void *record)
{
    void *to = arena_array(test_arena(), 1, k->size);
    memcpy(to, record, k->size);
    o->place[o->n++] = (struct place){k, to};
    return to;
}

#define COPY_LIST(o, list, line, kind)                                                                                 \
    do {                                                                                                               \
        struct line *v = arena_array(test_arena(), (o)->m.list.n, sizeof *v);                                          \
        for (size_t i = 0; i < (o)->m.list.n; i++) {                                                                   \
            v[i] = (o)->m.list.v[i];                                                                                   \
            v[i].kind = copy(o, &kind_##kind, v[i].kind);                                                              \
        }                                                                                                              \
        (o)->m.list.v = v;                                                                                             \
    } while (0)

static void copy_machine(struct own *o, const char *fields)
{
    struct board_line *board = arena_array(test_arena(), 1, sizeof *board);
    struct cpu_line *cpu = arena_array(test_arena(), 1, sizeof *cpu);
    *o = (struct own){.m = *machine_of(fields)};
    *board = *o->m.board;
    *cpu = *o->m.cpu;
    board->board = copy(o, &kind_board, board->board);
    cpu->cpu = copy(o, &kind_cpu, cpu->cpu);
    o->m.board = board;
    o->m.cpu = cpu;
    COPY_LIST(o, psus, psu_line, psu);
    COPY_LIST(o, parts, part_line, part);
    COPY_LIST(o, devices, device_line, device);
}

/* Makes the field unknown. */
static void forget(void *record, const struct field *f)
{
    char *at = (char *)record + f->offset;
    switch (f->type) {
    case FIELD_NUM:
    case FIELD_INT: *(double *)(void *)at = NAN; break;
    case FIELD_SPAN: *(struct range *)(void *)at = range_unknown(); break;
    case FIELD_ENUM: *(int *)(void *)at = 0; break;
    case FIELD_TEXT:
    case FIELD_LINK:
    case FIELD_ONE: *(const void **)(void *)at = NULL; break;
    case FIELD_TEXTS:
    case FIELD_LIST: *(size_t *)(void *)at = 0; break;
    }
}

static void forget_all(struct own *o, const struct kind *k, const struct field *f)
{
    for (int i = 0; i < o->n; i++)
        if (o->place[i].kind == k)
            forget(o->place[i].record, f);
}

#define FIELD(kind, name) &kind_##kind, F_##kind##_##name
#define FIELD2(a, b, of_a, of_b) &kind_##a, &kind_##b, F_##a##_##of_a, F_##b##_##of_b
static void unknown_facts(void)
{
    static const struct {
        const struct kind *kind;
        size_t field;
        const char *rule, *words;
    } rows[] = {
        {FIELD(board, lane_plans), "slots", "lanes of " HERO},
        {FIELD(board, slots), "card width", "slots of " HERO},
        {FIELD(board, socket), "socket", "socket of " HERO},
        {FIELD(cpu, socket), "socket", "socket of ryzen-5700x"},
        {FIELD(part, sockets), "cooler socket", "sockets that dark-rock-4 fits"},
        {FIELD(part, height_mm), "cooler height", "height of dark-rock-4"},
        {FIELD(part, cooler_height_mm), "cooler height", "tallest CPU cooler of meshify-2-xl"},
        {FIELD(part, cooler_height_mm), "card height", "tallest card of meshify-2-xl"},
        {FIELD(board, form_factor), "board size", "size of " HERO},
        {FIELD(part, largest_board), "board size", "largest board of meshify-2-xl"},
        {FIELD(psu, length_mm), "supply length", "length of hx1200i"},
        {FIELD(part, psu_length_mm), "supply length", "longest supply of meshify-2-xl"},
        {FIELD(part, ram_type), "memory type", "memory type of ddr4-3200-2x32"},
        {FIELD(board, ram_type), "memory type", "memory type of " HERO},
        {FIELD(cpu, memory), "memory type", "memory type of ryzen-5700x"},
        {FIELD(part, ram_module), "memory module", "memory modules of ddr4-3200-2x32"},
        {FIELD(board, ram_module), "memory module", "memory modules of " HERO},
        {FIELD(part, ram_mt_s), "memory speed", "memory speed of ddr4-3200-2x32"},
        {FIELD(board, ram_mt_s), "memory speed", "memory speed of " HERO},
        {FIELD(cpu, memory), "memory speed", "memory speed of ryzen-5700x"},
        {FIELD(part, mem_gib), "memory size", "size of the memory of pc"},
        {FIELD(board, ram_max_gib), "memory size", "most memory of " HERO},
        {FIELD(cpu, ram_max_gib), "memory size", "most memory of ryzen-5700x"},
        {FIELD(part, modules), "memory slots", "number of modules of ddr4-3200-2x32"},
        {FIELD(board, ram_slots), "memory slots", "memory slots of " HERO},
        {FIELD(device, slot_width), "card width", "width of rtx-3090"},
        {FIELD(device, slot_width), "slots", "whether rtx-3090 is a PCIe card"},
        {FIELD(device, pcie_lanes), "slot length", "PCIe lanes of rtx-3090"},
        {FIELD(part, expansion_slots), "case slots", "card slots of meshify-2-xl"},
        {FIELD(device, cooling), "cooling", "cooling of rtx-3090"},
        {FIELD(device, length_mm), "card length", "length of rtx-3090"},
        {FIELD(part, card_length_mm), "card length", "longest card of meshify-2-xl"},
        {FIELD(device, height_mm), "card height", "height of rtx-3090"},
        {FIELD(device, pcie_8pin), "PCIe cables", "power plugs of rtx-3090"},
        {FIELD(psu, pcie_8pin), "PCIe cables", "8-pin plugs of hx1200i (supplies of 1200 W usually have 6; 2 needed)"},
        {FIELD(psu, eps_8pin), "CPU cables", "CPU plugs of hx1200i"},
        {FIELD(board, eps_8pin), "CPU cables", "CPU plugs of " HERO},
        {FIELD(device, tdp_w), "excursion", "power limit of rtx-3090"},
        {FIELD(psu, inlet), "mains cord", "inlet of hx1200i"},
        {FIELD(psu, min_mains_v), "mains voltage", "least mains voltage of hx1200i"},
        {FIELD(device, launch), "launched", "launch date of rtx-3090"},
        {FIELD(board, launch), "launched", "launch date of " HERO},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct own o;
        copy_machine(&o, SOUND);
        forget_all(&o, rows[i].kind, &rows[i].kind->fields[rows[i].field]);
        test_row("%s.%s unknown: %s", rows[i].kind->name, rows[i].kind->fields[rows[i].field].name, rows[i].rule);
        check_case(usual(&o.m));
        THAT(found(rows[i].rule, *rows[i].words ? checked_open_ : checked_ok, rows[i].words));
    }
}

/* Watts of the rest unknown; a card of which it is not known whether it is half as high; a supply that may be ATX 3. */
static void more_unknown_facts(void)
{
    struct build_case b = usual(machine_of(SOUND));
    b.other_w = NAN;
    check_case(b);
    THAT(found("excursion", checked_open_, "watts of parts of pc"));
    struct own o;
    copy_machine(&o, IN("{device: rtx-a2000}", "ms-01", "i9-12900h", HX, XL "{part: smt1500i}"));
    forget_all(&o, &kind_device, &kind_device.fields[F_device_half_height]);
    check_case(usual(&o.m));
    THAT(found("half-height slot", checked_open_, "whether rtx-a2000 fits"));
    copy_machine(&o,
                 IN("{device: rtx-3090, qty: 2}", HERO, "ryzen-5700x", "{psu: rm850x-2021}", REST) ", split: tensor");
    forget_all(&o, &kind_psu, &kind_psu.fields[F_psu_atx3]);
    check_case(usual(&o.m));
    THAT(found("excursion", checked_open_, "whether rm850x-2021 is an ATX 3 supply"));
    copy_machine(&o, IN(C3090, HERO, "ryzen-5700x", HX, XL "{part: smt1500i}"));
    forget_all(&o, &kind_part, &kind_part.fields[F_part_mains_v]);
    check_case(usual(&o.m));
    THAT(found("UPS voltage", checked_open_, "mains voltage of smt1500i"));
    copy_machine(&o, IN(C3090, HERO, "ryzen-5600", HX, XL "{part: nvme-2tb}"));
    forget_all(&o, &kind_cpu, &kind_cpu.fields[F_cpu_boxed_cooler]);
    check_case(usual(&o.m));
    THAT(found("complete", checked_open_, "whether ryzen-5600 is sold with a cooler"));
}

/* A cooler is for the socket of the board, else of the processor. The board has two M.2 slots. */
static void half_known(void)
{
#define NO_BOARD(cpu) "devices: [" C3090 "], " cpu "psus: [" HX "], parts: [" XL REST "]"
    static const struct ruled rows[] = {
        {NO_BOARD("cpu: {cpu: ryzen-5700x}, "), "cooler socket", checked_ok, "dark-rock-4"},
        {NO_BOARD("board: {board: " HERO "}, "), "cooler socket", checked_ok, "dark-rock-4"},
        {NO_BOARD("cpu: {cpu: epyc-7302}, "), "cooler socket", checked_fails, "dark-rock-4 does not fit socket SP3"},
        {NO_BOARD(""), "cooler socket", checked_unknown, ""},
        {SOUND, "drive slots", checked_unknown, ""},
        {MORE("{part: nvme-2tb}"), "drive slots", checked_ok, HERO},
        {MORE("{part: nvme-2tb, qty: 2}"), "drive slots", checked_fails, HERO},
        {NO_BOARD("") ", add: {parts: [{part: nvme-2tb, qty: 2}]}", "drive slots", checked_unknown, ""},
    };
    static const struct {
        const struct kind *kind, *kind_too;
        size_t field, field_too;
        const char *fields, *rule, *words;
    } open[] = {
        {FIELD2(board, cpu, socket, socket), SOUND, "cooler socket", "socket of " HERO},
        {FIELD2(part, part, m2, m2), MORE("{part: nvme-2tb, qty: 2}"), "drive slots",
         "whether nvme-2tb takes an M.2 slot"},
        {FIELD2(part, board, m2, m2_slots), MORE("{part: nvme-2tb}"), "drive slots", "M.2 slots of " HERO},
    };
    test_rules(rows, COUNT_OF(rows));
    for (size_t i = 0; i < COUNT_OF(open); i++) {
        struct own o;
        copy_machine(&o, open[i].fields);
        forget_all(&o, open[i].kind, &open[i].kind->fields[open[i].field]);
        forget_all(&o, open[i].kind_too, &open[i].kind_too->fields[open[i].field_too]);
        test_row("%s: %s", open[i].rule, open[i].words);
        check_case(usual(&o.m));
        THAT(found(open[i].rule, checked_open_, open[i].words));
    }
}

/* A supply that is too long is too long, whatever another one measures. */
static void two_supplies(void)
{
    for (int too_long = 0; too_long < 2; too_long++) {
        struct own o;
        copy_machine(&o, IN(C3090, HERO, "ryzen-5700x", "{psu: hx1200i}, {psu: rm850x-2021}", XL REST));
        for (int i = 0; i < o.n; i++) {
            struct psu *p = o.place[i].kind == &kind_psu ? o.place[i].record : NULL;
            if (p && strcmp(p->id, "rm850x-2021") == 0)
                p->length_mm = NAN;
            else if (p && too_long)
                p->length_mm = 2000;
        }
        test_row("a supply of 2 m beside: %d", too_long);
        check_case(usual(&o.m));
        THAT(found("supply length", too_long ? checked_fails : checked_open_,
                   too_long ? "meshify-2-xl" : "length of rm850x-2021"));
    }
}

/* The worst verdict of a rule; all excursions are one rule. */
static enum checked worst_of(const struct build_check *v, int n, const char *name)
{
    static const char excursion[] = "excursion";
    const size_t part = strncmp(name, excursion, sizeof excursion - 1) == 0 ? sizeof excursion - 1 : strlen(name) + 1;
    enum checked worst = checked_unknown;
    for (int i = 0; i < n; i++)
        if (strncmp(v[i].rule, name, part) == 0 && v[i].verdict > worst)
            worst = v[i].verdict;
    return worst;
}

/* Fields that say what a thing is: without them it is another thing, not an unknown one. A part without a date of
   withdrawal is still sold. */
static bool is_nature(const struct field *f)
{
    static const char *const names[] = {"id", "category", "frame_cards", "exists", "withdrawn"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(f->name, names[i]) == 0)
            return true;
    return false;
}

/* What failed by a fact is not checked without it; it is never ok. */
static bool is_no_better(enum checked was, enum checked is)
{
    return is >= was || is == checked_open_;
}

static void forget_one(const char *fields, const struct kind *k, const struct field *f)
{
    static struct build_check before[ROOM];
    struct own o;
    copy_machine(&o, fields);
    const enum checked worst = check_case(usual(&o.m));
    const int n = n_checks;
    memcpy(before, checks, sizeof before);
    forget_all(&o, k, f);
    test_row("%s.%s unknown: %s", k->name, f->name, fields);
    THAT(is_no_better(worst, check_case(usual(&o.m))));
    for (int i = 0; i < n; i++) {
        test_row("%s, with %s.%s unknown: %s", before[i].rule, k->name, f->name, fields);
        const enum checked was = worst_of(before, n, before[i].rule);
        /* a rule about slots goes where cards cannot be placed any more; another one says why */
        const enum checked is = worst_of(checks, n_checks, before[i].rule);
        THAT(is == checked_unknown ? build_worst(checks, n_checks) >= checked_open_ : is_no_better(was, is));
    }
}

/* No verdict improves when a fact becomes unknown, one field of all records at a time. */
static void unknown_never_helps(void)
{
    static const char *const machines[] = {
        SOUND,
        CASE("nr200p", "{device: rtx-4090, qty: 2}"),
        MORE("{part: x710-da2}, {part: smt1500i}"),
        IN("{device: l40s, qty: 2}", "pro-b650-p", "ryzen-5700x", "{psu: rm650x-2018}",
           XL "{part: ddr5-6000-2x48, qty: 3}, {part: freezer-4u-sp5}, {part: connectx5-100g, qty: 3}"),
        JOINED("x570-aorus-elite", "nvlink-bridge", "{part: nvlink-bridge-3slot}, {part: be600m1}"),
        JOINED("x570-aorus-elite", "pcie5-x16", "{part: wraith-stealth}"),
        WITH("{device: h100-sxm-80gb}, " C3090),
        MORE("{part: nvme-2tb, qty: 2}"),
        IN("{device: rtx-3090, qty: 4}", "romed8-2t", "epyc-7302", HX, XL "{part: pcie4-riser}"),
        IN(C3090, "am4-used-generic", "ryzen-5600", HX, "{part: itx-case-psu500}"),
        FRAME("4", "{part: pcie3-riser, qty: 3}, {part: nvlink-bridge-3slot}") ", bridge: nvlink-bridge",
    };
    static const struct kind *const kinds[] = {&kind_board, &kind_cpu, &kind_psu, &kind_part, &kind_device};
    for (size_t i = 0; i < COUNT_OF(machines); i++)
        for (size_t k = 0; k < COUNT_OF(kinds); k++)
            for (size_t f = 0; f < kinds[k]->n_fields; f++)
                if (!is_nature(&kinds[k]->fields[f]))
                    forget_one(machines[i], kinds[k], &kinds[k]->fields[f]);
}

SUITE(build_unknown, {"unknown facts", unknown_facts}, {"more unknown facts", more_unknown_facts},
      {"half known", half_known}, {"two supplies", two_supplies}, {"unknown never helps", unknown_never_helps})
