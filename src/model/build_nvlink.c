#include "build_nvlink.h"

#include "build_seats.h"
#include "machine.h"
#include "rig.h"

#include <math.h>

/* ---- what the machine states ---- */

/* Returns the first link of the settings, or of those for a workload, for which `is` holds; NULL: none. */
static const struct link *stated(const struct machine *m, bool (*is)(const struct link *))
{
    const struct link *found = is(m->link) ? m->link : is(m->bridge) ? m->bridge : NULL;
    for (size_t i = 0; !found && i < m->runs.n; i++)
        found = is(m->runs.v[i].link) ? m->runs.v[i].link : is(m->runs.v[i].bridge) ? m->runs.v[i].bridge : NULL;
    return found;
}

static bool is_pcie(const struct link *l)
{
    return l && l->type == linktype_pcie;
}

/* ---- PCIe ---- */

/* Least of what slots and cards have, of those that are known; infinite: none is. */
struct least {
    double gen, lanes;
    bool slots; /* the board's slots and their generation are known */
};

static struct least least_of(const struct machine *m)
{
    const struct board *b = machine_board(m);
    const struct lane_plan *plan = b ? build_seats_plan(b, machine_cards(m)) : NULL;
    struct least least = {INFINITY, INFINITY, plan != NULL};
    for (size_t i = 0; plan && i < plan->slots.n; i++) {
        least.lanes = fmin(least.lanes, plan->slots.v[i].lanes);
        least.gen = fmin(least.gen, plan->slots.v[i].gen);
        least.slots &= !isnan(plan->slots.v[i].gen);
    }
    for (size_t i = 0; i < m->devices.n; i++) {
        least.lanes = fmin(least.lanes, m->devices.v[i].device->pcie_lanes);
        least.gen = fmin(least.gen, m->devices.v[i].device->pcie_gen);
    }
    return least;
}

/* ---- bridge ---- */

static bool is_listed(const struct part *bridge, const struct device *d)
{
    for (size_t i = 0; i < bridge->bridges.n; i++)
        if (bridge->bridges.v[i].device == d)
            return true;
    return false;
}

/* Returns whether the bridge is made for all cards of the machine. */
static bool joins_all(const struct part *bridge, const struct machine *m)
{
    bool all = !bridge->joins || rig_is_nvlink(bridge->joins);
    for (size_t i = 0; i < m->devices.n; i++)
        all &= is_listed(bridge, m->devices.v[i].device);
    return all;
}

/* Returns whether the cards need no bridge: they are joined by their board or by a switch. */
static bool is_switched(const struct machine *m)
{
    bool all = m->devices.n > 0;
    for (size_t i = 0; i < m->devices.n; i++)
        all &= m->devices.v[i].device->nvlink_gpus > 2;
    return all;
}

/* What is wrong with the bridge; ids and numbers to say so. */
struct fault {
    enum checked verdict;
    const char *part, *what, *id; /* fault or unknown fact: what and id, joined */
    double span;                  /* NaN: not about the span */
};

static struct fault no_nvlink(const struct machine *m)
{
    for (size_t i = 0; i < m->devices.n; i++) {
        const struct device *d = m->devices.v[i].device;
        if (!(d->nvlink_gb_s > 0))
            return (struct fault){isnan(d->nvlink_gb_s) ? checked_open_ : checked_fails, d->id,
                                  isnan(d->nvlink_gb_s) ? "NVLink of " : "no NVLink on ", d->id, NAN};
    }
    return (struct fault){checked_ok, NULL, NULL, NULL, NAN};
}

/* Are the pairs of cards as far apart as the bridge? */
static struct fault distance(const struct machine *m, const struct part *bridge, int pairs)
{
    const struct board *b = machine_board(m);
    const char *id = bridge->id, *unknown = !b                         ? "board of "
                                            : build_seats_on_risers(m) ? "distance of the cards of "
                                                                       : NULL;
    struct build_seats seats;
    if (unknown)
        return (struct fault){checked_open_, bridge->id, unknown, m->id, NAN};
    if (isnan(bridge->span_slots))
        return (struct fault){checked_open_, bridge->id, "slots between the cards of ", id, NAN};
    unknown = !build_seats_plan(b, machine_cards(m)) ? "lanes of " : build_seats_unknown(m, &id);
    if (unknown)
        return (struct fault){checked_open_, bridge->id, unknown, build_seats_plan(b, machine_cards(m)) ? id : b->id,
                              NAN};
    const struct part *box = machine_part(m, category_pc_case);
    build_seats_find(m, box && !isnan(box->expansion_slots) ? box->expansion_slots : INFINITY, &seats);
    if (seats.spans < pairs)
        return (struct fault){checked_fails, bridge->id, "no slots so far apart for ", bridge->id, bridge->span_slots};
    return (struct fault){checked_ok, bridge->id, NULL, NULL, NAN};
}

