#include "build_slots.h"

#include "bug.h"
#include "build_seats.h"
#include "known.h"
#include "machine.h"

#include <math.h>

/* ---- how many, and their lanes ---- */

/* Adds the check of the number of cards; returns the lane plan for them, NULL: none. A board without a plan for a
   number cannot take it, even if it takes more. */
static const struct lane_plan *count_slots(struct build_rules *r, const struct board *b, int cards)
{
    const struct lane_plan *plan = build_seats_plan(b, cards);
    double most = 0;
    for (size_t i = 0; i < b->lane_plans.n; i++)
        most = fmax(most, b->lane_plans.v[i].gpus);
    most = b->lane_plans.n == 0 ? NAN : plan ? most : fmin(most, cards - 1);
    build_rules_compare(r, BUILD_RULES_slots, b->id, cards, most, unit_label(UNIT_COUNT),
                        build_rules_say(r, "lanes of ", b->id, NULL));
    return plan;
}

/* Lanes from the chipset share one link to the processor, and few lanes slow down every exchange. */
static void lanes(struct build_rules *r, const struct board *b, const struct lane_plan *plan, const struct policy *p)
{
    const int before = r->n;
    for (size_t i = 0; i < plan->slots.n; i++) {
        const struct board_slot *s = &plan->slots.v[i];
        if (s->via == via_chipset || s->lanes <= p->few_lanes)
            build_rules_near(r, BUILD_RULES_lanes, b->id,
                             build_rules_say(r, "card ", build_rules_number((double)i + 1).text, " of ",
                                             build_rules_number(plan->gpus).text, " gets ",
                                             build_rules_number(s->lanes).text, " lanes from the ",
                                             enums_words(&enums_via, (int)s->via), NULL));
    }
    if (r->n == before)
        build_rules_ok(r, BUILD_RULES_lanes, b->id);
}

/* ---- risers ---- */

static void risers(struct build_rules *r, const struct machine *m, const struct board *b, const struct lane_plan *plan)
{
    const struct part *box = machine_part(m, category_pc_case), *riser = machine_part(m, category_riser);
    const int cards = machine_cards(m);
    if (box && !isnan(box->frame_cards)) {
        build_rules_compare(r, BUILD_RULES_frame, box->id, cards, box->frame_cards, unit_label(UNIT_COUNT), NULL);
        build_rules_compare(r, BUILD_RULES_risers, box->id, cards, machine_parts(m, category_riser),
                            unit_label(UNIT_COUNT), NULL);
    }
    for (size_t i = 0; riser && i < plan->slots.n; i++) {
        const struct board_slot *s = &plan->slots.v[i];
        const char *of = isnan(riser->pcie_gen) || isnan(riser->pcie_lanes) ? riser->id : isnan(s->gen) ? b->id : NULL;
        if (riser->pcie_gen < s->gen || riser->pcie_lanes < s->lanes) {
            build_rules_near(r, BUILD_RULES_riser_speed, riser->id,
                             build_rules_say(r, "PCIe ", build_rules_number(riser->pcie_gen).text, " x",
                                             build_rules_number(riser->pcie_lanes).text, " riser in a slot of PCIe ",
                                             build_rules_number(s->gen).text, " x", build_rules_number(s->lanes).text,
                                             NULL));
            return;
        }
        if (of) {
            build_rules_open(r, BUILD_RULES_riser_speed, riser->id,
                             build_rules_say(r, "PCIe generation of ", of, NULL));
            return;
        }
    }
    if (riser)
        build_rules_ok(r, BUILD_RULES_riser_speed, riser->id);
}

/* ---- what no slot takes ---- */

/* Adds a failed check for each device that is no card for a slot; returns whether there is one. A device that states
   slots is a card for them. */
