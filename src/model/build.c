/* build.c: does the option go together as a machine?

   Idea: each rule compares a need with what is available (slots, memory, cables, watts, amperes) and names the part
   that limits; a need above it is over. Excursions: cards of a tensor or row split peak together; in a layer split
   one card peaks while the others stay at their limit.
   Invariant: a rule with an unknown value gives no check.
   Reference: docs/model.md, "Can it be built"; excursions and supply limits by duration are in data/excursions.json
   (Intel's ATX12VO design guide, measured spikes of published reviews). A judgement, not a measurement. */
#include "build.h"

#include "power.h"
#include "rig.h"
#include "known.h"

#include <math.h>
#include <string.h>

struct rules {
    struct build_check *out;
    int n, most;
};

/* Unit of a number of things. */
static const char count[] = "";

/* Adds the check need <= have, both in `unit`; adds none if either is unknown (NaN) or the list is full. */
static void rule(struct rules *r, const char *name, const char *part, double need, double have, const char *unit,
                 const char *doc)
{
    if (isnan(need) || isnan(have))
        return;
    if (r->n < r->most)
        r->out[r->n] = (struct build_check){
            name, need <= have ? powerverdict_ok : powerverdict_over, part, need, have, unit, doc};
    r->n++;
}

/* Adds a yes/no check, which has no unit: need 1, available 1 if right, else 0. */
static void agree(struct rules *r, const char *name, const char *part, bool right, const char *doc)
{
    rule(r, name, part, 1, right ? 1 : 0, NULL, doc);
}

/* Returns the number of cards of the option. */
static int cards_of(const struct option *o)
{
    int n = 0;
    for (size_t i = 0; i < o->devices.n; i++)
        n += (int)o->devices.v[i].qty;
    return n;
}

/* ---- board and case ---- */

static void slots(struct rules *r, const struct option *o, int cards)
{
    const struct board *b = o->board->board;
    double most = b->lane_plans.n ? 0 : NAN;
    bool planned = false;
    for (size_t i = 0; i < b->lane_plans.n; i++) {
        most = fmax(most, b->lane_plans.v[i].gpus);
        planned |= b->lane_plans.v[i].gpus == cards;
    }
    if (b->lane_plans.n && !planned) /* a board without a plan for this number cannot take it, even if it takes more */
        most = fmin(most, cards - 1);
    rule(r, "slots", b->id, cards, most, count, "cards against wired slots");
    agree(r, "on sale", b->id, b->exists == flag_yes, "board is sold");
}

/* Returns the slots that all cards cover. */
static double card_width(const struct option *o)
{
    double sum = 0;
    for (size_t i = 0; i < o->devices.n; i++)
        sum += o->devices.v[i].qty * ceil(o->devices.v[i].device->slot_width);
    return sum;
}

/* Returns the length of the longest card in mm; NaN if none is known. */
static double longest_mm(const struct option *o)
{
    double most = NAN;
    for (size_t i = 0; i < o->devices.n; i++)
        most = fmax(most, o->devices.v[i].device->length_mm);
    return most;
}

/* Returns the first part of a category, or NULL. */
static const struct part *first_of(const struct option *o, enum category c)
{
    for (size_t i = 0; i < o->parts.n; i++)
        if (o->parts.v[i].part->category == c)
            return o->parts.v[i].part;
    return NULL;
}

static void room(struct rules *r, const struct option *o)
{
    const struct part *box = first_of(o, category_pc_case);
    if (!box)
        return;
    rule(r, "case slots", box->id, card_width(o), box->expansion_slots, count,
         "slots that the cards cover against slots of the case");
    rule(r, "card length", box->id, longest_mm(o), box->card_length_mm, unit_label(UNIT_MM),
         "longest card against the room in the case (mm)");
}

/* ---- processor and memory ---- */

static void processor(struct rules *r, const struct option *o)
{
    const struct board *b = o->board->board;
    const struct cpu *c = o->cpu->cpu;
    if (b->socket && c->socket)
        agree(r, "socket", c->id, strcmp(b->socket, c->socket) == 0, "processor socket against the board's");
}

/* Compares "DDR4 RDIMM" with "DDR4": only the board's first word counts. */
static bool same_kind(const char *kit, const char *board)
{
    const size_t n = strcspn(board, " ");
    return strncmp(kit, board, n) == 0;
}

static void memory(struct rules *r, const struct option *o)
{
    const struct board *b = o->board->board;
    static const double desktop_channels = 2; /* boards with two channels or fewer take unbuffered modules only */
    double gib = 0, modules = 0;
    for (size_t i = 0; i < o->parts.n; i++) {
        const struct part *p = o->parts.v[i].part;
        if (p->category != category_ram)
            continue;
        gib += o->parts.v[i].qty * p->mem_gib;
        modules += o->parts.v[i].qty * p->modules;
        if (p->ram_type && b->ram_type)
            agree(r, "memory type", p->id, same_kind(p->ram_type, b->ram_type),
                  "memory kit against what the board takes");
        if (p->ram_type && strstr(p->ram_type, "RDIMM"))
            rule(r, "registered memory", p->id, desktop_channels + 1, b->mem_channels, count,
                 "registered modules need a server board (channels)");
    }
    if (gib > 0) {
        rule(r, "memory size", b->id, gib, b->ram_max_gib, unit_label(UNIT_GIB),
             "memory against the most that the board takes (GiB)");
        rule(r, "memory slots", b->id, modules, b->ram_slots, count, "memory modules against slots");
    }
}

