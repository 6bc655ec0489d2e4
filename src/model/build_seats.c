/* build_seats.c: the slots that cards and network cards stand in.

   Idea: a lane plan names one slot for each card. A slot with the same lanes does as well, so that all choices of equal
   slots are tried; in each the thickest cards take the largest distances. Network cards take what is left.
   Invariant: a slot holds one card; no more cards than the plan has slots. Reference: positions of the slots, in the
   records of boards. */
#include "build_seats.h"

#include "bug.h"
#include "machine.h"

#include <math.h>

const struct lane_plan *build_seats_plan(const struct board *b, int cards)
{
    for (size_t i = 0; i < b->lane_plans.n; i++)
        if (b->lane_plans.v[i].gpus == cards && b->lane_plans.v[i].slots.n == (size_t)cards)
            return &b->lane_plans.v[i];
    return NULL;
}

bool build_seats_on_risers(const struct machine *m)
{
    const struct part *box = machine_part(m, category_pc_case);
    return (box && !isnan(box->frame_cards)) || machine_parts(m, category_riser) >= machine_cards(m);
}

const struct part *build_seats_bridge(const struct machine *m)
{
    for (size_t i = 0; i < m->parts.n; i++)
        if (m->parts.v[i].part->category == category_bridge && !isnan(m->parts.v[i].part->span_slots))
            return m->parts.v[i].part;
    return NULL;
}

static const struct slot *slot_at(const struct board *b, double position)
{
    for (size_t i = 0; i < b->slots.n; i++)
        if (b->slots.v[i].position == position)
            return &b->slots.v[i];
    return NULL;
}

const char *build_seats_unknown(const struct machine *m, const char **id)
{
    const struct board *b = machine_board(m);
    const int n = machine_cards(m);
    const struct lane_plan *plan = n ? build_seats_plan(b, n) : NULL;
    *id = b->id;
    if (b->slots.n == 0)
        return "slots of ";
    for (size_t i = 0; plan && i < plan->slots.n; i++)
        if (!slot_at(b, plan->slots.v[i].position))
            return "slot positions of ";
    for (size_t i = 0; i < m->devices.n && !build_seats_on_risers(m); i++)
        if (isnan(m->devices.v[i].device->slot_width)) {
            *id = m->devices.v[i].device->id;
            return "width of ";
        }
    return NULL;
}

/* ---- search ---- */

struct search {
    const struct machine *m;
    const struct board *b;
    const struct lane_plan *plan; /* NULL without cards */
    int n;
    struct build_seat card[BUILD_SEATS_MOST]; /* thickest first, without slots */
    const struct slot *at[BUILD_SEATS_MOST];  /* slot tried for each slot of the plan */
    double room, span;
    struct build_seats *best;
    bool any;
};

/* Lists the cards, the thickest first; the thickest take the risers and come last. */
static void list_cards(struct search *s)
{
    const struct machine *m = s->m;
    struct build_seat all[BUILD_SEATS_MOST];
    int n = 0;
    for (size_t i = 0; i < m->devices.n; i++)
        for (int k = 0; k < (int)m->devices.v[i].qty; k++) {
            const struct device *d = m->devices.v[i].device;
            const double width = isnan(d->slot_width) ? 1 : ceil(d->slot_width);
            int at = n++;
            BUG_UNLESS(n <= BUILD_SEATS_MOST);
            for (; at > 0 && all[at - 1].width < width; at--)
                all[at] = all[at - 1];
            all[at] = (struct build_seat){.card = d, .width = width};
        }
    const int risers = build_seats_on_risers(m) ? n : (int)machine_parts(m, category_riser);
    for (int i = 0; i < n; i++) {
        s->card[i] = all[(i + risers) % n];
        if (i >= n - risers)
            s->card[i] = (struct build_seat){.card = s->card[i].card, .width = 1, .riser = true};
    }
    s->n = n;
}

/* ---- network cards ---- */

static bool is_covered(const struct build_seats *t, const struct slot *slot)
{
    bool covered = false;
    for (int i = 0; i < t->n; i++) {
        const double first = t->card[i].slot->position;
        covered |= slot->position >= first && slot->position < first + t->card[i].width;
    }
    for (int i = 0; i < t->n_nics; i++)
        covered |= t->nic[i].slot == slot;
    return covered;
}

/* Returns the lanes of a slot beside the cards; *takes: some card gets fewer then. */
static double lanes_beside(const struct search *s, const struct slot *slot, bool *takes)
{
    const struct lane_plan *more = build_seats_plan(s->b, s->n + 1);
    double lanes = slot->lanes;
    bool in_plan = false, fewer = false;
    for (size_t i = 0; more && i < more->slots.n; i++) {
        const struct board_slot *now = &more->slots.v[i];
        in_plan |= now->position == slot->position;
        lanes = now->position == slot->position ? fmin(lanes, now->lanes) : lanes;
        for (size_t k = 0; s->plan && k < s->plan->slots.n; k++)
            fewer |= s->plan->slots.v[k].position == now->position && now->lanes < s->plan->slots.v[k].lanes;
    }
    *takes = in_plan && fewer;
    return lanes;
}

static bool may_hold(const struct slot *slot, const struct part *p)
{
    return slot->length >= p->pcie_lanes && (slot->half_height != flag_yes || p->half_height == flag_yes);
}