static bool no_cards(struct build_rules *r, const struct machine *m)
{
    bool found = false;
    for (size_t i = 0; i < m->devices.n; i++) {
        const struct device *d = m->devices.v[i].device;
        const bool module = d->form == cardform_sxm || d->form == cardform_oam;
        const char *kind = d->form == cardform_sxm ? ": it needs an SXM board" : ": it needs an OAM board";
        if (d->form == cardform_unknown && isnan(d->slot_width))
            build_rules_open(r, BUILD_RULES_slots, d->id,
                             build_rules_say(r, "whether ", d->id, " is a PCIe card", NULL));
        if (d->form == cardform_unknown || d->form == cardform_pcie)
            continue;
        build_rules_add(r, BUILD_RULES_slots,
                        &(struct build_finding){
                            .verdict = checked_fails,
                            .part = d->id,
                            .said = build_rules_say(r, d->id, " is ", enums_words(&enums_cardform, (int)d->form),
                                                    module ? kind : ": no slot takes it", NULL),
                            .remedy = module ? "the PCIe card of this model, or a server with a board for such modules"
                                             : "a PCIe card, or the machine that it is built into"});
        found = true;
    }
    return found;
}

/* ---- room in the case ---- */

/* Cards that stand in slots of the case, not on risers, by the slots that they cover. A width that is not known counts
   as 1. */
enum { WIDEST = 4 };
struct widths {
    double n[WIDEST + 1];
    const struct device *widest; /* of all cards, those on risers included */
};

static int width_of(const struct device *d)
{
    const double width = ceil(known_or(d->slot_width, 1));
    BUG_UNLESS(width >= 1 && width <= WIDEST);
    return (int)width;
}

/* Counts the cards; the thickest take the risers. */
static struct widths widths(const struct machine *m, double risers)
{
    struct widths w = {0};
    for (size_t i = 0; i < m->devices.n; i++) {
        const struct device *d = m->devices.v[i].device;
        w.n[width_of(d)] += m->devices.v[i].qty;
        w.widest = !w.widest || width_of(d) > width_of(w.widest) ? d : w.widest;
    }
    for (int i = WIDEST; i > 0; i--) {
        const double out = fmin(w.n[i], risers);
        w.n[i] -= out;
        risers -= out;
    }
    return w;
}

/* A card that is thicker than all slots of the case together fits on no board. */
static void wide_card(struct build_rules *r, const struct machine *m)
{
    const struct part *box = machine_part(m, category_pc_case);
    const struct widths w = widths(m, build_seats_on_risers(m) ? INFINITY : machine_parts(m, category_riser));
    double most = 0;
    for (int i = 1; i <= WIDEST; i++)
        most = w.n[i] > 0 ? i : most;
    if (!box || !(most > box->expansion_slots))
        return;
    build_rules_add(r, BUILD_RULES_case_slots,
                    &(struct build_finding){
                        .verdict = checked_fails,
                        .part = box->id,
                        .need = most,
                        .have = box->expansion_slots,
                        .unit = unit_label(UNIT_COUNT),
                        .said = build_rules_say(r, "a card of ", build_rules_number(most).text, " slots in ", box->id,
                                                " with ", build_rules_number(box->expansion_slots).text, NULL)});
}

/* A frame has places for any card on a riser; a closed case for as many as it states, and for none where the other
   cards cover all its slots. */
static void riser_place(struct build_rules *r, const struct machine *m)
{
    const struct part *box = machine_part(m, category_pc_case);
    const double on = fmin(machine_parts(m, category_riser), machine_cards(m));
    const struct widths w = widths(m, on);
    double covered = 0;
    if (!box || !isnan(box->frame_cards) || on <= 0)
        return;
    for (int i = 1; i <= WIDEST; i++)
        covered += w.n[i] * i;
    if (isnan(box->riser_cards) && covered >= box->expansion_slots)
        build_rules_fails(r, BUILD_RULES_riser_place, box->id,
                          build_rules_say(r, "the cards in slots of ", box->id, " leave no place for ", w.widest->id,
                                          " on the riser", NULL));
    else
        build_rules_compare(r, BUILD_RULES_riser_place, box->id, on, box->riser_cards, unit_label(UNIT_COUNT),
                            build_rules_say(r, "where ", w.widest->id, " on the riser stands in ", box->id, NULL));
}

/* ---- each card in its slot ---- */