/* ---- supply ---- */

static void connectors(struct rules *r, const struct option *o)
{
    double eight = 0, sixteen = 0, eps = 0, need8 = 0, need_eps = o->cpu ? 1 : 0;
    for (size_t i = 0; i < o->psus.n; i++) {
        const struct psu *p = o->psus.v[i].psu;
        sixteen += o->psus.v[i].qty * known_or(p->hpwr_16pin, 0);
        eight += o->psus.v[i].qty * p->pcie_8pin;
        eps += o->psus.v[i].qty * p->eps_8pin;
    }
    for (size_t i = 0; i < o->devices.n; i++) {
        const struct device *d = o->devices.v[i].device;
        for (int k = 0; k < (int)o->devices.v[i].qty; k++) {
            if (d->hpwr_16pin > 0 && sixteen > 0)
                sixteen--;
            else
                need8 += known_or(d->pcie_8pin, 0);
            need_eps += known_or(d->eps_8pin, 0);
        }
    }
    rule(r, "PCIe cables", o->psus.v[0].psu->id, need8, eight, count,
         "8-pin plugs that the cards need, adapters included, against the 8-pin plugs of the supply");
    rule(r, "CPU cables", o->psus.v[0].psu->id, need_eps, eps, count,
         "8-pin CPU plugs that board and cards need against the CPU plugs of the supply");
}

/* Returns the cards' watts in an excursion. Under a tensor or row split all cards peak together; otherwise the card
   with the highest limit peaks while the others draw at most their limits. */
static double excursion_w(const struct option *o, double card_frac)
{
    double sum = 0, largest = 0;
    for (size_t i = 0; i < o->devices.n; i++) {
        const struct device_line *l = &o->devices.v[i];
        const double limit_w = rig_limit_w(l->device, l->cap_w);
        sum += l->qty * limit_w;
        largest = fmax(largest, limit_w);
    }
    const bool together = o->split == split_tensor || o->split == split_row;
    return together ? sum * card_frac : sum + largest * (card_frac - 1);
}

static void transients(struct rules *r, const struct option *o, const struct excursion_list *e, double other_w)
{
    bool atx3 = true;
    for (size_t i = 0; i < o->psus.n; i++)
        atx3 &= o->psus.v[i].psu->atx3 == flag_yes;
    for (size_t i = 0; i < e->n; i++) {
        const struct excursion *x = &e->v[i];
        rule(r, x->id, o->psus.v[0].psu->id, excursion_w(o, x->card_frac) + other_w,
             power_rated_w(o) * (atx3 ? x->atx3_frac : x->atx2_frac), unit_label(UNIT_W),
             "peak of the excursion's length against what the supply withstands (W)");
    }
}

static void plug(struct rules *r, const struct option *o, const struct site *s)
{
    static const double c19_a = 15; /* the cord for a C20 inlet has a 15 A plug in Australia */
    for (size_t i = 0; i < o->psus.n; i++) {
        const struct psu *p = o->psus.v[i].psu;
        if (p->inlet && strstr(p->inlet, "C20"))
            rule(r, "mains cord", p->id, c19_a, s->outlet->rated_a, unit_label(UNIT_A),
                 "mains cord of a C20 inlet against the outlet (A)");
        rule(r, "mains voltage", p->id, p->min_mains_v, s->outlet->mains_v, unit_label(UNIT_V),
             "least voltage for the rating of the supply against the outlet (V)");
    }
}

static void bridge(struct rules *r, const struct option *o, int cards)
{
    const struct part *b = first_of(o, category_bridge);
    if (!b)
        return;
    double joined = INFINITY, bridges = 0;
    for (size_t i = 0; i < o->parts.n; i++)
        bridges += o->parts.v[i].part->category == category_bridge ? o->parts.v[i].qty : 0;
    for (size_t i = 0; i < o->devices.n; i++)
        joined = fmin(joined, o->devices.v[i].device->nvlink_gb_s > 0 ? o->devices.v[i].device->nvlink_gpus : 0);
    rule(r, "NVLink bridge", b->id, cards, joined * bridges, count,
         "cards against the number that the NVLink bridges join");
}

int build_check(const struct option *o, const struct site *s, const struct excursion_list *excursions, double other_w,
                struct build_check *out, int most)
{
    struct rules r = {.out = out, .most = most};
    const int cards = cards_of(o);
    if (cards == 0)
        return 0;
    if (o->board) {
        slots(&r, o, cards);
        memory(&r, o);
    }
    if (o->board && o->cpu)
        processor(&r, o);
    room(&r, o);
    if (o->psus.n > 0) {
        connectors(&r, o);
        transients(&r, o, excursions, other_w);
        plug(&r, o, s);
    }
    bridge(&r, o, cards);
    return r.n;
}

enum powerverdict build_worst(const struct build_check *checks, int n)
{
    enum powerverdict worst = n ? powerverdict_ok : powerverdict_unknown;
    for (int i = 0; i < n; i++)
        if (checks[i].verdict > worst)
            worst = checks[i].verdict;
    return worst;
}