static struct fault find_fault(const struct machine *m)
{
    const int pairs = machine_cards(m) / 2;
    const struct part *bridge = NULL, *any = machine_part(m, category_bridge);
    struct fault f = no_nvlink(m);
    double n = 0;
    if (f.verdict != checked_ok)
        return f;
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part *p = m->parts.v[i].part;
        if (p->category != category_bridge || !joins_all(p, m))
            continue;
        bridge = p;
        n += m->parts.v[i].qty;
    }
    if (any && !bridge && any->bridges.n == 0)
        return (struct fault){checked_open_, any->id, "cards that are joined by ", any->id, NAN};
    if (!bridge)
        return (struct fault){checked_fails, m->devices.v[0].device->id, "no NVLink bridge for ",
                              m->devices.v[0].device->id, NAN};
    if (n < pairs)
        return (struct fault){checked_fails, bridge->id, "fewer bridges than pairs of ", m->devices.v[0].device->id,
                              NAN};
    return distance(m, bridge, pairs);
}

static const char *nvlink_remedy(struct build_rules *r, const struct machine *m)
{
    const struct least least = least_of(m);
    if (isinf(least.gen) || isinf(least.lanes))
        return "add a bridge of the right span for these cards, or leave out the link";
    return build_rules_say(r, "add a bridge of the right span for these cards, or state link: pcie",
                           build_rules_number(least.gen).text, "-x", build_rules_number(least.lanes).text, NULL);
}

static void nvlink(struct build_rules *r, const struct machine *m)
{
    const struct fault f = find_fault(m);
    const char *said = f.what ? build_rules_say(r, f.what, f.id, NULL) : NULL;
    if (f.verdict == checked_open_)
        build_rules_open(r, BUILD_RULES_nvlink, f.part, said);
    else if (f.verdict == checked_ok)
        build_rules_ok(r, BUILD_RULES_nvlink, f.part);
    else
        build_rules_add(
            r, BUILD_RULES_nvlink,
            &(struct build_finding){.verdict = f.verdict,
                                    .part = f.part,
                                    .said = isnan(f.span)
                                                ? said
                                                : build_rules_say(r, f.part, " spans ", build_rules_number(f.span).text,
                                                                  " slots, the cards stand at another distance", NULL),
                                    .remedy = nvlink_remedy(r, m)});
}

/* ---- what it is used as ---- */

bool build_nvlink_usable(const struct machine *m)
{
    return m->cloud || is_switched(m) || machine_cards(m) < 2 || find_fault(m).verdict != checked_fails;
}

bool build_nvlink_exceeds(const struct machine *m, const struct link *l)
{
    const struct least least = least_of(m);
    return is_pcie(l) && (l->pcie_gen > least.gen || l->pcie_lanes > least.lanes);
}

static void pcie(struct build_rules *r, const struct machine *m, const struct link *l, const struct board *b)
{
    const struct least least = least_of(m);
    const bool newer = l->pcie_gen > least.gen;
    if (build_nvlink_exceeds(m, l))
        build_rules_fails(r, BUILD_RULES_link, b->id,
                          build_rules_say(r, l->id, " is stated, but a card on ", b->id, " has ", newer ? "PCIe " : "",
                                          build_rules_number(newer ? least.gen : least.lanes).text,
                                          newer ? "" : " lanes", NULL));
    else if (!least.slots)
        build_rules_open(r, BUILD_RULES_link, b->id, build_rules_say(r, "lanes of ", b->id, NULL));
    else
        build_rules_ok(r, BUILD_RULES_link, b->id);
}

void build_nvlink(struct build_rules *r, const struct machine *m)
{
    const struct board *b = machine_board(m);
    const struct link *l = stated(m, is_pcie);
    if (machine_cards(m) == 1 && stated(m, rig_is_nvlink))
        build_rules_near(r, BUILD_RULES_nvlink, m->id, "NVLink is stated, but there is one card");
    if (machine_cards(m) < 2)
        return;
    if (l && b)
        pcie(r, m, l, b);
    if (stated(m, rig_is_nvlink) && !is_switched(m))
        nvlink(r, m);
}