static void half_height(struct build_rules *r, const struct board *b, const struct build_seats *t)
{
    for (int i = 0; i < t->n; i++) {
        const struct build_seat *c = &t->card[i];
        if (c->slot->half_height != flag_yes || c->riser)
            continue;
        if (c->card->half_height == flag_unknown)
            build_rules_open(r, BUILD_RULES_half_height, c->card->id,
                             build_rules_say(r, "whether ", c->card->id, " fits a half-height slot", NULL));
        else if (c->card->half_height == flag_yes)
            build_rules_ok(r, BUILD_RULES_half_height, c->card->id);
        else
            build_rules_fails(r, BUILD_RULES_half_height, c->card->id,
                              build_rules_say(r, "slot ", build_rules_number(c->slot->position).text, " of ", b->id,
                                              " (half height, ", build_rules_number(c->slot->lanes).text,
                                              " lanes) does not take ", c->card->id, NULL));
    }
}

static void slot_length(struct build_rules *r, const struct board *b, const struct build_seats *t)
{
    const int before = r->n;
    for (int i = 0; i < t->n; i++) {
        const struct build_seat *c = &t->card[i];
        if (c->riser)
            continue;
        if (isnan(c->card->pcie_lanes))
            build_rules_open(r, BUILD_RULES_slot_length, c->card->id,
                             build_rules_say(r, "PCIe lanes of ", c->card->id, NULL));
        else if (c->card->pcie_lanes > c->slot->length)
            build_rules_fails(r, BUILD_RULES_slot_length, c->card->id,
                              build_rules_say(r, c->card->id, " is longer than ", "slot ",
                                              build_rules_number(c->slot->position).text, " of ", b->id, NULL));
    }
    if (r->n == before)
        build_rules_ok(r, BUILD_RULES_slot_length, b->id);
}

/* Returns the slots that the cards but the last lack. */
static double inner_overlap(const struct build_seats *t)
{
    double sum = 0;
    for (int i = 0; i + 1 < t->n; i++)
        sum += fmax(0, t->card[i].width - (t->card[i + 1].slot->position - t->card[i].slot->position));
    return sum;
}

static void card_width(struct build_rules *r, const struct board *b, const struct build_seats *t)
{
    if (!(inner_overlap(t) > 0)) {
        build_rules_ok(r, BUILD_RULES_card_width, b->id);
        return;
    }
    for (int i = 0; i + 1 < t->n; i++) {
        const struct build_seat *c = &t->card[i];
        if (c->slot->position + c->width > t->card[i + 1].slot->position)
            build_rules_fails(
                r, BUILD_RULES_card_width, c->card->id,
                build_rules_say(r, c->card->id, " in slot ", build_rules_number(c->slot->position).text, " is ",
                                build_rules_number(c->card->slot_width).text, " slots thick and covers slot ",
                                build_rules_number(t->card[i + 1].slot->position).text, " of ", b->id, NULL));
    }
}

static void case_slots(struct build_rules *r, const struct part *box, const struct build_seats *t)
{
    build_rules_compare(r, BUILD_RULES_case_slots, box->id, t->end, box->expansion_slots, unit_label(UNIT_COUNT),
                        build_rules_say(r, "card slots of ", box->id, NULL));
}

static void air_gap(struct build_rules *r, const struct board *b, const struct build_seats *t, const struct policy *p)
{
    if (isinf(t->air))
        return;
    if (t->air >= p->card_gap_slots)
        build_rules_ok(r, BUILD_RULES_air_gap, b->id);
    else
        build_rules_near(r, BUILD_RULES_air_gap, b->id,
                         build_rules_say(r, build_rules_number(fmax(0, t->air)).text,
                                         " free slots in front of a card with open fans, ",
                                         build_rules_number(p->card_gap_slots).text, " needed for air", NULL));
}

static void geometry(struct build_rules *r, const struct build_case *c, const struct board *b,
                     struct build_seats *seats)
{
    const struct part *box = machine_part(c->machine, category_pc_case);
    const double room = box && !isnan(box->expansion_slots) ? box->expansion_slots : INFINITY;
    build_seats_find(c->machine, room, seats);
    half_height(r, b, seats);
    slot_length(r, b, seats);
    if (build_seats_on_risers(c->machine))
        return;
    if (seats->overlap > 0) /* too much for the case: is it for the board too? */
        build_seats_find(c->machine, INFINITY, seats);
    card_width(r, b, seats);
    if (box)
        case_slots(r, box, seats);
    else if (c->machine->system)
        build_rules_open(r, BUILD_RULES_case_slots, c->machine->system->system->id,
                         build_rules_say(r, "room for cards in ", c->machine->system->system->id, NULL));
    air_gap(r, b, seats, c->policy);
}

