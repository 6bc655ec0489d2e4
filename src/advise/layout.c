/* layout.c: answers of model/build_seats.h, circuit.h and ports.h for a picture.

   Invariant: nothing is guessed. Where slots of the board, widths of the cards or a plan of its lanes are not known, a
   card has no slot here, except where all cards are alike: then it does not matter which of them stands in which slot
   of the lane plan. */
#include "layout.h"

#include "bug.h"
#include "build_seats.h"
#include "circuit.h"
#include "machine.h"
#include "ports.h"

#include <math.h>

static struct layout_row *add(struct layout *l)
{
    BUG_UNLESS(l->n < LAYOUT_MOST);
    l->row[l->n] = (struct layout_row){.lanes = NAN, .gen = NAN};
    return &l->row[l->n++];
}

static struct layout_row *row_of(struct layout *l, const struct slot *slot)
{
    for (int i = 0; i < l->n; i++)
        if (l->row[i].slot == slot)
            return &l->row[i];
    BUG("a seat has a slot of another board");
}

/* Gives the row the next card of that device that stands nowhere yet. */
static void put(struct layout *l, struct layout_row *row, const struct machine *m, const struct device *d)
{
    double nth = 0, seen = 0;
    for (int i = 0; i < l->n; i++)
        nth += l->row[i].card && l->row[i].card->device == d;
    for (size_t i = 0; i < m->devices.n && !row->card; i++) {
        if (m->devices.v[i].device != d)
            continue;
        seen += m->devices.v[i].qty;
        if (nth < seen)
            row->card = &m->devices.v[i];
    }
    row->nth = (int)nth;
}

static const struct board_slot *planned(const struct lane_plan *plan, double position)
{
    for (size_t i = 0; plan && i < plan->slots.n; i++)
        if (plan->slots.v[i].position == position)
            return &plan->slots.v[i];
    return NULL;
}

static void seat_cards(struct layout *l, const struct machine *m, const struct lane_plan *plan,
                       const struct build_seats *seats)
{
    for (int i = 0; i < seats->n; i++) {
        const struct build_seat *c = &seats->card[i];
        struct layout_row *row = row_of(l, c->slot);
        const struct board_slot *now = planned(plan, c->slot->position);
        put(l, row, m, c->card);
        row->riser = c->riser;
        row->lanes = now ? now->lanes : c->slot->lanes;
        row->gen = now ? now->gen : c->slot->gen;
        row->via = now ? now->via : c->slot->via;
        for (int k = 0; k < l->n; k++)
            l->row[k].covered |= l->row[k].slot && l->row[k].slot->position > c->slot->position &&
                                 l->row[k].slot->position < c->slot->position + c->width;
    }
    for (int i = 0; i < seats->n_nics; i++) {
        const struct build_seats_nic *nic = &seats->nic[i];
        struct layout_row *row = nic->slot ? row_of(l, nic->slot) : add(l);
        row->nic = nic->part;
        row->lanes = nic->slot ? nic->lanes : NAN;
        row->gen = nic->slot ? nic->slot->gen : NAN;
        row->via = nic->slot ? nic->slot->via : via_unknown;
    }
}

/* Adds each card and network card without a slot; cards that are all alike get the lanes of the plan. */
static void no_seats(struct layout *l, const struct machine *m, const struct lane_plan *plan)
{
    size_t at = 0;
    for (size_t i = 0; i < m->devices.n; i++)
        for (int k = 0; k < (int)m->devices.v[i].qty; k++, at++) {
            struct layout_row *row = l->n < LAYOUT_MOST ? add(l) : NULL;
            l->left_out += !row;
            if (!row)
                continue;
            put(l, row, m, m->devices.v[i].device);
            if (!plan || m->devices.n > 1)
                continue;
            row->lanes = plan->slots.v[at].lanes;
            row->gen = plan->slots.v[at].gen;
            row->via = plan->slots.v[at].via;
        }
    for (size_t i = 0; i < m->parts.n; i++)
        for (int k = 0; m->parts.v[i].part->category == category_nic && k < (int)m->parts.v[i].qty; k++)
            if (l->n < LAYOUT_MOST)
                add(l)->nic = m->parts.v[i].part;
            else
                l->left_out++;
}

void layout_find(const struct machine *m, struct layout *out)
{
    const int cards = machine_cards(m);
    const struct board *b = machine_board(m);
    const struct lane_plan *plan = b && cards ? build_seats_plan(b, cards) : NULL;
    const struct part *box = machine_part(m, category_pc_case);
    const char *id;
    *out = (struct layout){.board = b,
                           .cpu = machine_cpu(m),
                           .assembled = machine_assembled(m) || machine_unnamed(m),
                           .ram_gib = machine_ram_gib(m),
                           .rated_w = machine_rated_w(m)};
    for (size_t i = 0; b && i < b->slots.n; i++)
        add(out)->slot = &b->slots.v[i];
    if (b && (plan || !cards) && !build_seats_unknown(m, &id)) {
        struct build_seats seats;
        build_seats_find(m, box && !isnan(box->expansion_slots) ? box->expansion_slots : INFINITY, &seats);
        seat_cards(out, m, plan, &seats);
        out->seated = true;
    } else
        no_seats(out, m, plan);
}

struct layout_circuit layout_circuit(const struct comparison *c, const struct compare_option *o,
                                     const struct machine *m)
{
    const struct circuit_limits limits = circuit_find(c->scenario->site, m->circuit);
    struct layout_circuit out = {.id = limits.id,
                                 .outlet = limits.outlet,
                                 .breaker_a = limits.breaker_a,
                                 .other_load_w = limits.other_load_w,
                                 .outlet_w = circuit_outlet_w(limits.outlet)};
    double sum = 0;
    for (size_t i = 0; i < o->option->machines.n; i++)
        if (machine_here(o->machine[i].machine) &&
            circuit_find(c->scenario->site, o->machine[i].machine->circuit).id == limits.id)
            sum += o->machine[i].use.peak_wall_w;
    for (size_t i = 0; i < c->scenario->site->circuits.n; i++)
        out.to_build |= c->scenario->site->circuits.v[i].id == limits.id &&
                        !isnan(c->scenario->site->circuits.v[i].cost.mid);
    out.frac = circuit_breaker_frac(&limits, sum);
    out.breaker_w = limits.breaker_a * limits.outlet->mains_v * limits.outlet->continuous_frac;
    return out;
}

struct layout_link layout_link(const struct option *o, const struct connection *over)
{
    struct layout_link l = {.port = port_unknown, .gbit_s = NAN, .remote = ports_remote(over)};
    if (l.remote)
        return l;
    l.port = ports_common(o, over);
    l.gbit_s = ports_rate_gbit_s(o, over);
    l.switched = ports_through_switch(o, over);
    return l;
}

bool layout_here(const struct machine *m)
{
    return machine_here(m);
}
