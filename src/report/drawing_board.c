/* drawing_board.c: a board is one box. On the left run the lanes: from the processor, and from the chipset or a PCIe
   switch below it, to each slot; the thicker, the more lanes. A slot is a bar as long as its connector, filled as far
   as lanes are wired to it now. */
#include "drawing_board.h"

#include "fmt.h"
#include "svg_text.h"

#include <math.h>
#include <string.h>

enum {
    BOARD_W = SKETCH_WIDTH - 2 * SKETCH_EDGE,
    BUS_CPU = 44,   /* x of the lanes from the processor */
    BUS_OTHER = 24, /* of those from chipset or switch */
    LEFT = 70,      /* of everything inside the board */
    LANES_X = 440,  /* of the processor's lanes */
    BAND = 38,      /* height of a box with one line */
    RIGHT = SKETCH_WIDTH - SKETCH_EDGE - SKETCH_PAD,
    SLOT_X = 84,      /* left edge of a slot */
    LANE_W = 8,       /* length of a slot per lane */
    SLOT_H = 12,      /* thickness of a slot */
    CARD_X = 250,     /* left edge of a card */
    CARD_RIGHT = 596, /* right edge: then come NVLink bridges */
    BRIDGE_X = 612
};

static double lane_thick(double lanes)
{
    return fmax(1.5, lanes / 2);
}

/* ---- processor, memory, chipset ---- */

static void cpu(struct drawing_part *d)
{
    struct arena *a = d->s.arena;
    const struct cpu *cpu = d->layout.cpu;
    const struct machine *m = d->m->machine;
    const struct cpu_line *line = m->cpu;
    const char *name = cpu                                 ? drawing_part_name(cpu->name, cpu->id)
                       : m->owned == flag_yes || m->system ? "processor not known"
                                                           : "no processor is listed";
    const char *lanes = !cpu                     ? ""
                        : isnan(cpu->pcie_lanes) ? "lanes not known"
                                                 : str_format(a, "%s PCIe lanes", fmt_known(a, cpu->pcie_lanes, 1));
    const enum sketch_from from = line        ? drawing_part_from(d, line->cpu->id, line->within, 0)
                                  : m->system ? drawing_part_from(d, m->system->system->id, NULL, 0)
                                              : drawing_part_from(d, NULL, NULL, 0);
    const double room = LANES_X - LEFT - 2 * SKETCH_PAD, whole = RIGHT - LEFT - 2 * SKETCH_PAD;
    const bool beside = svg_text_width(svg_text_clean(a, name), SKETCH_SIZE) <= room;
    const double h = beside ? BAND : BAND + SKETCH_LINE;
    sketch_box(&d->s, SKETCH_CHIP, from, LEFT, d->s.y, RIGHT - LEFT, h);
    sketch_text(&d->s, LEFT + SKETCH_PAD, d->s.y + SKETCH_LINE, beside ? room : whole, name);
    if (beside)
        sketch_note(&d->s, LANES_X, d->s.y + SKETCH_LINE, RIGHT - LANES_X - SKETCH_PAD, lanes);
    else
        sketch_note(&d->s, LEFT + SKETCH_PAD, d->s.y + 2 * SKETCH_LINE, whole, lanes);
    if (cpu)
        sketch_say(&d->s, "Processor: %s (%s), %s", name, drawing_part_state(from), lanes);
    else
        sketch_say(&d->s, "%s", name);
    d->s.y += h + SKETCH_PAD;
}

/* Returns "2 x NAME". */
static const char *kit_words(struct arena *a, const struct part_line *l)
{
    const char *name = drawing_part_name(l->part->name, l->part->id);
    return l->qty > 1 ? str_format(a, "%s \xC3\x97 %s", fmt_known(a, l->qty, 1), name) : name;
}

static int kits(const struct machine *m)
{
    int n = 0;
    for (size_t i = 0; i < m->parts.n; i++)
        n += m->parts.v[i].part->category == category_ram;
    return n;
}