/* ---- network cards ---- */

static void nic(struct build_rules *r, const struct board *b, const struct build_seats_nic *n)
{
    const struct part *p = n->part;
    if (!n->slot)
        build_rules_fails(r, BUILD_RULES_nic_slot, p->id,
                          build_rules_say(r, "no slot of ", b->id, " is free for ", p->id, NULL));
    else if (n->lanes < p->pcie_lanes)
        build_rules_near(r, BUILD_RULES_nic_slot, p->id,
                         build_rules_say(r, p->id, " of ", build_rules_number(p->pcie_lanes).text, " lanes gets ",
                                         build_rules_number(n->lanes).text, " in ", "slot ",
                                         build_rules_number(n->slot->position).text, " of ", b->id, NULL));
    else if (n->takes)
        build_rules_near(r, BUILD_RULES_nic_slot, p->id,
                         build_rules_say(r, p->id, " in ", "slot ", build_rules_number(n->slot->position).text, " of ",
                                         b->id, " takes lanes from the cards", NULL));
    else
        build_rules_ok(r, BUILD_RULES_nic_slot, p->id);
}

/* A network card without lanes is an option that the maker of a system fits; in an assembled machine it is unknown. */
static void nics_unknown(struct build_rules *r, const struct machine *m, const char *what, const char *id)
{
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part *p = m->parts.v[i].part;
        if (p->category != category_nic)
            continue;
        if (isnan(p->pcie_lanes) && !m->system)
            build_rules_open(r, BUILD_RULES_nic_slot, p->id, build_rules_say(r, "PCIe lanes of ", p->id, NULL));
        else if (!isnan(p->pcie_lanes) && what)
            build_rules_open(r, BUILD_RULES_nic_slot, p->id, build_rules_say(r, what, id, NULL));
    }
}

/* ---- all ---- */

/* A system without a board takes neither cards nor network cards. */
static void no_board(struct build_rules *r, const struct machine *m)
{
    const char *id = m->system->system->id;
    for (size_t i = 0; i < m->devices.n; i++)
        build_rules_fails(r, BUILD_RULES_slots, m->devices.v[i].device->id,
                          build_rules_say(r, id, " has no slot for ", m->devices.v[i].device->id, NULL));
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part *p = m->parts.v[i].part;
        if (p->category == category_nic && !isnan(p->pcie_lanes))
            build_rules_fails(r, BUILD_RULES_nic_slot, p->id, build_rules_say(r, id, " has no slot for ", p->id, NULL));
    }
}

/* Returns whether the slots of the case were checked. */
static bool with_board(struct build_rules *r, const struct build_case *c, const struct board *b)
{
    const struct machine *m = c->machine;
    const int cards = machine_cards(m);
    const struct lane_plan *plan = cards && !no_cards(r, m) ? count_slots(r, b, cards) : NULL;
    const char *id, *unknown = build_seats_unknown(m, &id);
    struct build_seats seats = {0};
    if (plan) {
        lanes(r, b, plan, c->policy);
        risers(r, m, b, plan);
    }
    if (cards && b->lane_plans.n == 0)
        unknown = "lanes of ";
    else if (plan && unknown && !build_seats_on_risers(m))
        build_rules_open(r, BUILD_RULES_card_width, id, build_rules_say(r, unknown, id, NULL));
    else if (plan && !unknown)
        geometry(r, c, b, &seats);
    else if (!cards && !unknown)
        build_seats_find(m, INFINITY, &seats);
    nics_unknown(r, m, unknown, id);
    for (int i = 0; i < seats.n_nics; i++)
        nic(r, b, &seats.nic[i]);
    return seats.n > 0 && !build_seats_on_risers(m);
}

void build_slots(struct build_rules *r, const struct build_case *c)
{
    const struct board *b = machine_board(c->machine);
    const bool checked = b && with_board(r, c, b);
    if (!b && c->machine->system)
        no_board(r, c->machine);
    if (!checked)
        wide_card(r, c->machine);
    riser_place(r, c->machine);
}