static void seat_nic(const struct search *s, const struct part *p, struct build_seats *t)
{
    struct build_seats_nic best = {.part = p};
    int best_rank = -1;
    for (size_t i = 0; i < s->b->slots.n; i++) {
        const struct slot *slot = &s->b->slots.v[i];
        bool takes;
        const double lanes = lanes_beside(s, slot, &takes);
        const int rank = 2 * (lanes >= p->pcie_lanes) + !takes;
        if (lanes <= 0 || !may_hold(slot, p) || is_covered(t, slot) || rank <= best_rank)
            continue;
        best = (struct build_seats_nic){p, slot, lanes, takes};
        best_rank = rank;
    }
    t->seated_nics += best.slot != NULL;
    t->nic[t->n_nics++] = best;
}

static void seat_nics(const struct search *s, struct build_seats *t)
{
    for (size_t i = 0; i < s->m->parts.n; i++) {
        const struct part *p = s->m->parts.v[i].part;
        for (int k = 0; p->category == category_nic && !isnan(p->pcie_lanes) && k < (int)s->m->parts.v[i].qty; k++)
            if (t->n_nics < BUILD_SEATS_MOST)
                seat_nic(s, p, t);
    }
}

/* ---- cards ---- */

/* Returns the slots from card i to the next one, or to the end of the case. */
static double distance(const struct search *s, const struct build_seats *t, int i)
{
    const double here = t->card[i].slot->position;
    return i + 1 < t->n ? t->card[i + 1].slot->position - here : s->room - here + 1;
}

/* Sorts the slots tried by position and gives the thickest card the largest distance. */
static void seat_cards(const struct search *s, struct build_seats *t)
{
    for (int i = 0; i < s->n; i++) {
        int at = t->n++;
        for (; at > 0 && t->card[at - 1].slot->position > s->at[i]->position; at--)
            t->card[at].slot = t->card[at - 1].slot;
        t->card[at].slot = s->at[i];
    }
    for (int i = 0; i < s->n; i++) {
        int widest = -1;
        for (int k = 0; k < t->n; k++)
            if (!t->card[k].card && (widest < 0 || distance(s, t, k) > distance(s, t, widest)))
                widest = k;
        const struct slot *slot = t->card[widest].slot;
        t->card[widest] = s->card[i];
        t->card[widest].slot = slot;
    }
}

static void measure(const struct search *s, struct build_seats *t)
{
    t->air = INFINITY;
    for (int i = 0; i < t->n; i++) {
        const struct build_seat *c = &t->card[i];
        t->overlap += fmax(0, c->width - distance(s, t, i));
        t->end = fmax(t->end, c->slot->position + c->width - 1);
        if (i + 1 == t->n || c->riser || t->card[i + 1].riser)
            continue;
        if (c->card->cooling == cooling_open_)
            t->air = fmin(t->air, distance(s, t, i) - c->card->slot_width);
        t->spans += i % 2 == 0 && distance(s, t, i) == s->span;
    }
}

static bool is_better(const struct build_seats *a, const struct build_seats *b)
{
    if (a->overlap != b->overlap)
        return a->overlap < b->overlap;
    if (a->seated_nics != b->seated_nics)
        return a->seated_nics > b->seated_nics;
    return a->spans != b->spans ? a->spans > b->spans : a->air > b->air;
}

static void judge(struct search *s)
{
    struct build_seats t = {0};
    seat_cards(s, &t);
    measure(s, &t);
    seat_nics(s, &t);
    if (!s->any || is_better(&t, s->best))
        *s->best = t;
    s->any = true;
}

static bool is_alike(const struct board_slot *a, const struct board_slot *b)
{
    return a->lanes == b->lanes && a->via == b->via && (a->gen == b->gen || (isnan(a->gen) && isnan(b->gen)));
}

/* Returns whether a slot can stand for slot i of the plan: one of the plan with the same lanes, or one outside it that
   is wired so. Equal slots of the plan are filled from the top, so that no choice is tried twice. */
static bool may_stand(const struct search *s, int i, const struct slot *slot)
{
    const struct board_slot *want = &s->plan->slots.v[i];
    bool outside = true, alike = false;
    for (int k = 0; k < s->n; k++) {
        const struct board_slot *p = &s->plan->slots.v[k];
        outside &= p->position != slot->position;
        alike |= p->position == slot->position && is_alike(p, want);
        if (k < i && (s->at[k] == slot || (is_alike(p, want) && s->at[k]->position > slot->position)))
            return false;
    }
    const struct board_slot wired = {.lanes = slot->lanes, .gen = slot->gen, .via = slot->via};
    return alike || (outside && is_alike(&wired, want));
}

static void choose(struct search *s, int i)
{
    if (i == s->n) {
        judge(s);
        return;
    }
    for (size_t k = 0; k < s->b->slots.n; k++)
        if (may_stand(s, i, &s->b->slots.v[k])) {
            s->at[i] = &s->b->slots.v[k];
            choose(s, i + 1);
        }
}

void build_seats_find(const struct machine *m, double room, struct build_seats *out)
{
    const struct part *bridge = build_seats_bridge(m);
    struct search s = {
        .m = m, .b = machine_board(m), .room = room, .span = bridge ? bridge->span_slots : NAN, .best = out};
    list_cards(&s);
    s.plan = s.n ? build_seats_plan(s.b, s.n) : NULL;
    *out = (struct build_seats){0};
    for (int i = 0; i < s.n; i++) /* the plan's own slots come first: others must be better */
        s.at[i] = slot_at(s.b, s.plan->slots.v[i].position);
    judge(&s);
    if (s.n > 0)
        choose(&s, 0);
}