/* A box with the total and a line for each kit, at most MOST of them. */
static void memory(struct drawing_part *d)
{
    enum { MOST = 4 };
    struct arena *a = d->s.arena;
    const struct machine *m = d->m->machine;
    const double room = RIGHT - LEFT - 2 * SKETCH_PAD;
    const bool listed = kits(m) > 0, there = m->owned == flag_yes || m->system;
    const char *total = !listed && !there
                            ? "no memory is listed"
                            : str_format(a, "memory: %s", drawing_part_number(a, d->layout.ram_gib, 3, "GiB"));
    enum sketch_from from = drawing_part_from(d, NULL, NULL, 0);
    const double top = d->s.y;
    int n = 0;
    sketch_text(&d->s, LEFT + SKETCH_PAD, top + SKETCH_LINE, room, total);
    sketch_say(&d->s, "%s", total);
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part_line *l = &m->parts.v[i];
        if (l->part->category != category_ram)
            continue;
        const enum sketch_from this = drawing_part_from(d, l->part->id, l->within, 0);
        from = n == 0 || this == SKETCH_BOUGHT ? this : from;
        if (++n <= MOST)
            sketch_note(&d->s, LEFT + SKETCH_PAD, top + (1 + n) * SKETCH_LINE, room, kit_words(a, l));
        sketch_say(&d->s, "Memory kit: %s (%s)", kit_words(a, l), drawing_part_state(this));
    }
    const double h = BAND + (n < MOST ? n : MOST) * SKETCH_LINE;
    sketch_box(&d->s, SKETCH_CHIP, from, LEFT, top, RIGHT - LEFT, h);
    d->s.y += h + SKETCH_PAD;
}

/* Returns whether lanes of a slot, or of what stands in it, come from there. */
static bool is_via(const struct layout_row *r, enum via via)
{
    return (r->card || r->nic || !r->slot ? r->via : r->slot->via) == via;
}

static bool has_via(const struct layout *l, enum via via)
{
    for (int i = 0; i < l->n; i++)
        if (is_via(&l->row[i], via))
            return true;
    return false;
}

/* ---- slots ---- */

/* Returns whether its length is known, so that it was drawn. */
static bool slot_bar(struct drawing_part *d, const struct layout_row *r, double y)
{
    const bool full = r->card || r->nic;
    const double lanes = full ? r->lanes : 0, length = r->slot ? r->slot->length : r->lanes;
    if (isnan(length))
        return false;
    if (lanes > 0)
        sketch_bar(&d->s, SKETCH_BOARD, SLOT_X, y, LANE_W * fmin(lanes, length), SLOT_H);
    sketch_frame(&d->s, SKETCH_BOARD, SLOT_X, y, LANE_W * length, SLOT_H);
    return true;
}

static const char *slot_words(const struct drawing_part *d, const struct layout_row *r)
{
    struct arena *a = d->s.arena;
    if (!r->slot && d->layout.seated)
        return "no free slot";
    if (!r->slot)
        return isnan(r->lanes) ? "slot and lanes" : "slot not known";
    return str_format(a, "slot %s: x%s", fmt_known(a, r->slot->position, 1), fmt_known(a, r->slot->length, 1));
}

static const char *lane_words(const struct drawing_part *d, const struct layout_row *r)
{
    struct arena *a = d->s.arena;
    if (!r->slot && d->layout.seated)
        return "for it";
    if (isnan(r->lanes))
        return r->slot ? "lanes: not known" : "not known";
    return str_format(a, "%s lane%s%s%s", fmt_known(a, r->lanes, 1), r->lanes == 1 ? "" : "s",
                      isnan(r->gen) ? "" : " gen ", isnan(r->gen) ? "" : fmt_known(a, r->gen, 1));
}

/* What stands in the slot, in two lines. */
struct sitting {
    const char *name, *facts;
    enum sketch_kind kind;
    enum sketch_from from;
};

static struct sitting sitting(const struct drawing_part *d, const struct layout_row *r)
{
    struct arena *a = d->s.arena;
    struct sitting t = {.kind = SKETCH_CARD};
    if (r->nic) {
        struct str ports = str_new(a);
        for (size_t i = 0; i < r->nic->ports.n; i++) {
            const struct jack *j = &r->nic->ports.v[i];
            str_addf(&ports, "%s%s \xC3\x97 %s, %s", i ? "; " : "", fmt_known(a, j->qty, 1),
                     enums_words(&enums_port, (int)j->type), drawing_part_number(a, j->speed_gbit_s, 2, "Gbit/s"));
        }
        return (struct sitting){drawing_part_name(r->nic->name, r->nic->id), ports.len ? ports.text : "ports not known",
                                SKETCH_NET, drawing_part_from(d, r->nic->id, NULL, 0)};
    }
    const struct device *dev = r->card->device;
    struct str s = str_new(a);
    str_addf(&s, "%s, %s", drawing_part_number(a, dev->mem_gib, 3, "GiB"), drawing_part_watts(a, dev->tdp_w));
    if (!isnan(r->card->cap_w))
        str_addf(&s, ", cap %s", drawing_part_watts(a, r->card->cap_w));
    str_add(&s, r->riser ? ", riser" : "");
    t.name = drawing_part_name(dev->name, dev->id);
    t.facts = s.text;
    t.from = drawing_part_from(d, dev->id, NULL, r->nth);
    return t;
}

static double empty_row(struct drawing_part *d, const struct layout_row *r, double y)
{
    enum { HEIGHT = 52 };
    struct arena *a = d->s.arena;
    const char *up_to = str_format(a, "up to %s lane%s", fmt_known(a, r->slot->lanes, 1),
                                   r->slot->lanes == 1 ? "" : "s");
    const char *words = r->covered         ? "covered by the card above"
                        : d->layout.seated ? str_format(a, "empty, %s", up_to)
                                           : up_to;
    sketch_text(&d->s, SLOT_X, y + 22, CARD_X - SLOT_X - SKETCH_PAD, slot_words(d, r));
    slot_bar(d, r, y + 30);
    sketch_note(&d->s, CARD_X, y + 32, CARD_RIGHT - CARD_X, words);
    sketch_say(&d->s, "%s: %s", slot_words(d, r), words);
    return HEIGHT;
}

static double full_row(struct drawing_part *d, const struct layout_row *r, double y)
{
    enum { HEIGHT = 80, CARD_H = 68 };
    const struct sitting t = sitting(d, r);
    const double room = CARD_RIGHT - CARD_X - 2 * SKETCH_PAD, slot_room = CARD_X - SLOT_X - SKETCH_PAD;
    sketch_text(&d->s, SLOT_X, y + 22, slot_room, slot_words(d, r));
    const bool bar = slot_bar(d, r, y + 30);
    sketch_note(&d->s, SLOT_X, y + (bar ? 64 : 22 + SKETCH_LINE), slot_room, lane_words(d, r));
    sketch_box(&d->s, t.kind, t.from, CARD_X, y + 4, CARD_RIGHT - CARD_X, CARD_H);
    sketch_text(&d->s, CARD_X + SKETCH_PAD, y + 4 + SKETCH_LINE, room, t.name);
    sketch_note(&d->s, CARD_X + SKETCH_PAD, y + 4 + 2 * SKETCH_LINE, room, t.facts);
    sketch_say(&d->s, "%s%s %s%s%s: %s (%s), %s", slot_words(d, r), isnan(r->lanes) ? "" : ",", lane_words(d, r),
               r->via && !isnan(r->lanes) ? " from the " : "",
               r->via && !isnan(r->lanes) ? enums_words(&enums_via, (int)r->via) : "", t.name,
               drawing_part_state(t.from), t.facts);
    return HEIGHT;
}

/* Draws the lanes from the bus to a slot whose bar is at y, and returns the bus's end. */
static void tap(struct drawing_part *d, const struct layout_row *r, double y, double end[via_end])
{
    const bool full = r->card || r->nic;
    const enum via via = full || !r->slot ? r->via : r->slot->via;
    const double lanes = full ? r->lanes : r->slot ? r->slot->lanes : NAN;
    if (!via || isnan(lanes) || lanes <= 0)
        return;
    const double x = via == via_cpu ? BUS_CPU : BUS_OTHER;
    sketch_line(&d->s, full ? SKETCH_BOARD : SKETCH_PLAIN, !full, x, y, SLOT_X, y, full ? lane_thick(lanes) : 1.5);
    end[via] = fmax(end[via], y);
}

/* ---- bridges ---- */

static const struct part_line *bridge_of(const struct machine *m)
{
    for (size_t i = 0; i < m->parts.n; i++)
        if (m->parts.v[i].part->category == category_bridge)
            return &m->parts.v[i];
    return NULL;
}

/* A card, and the height at which a bridge leaves it. */
struct placed {
    const struct device *device;
    double y;
};

/* Draws brackets between neighbouring cards of one kind with NVLink, two by two. */
static void bridges(struct drawing_part *d, const struct placed card[], int n)
{
    struct arena *a = d->s.arena;
    const struct part_line *l = bridge_of(d->m->machine);
    double left = 0;
    for (size_t i = 0; i < d->m->machine->parts.n; i++)
        left += d->m->machine->parts.v[i].part->category == category_bridge ? d->m->machine->parts.v[i].qty : 0;
    if (!l)
        return;
    const double total = left;
    const struct part *p = l->part;
    const enum checked verdict = drawing_part_check(d->m, "NVLink bridge");
    const char *words = str_format(a, "%s%s, %s%s%s", total > 1 ? fmt_known(a, total, 1) : "",
                                   total > 1 ? " \xC3\x97 NVLink bridge" : "NVLink bridge",
                                   drawing_part_number(a, p->joins ? p->joins->card_gb_s : NAN, 3, "GB/s"),
                                   verdict ? ": " : "", verdict ? drawing_part_verdict(verdict) : "");
    for (int i = 0; i + 1 < n && left > 0 && verdict != checked_fails; i++) {
        if (card[i].device != card[i + 1].device || !(card[i].device->nvlink_gb_s > 0))
            continue;
        sketch_line(&d->s, SKETCH_CARD, false, CARD_RIGHT, card[i].y, BRIDGE_X, card[i].y, 6);
        sketch_line(&d->s, SKETCH_CARD, false, BRIDGE_X, card[i].y, BRIDGE_X, card[i + 1].y, 6);
        sketch_line(&d->s, SKETCH_CARD, false, BRIDGE_X, card[i + 1].y, CARD_RIGHT, card[i + 1].y, 6);
        i++;
        left--;
    }
    sketch_line(&d->s, SKETCH_CARD, false, CARD_X, d->s.y + 16, CARD_X + 24, d->s.y + 16, 6);
    sketch_text(&d->s, CARD_X + 36, d->s.y + 22, RIGHT - CARD_X - 36, words);
    sketch_say(&d->s, "%s (%s)", words, drawing_part_state(drawing_part_from(d, p->id, l->within, 0)));
    d->s.y += SKETCH_LINE + 4;
}

static void rows(struct drawing_part *d, const double from[via_end])
{
    double end[via_end] = {0};
    struct placed card[LAYOUT_MOST];
    int n = 0;
    for (int i = 0; i < d->layout.n; i++) {
        const struct layout_row *r = &d->layout.row[i];
        tap(d, r, d->s.y + 36, end);
        if (r->card)
            card[n++] = (struct placed){r->card->device, d->s.y + 38};
        d->s.y += r->card || r->nic ? full_row(d, r, d->s.y) : empty_row(d, r, d->s.y);
    }
    for (int via = 1; via < via_end; via++)
        if (end[via] > 0) {
            const double x = via == via_cpu ? BUS_CPU : BUS_OTHER;
            sketch_line(&d->s, SKETCH_BOARD, via != via_cpu, x, from[via], x, end[via], 4);
            sketch_line(&d->s, SKETCH_BOARD, via != via_cpu, x, from[via], LEFT, from[via], 4);
        }
    if (d->layout.left_out)
        sketch_note(&d->s, CARD_X, d->s.y + 22, CARD_RIGHT - CARD_X,
                    str_format(d->s.arena, "and %d more", d->layout.left_out));
    d->s.y += d->layout.left_out ? SKETCH_LINE : 0;
    bridges(d, card, n);
}

/* ---- whole ---- */

/* How the board comes, or the machine that it is in. */
static enum sketch_from board_from(const struct drawing_part *d)
{
    const struct machine *m = d->m->machine;
    if (m->system)
        return drawing_part_from(d, m->system->system->id, NULL, 0);
    return m->board ? drawing_part_from(d, m->board->board->id, m->board->within, 0)
                    : drawing_part_from(d, NULL, NULL, 0);
}

/* Chipset and switch in one line; sets where their lanes begin. */
static void hubs(struct drawing_part *d, double from[via_end])
{
    struct arena *a = d->s.arena;
    const struct board *b = d->layout.board;
    const bool chipset = has_via(&d->layout, via_chipset), bridge = has_via(&d->layout, via_bridge);
    const char *name = b && b->chipset ? b->chipset : "";
    if (!chipset && !bridge)
        return;
    const char *words = str_format(a, "%s%s%s%s%s", chipset ? "chipset" : "", chipset && *name ? " " : "",
                                   chipset ? name : "", chipset && bridge ? ", " : "", bridge ? "PCIe switch" : "");
    sketch_box(&d->s, SKETCH_CHIP, board_from(d), LEFT, d->s.y, RIGHT - LEFT, BAND);
    sketch_text(&d->s, LEFT + SKETCH_PAD, d->s.y + SKETCH_LINE, RIGHT - LEFT - 2 * SKETCH_PAD, words);
    sketch_say(&d->s, "%s", words);
    from[via_chipset] = from[via_bridge] = d->s.y + BAND / 2;
    d->s.y += BAND + SKETCH_PAD;
}

static void system_lines(struct drawing_part *d)
{
    struct arena *a = d->s.arena;
    const struct system *x = d->m->machine->system->system;
    const double room = BOARD_W - 2 * SKETCH_PAD;
    const double limit = isnan(d->m->machine->system->gpu_limit_gib) ? x->gpu_limit_gib
                                                                     : d->m->machine->system->gpu_limit_gib;
    const char *name = drawing_part_name(x->name, x->id);
    const char *memory = str_format(a, "unified memory: %s%s%s", drawing_part_number(a, x->mem_gib, 1, "GiB"),
                                    isnan(limit) ? "" : ", the GPU may hold ",
                                    isnan(limit) ? "" : drawing_part_number(a, limit, 3, "GiB"));
    const bool watts = !isnan(x->idle_w) || !isnan(x->max_w);
    const char *power = !watts ? "watts not known"
                               : str_format(a, "at the wall: idle %s, at most %s", drawing_part_watts(a, x->idle_w),
                                            drawing_part_watts(a, x->max_w));
    sketch_text(&d->s, SKETCH_EDGE + SKETCH_PAD, d->s.y + SKETCH_LINE, room, name);
    if (x->chip || !isnan(x->mem_gib)) {
        d->s.y += SKETCH_LINE;
        sketch_note(&d->s, SKETCH_EDGE + SKETCH_PAD, d->s.y + SKETCH_LINE, room, memory);
    }
    sketch_note(&d->s, SKETCH_EDGE + SKETCH_PAD, d->s.y + 2 * SKETCH_LINE, room, power);
    sketch_say(&d->s, "A machine sold whole: %s (%s), %s, %s", name,
               drawing_part_state(drawing_part_from(d, x->id, NULL, 0)), memory, power);
    d->s.y += 2 * SKETCH_LINE + SKETCH_PAD;
}

static void board_line(struct drawing_part *d)
{
    const struct board_line *l = d->m->machine->board;
    const struct board *b = d->layout.board;
    const char *name = b                                                           ? drawing_part_name(b->name, b->id)
                       : d->m->machine->owned == flag_yes || d->m->machine->system ? "board not known"
                                                                                   : "no board is listed";
    const char *words = b && b->exists == flag_no ? str_format(d->s.arena, "%s: not sold", name) : name;
    sketch_text(&d->s, SKETCH_EDGE + SKETCH_PAD, d->s.y + SKETCH_LINE, BOARD_W - 2 * SKETCH_PAD, words);
    if (b)
        sketch_say(&d->s, "Board: %s%s%s%s", words, l ? " (" : "",
                   l ? drawing_part_state(drawing_part_from(d, l->board->id, l->within, 0)) : "", l ? ")" : "");
    else
        sketch_say(&d->s, "%s", words);
    d->s.y += SKETCH_LINE + SKETCH_PAD;
}

/* Processor, memory and slots below the name of the board. */
static void inside(struct drawing_part *d)
{
    double from[via_end] = {0};
    board_line(d);
    memory(d);
    from[via_cpu] = d->s.y + BAND / 2;
    cpu(d);
    hubs(d, from);
    rows(d, from);
}

/* What a machine that is no computer consists of: a switch, cables. */
static void parts(struct drawing_part *d)
{
    const struct machine *m = d->m->machine;
    struct arena *a = d->s.arena;
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part_line *l = &m->parts.v[i];
        const enum sketch_from from = drawing_part_from(d, l->part->id, l->within, 0);
        if (l->part->category == category_ups)
            continue;
        sketch_text(&d->s, SKETCH_EDGE + SKETCH_PAD, d->s.y + SKETCH_LINE, BOARD_W - 2 * SKETCH_PAD, kit_words(a, l));
        sketch_say(&d->s, "%s (%s)", kit_words(a, l), drawing_part_state(from));
        d->s.y += SKETCH_LINE;
    }
    d->s.y += SKETCH_PAD;
}

void drawing_board(struct drawing_part *d)
{
    const struct machine *m = d->m->machine;
    const double top = d->s.y;
    const enum sketch_from from = board_from(d);
    if (m->system)
        system_lines(d);
    if (d->layout.assembled || d->layout.n > 0)
        inside(d);
    else if (!m->system)
        parts(d);
    sketch_box(&d->s, SKETCH_BOARD, from, SKETCH_EDGE, top, BOARD_W, d->s.y - top);
}
