/* build_supply.c: power from the wall to the cards.

   Idea: 16-pin plugs of the cards take the supply's 16-pin outputs as long as there are any, then 8-pin plugs with an
   adapter. Excursions: cards of a tensor or row split peak together; in a layer split one card peaks while the others
   stay at their limit.
   Invariant: plugs that are only assumed are never ok.
   Reference: excursions and supply limits by duration are in data/excursions.json (Intel's ATX12VO design guide,
   measured spikes of published reviews); plugs by rating in data/assumptions.json. */
#include "build_supply.h"

#include "known.h"
#include "machine.h"
#include "rig.h"

#include <math.h>
#include <string.h>

/* ---- plugs ---- */

/* Plugs of one kind: what the supplies have, and the supply or card whose plugs no record states. */
struct plugs {
    double need, have;
    const char *unknown_card, *unknown_psu, *unknown_16pin;
};

static double nothing_if_unknown(double n)
{
    return known_or(n, 0);
}

static void add_outputs(const struct machine *m, struct plugs *eight, struct plugs *eps, double *sixteen)
{
    for (size_t i = 0; i < m->psus.n; i++) {
        const struct psu *p = m->psus.v[i].psu;
        const double qty = m->psus.v[i].qty;
        *sixteen += qty * nothing_if_unknown(p->hpwr_16pin);
        eight->have += qty * nothing_if_unknown(p->pcie_8pin);
        eps->have += qty * nothing_if_unknown(p->eps_8pin);
        eight->unknown_psu = isnan(p->pcie_8pin) ? p->id : eight->unknown_psu;
        eight->unknown_16pin = isnan(p->hpwr_16pin) ? p->id : eight->unknown_16pin;
        eps->unknown_psu = isnan(p->eps_8pin) ? p->id : eps->unknown_psu;
    }
}

/* Adds the plugs of one card. A card that states 16-pin or CPU-type plugs only takes no other, except by an adapter. */
static void add_card(const struct device *d, struct plugs *eight, struct plugs *eps, double *sixteen)
{
    const bool wants_16pin = d->hpwr_16pin > 0;
    eps->need += nothing_if_unknown(d->eps_8pin);
    if (wants_16pin && *sixteen >= d->hpwr_16pin)
        *sixteen -= d->hpwr_16pin;
    else if (!isnan(d->pcie_8pin))
        eight->need += d->pcie_8pin;
    else if (wants_16pin || isnan(d->eps_8pin))
        eight->unknown_card = d->id;
}

/* Returns what is usual for supplies of this rating: the assumption of the smallest rating that reaches it; NULL: none.
 */
static const struct assumption *usual(const struct assumption_list *all, double rated_w)
{
    const struct assumption *best = NULL;
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].rated_w >= rated_w && (!best || all->v[i].rated_w < best->rated_w))
            best = &all->v[i];
    return best;
}

static const struct psu *psu_called(const struct machine *m, const char *id)
{
    const struct psu *found = NULL;
    for (size_t i = 0; i < m->psus.n; i++)
        found = strcmp(m->psus.v[i].psu->id, id) == 0 ? m->psus.v[i].psu : found;
    return found;
}

/* Adds the check of one kind of plug, `kind` in words, that a supply does not state. */
static void assumed(struct build_rules *r, const struct build_case *b, enum build_rule rule, const struct plugs *p,
                    const char *kind)
{
    const struct psu *psu = psu_called(b->machine, p->unknown_psu);
    const struct assumption *by = usual(b->assumptions, psu->rated_w);
    const double has = !by ? NAN : rule == BUILD_RULES_pcie_plugs ? by->pcie_8pin : by->eps_8pin;
    build_rules_open(r, rule, psu->id,
                     isnan(has) ? build_rules_say(r, kind, " of ", psu->id, NULL)
                                : build_rules_say(r, kind, " of ", psu->id, " (supplies of ",
                                                  build_rules_number(psu->rated_w).text, " W usually have ",
                                                  build_rules_number(has).text, "; ", build_rules_number(p->need).text,
                                                  " needed)", NULL));
}

static void pcie_plugs(struct build_rules *r, const struct build_case *b, const struct plugs *p)
{
    const struct psu *first = b->machine->psus.v[0].psu;
    const bool enough = p->need <= p->have;
    if (p->unknown_card)
        build_rules_open(r, BUILD_RULES_pcie_plugs, p->unknown_card,
                         build_rules_say(r, "power plugs of ", p->unknown_card, NULL));
    else if (!enough && p->unknown_psu)
        assumed(r, b, BUILD_RULES_pcie_plugs, p, "8-pin plugs");
    else if (!enough && p->unknown_16pin)
        build_rules_open(r, BUILD_RULES_pcie_plugs, p->unknown_16pin,
                         build_rules_say(r, "16-pin plugs of ", p->unknown_16pin, NULL));
    else
        build_rules_compare(r, BUILD_RULES_pcie_plugs, first->id, p->need, p->have, unit_label(UNIT_COUNT), NULL);
}

/* A board with two CPU plugs runs with one of them, at less than its full current. */
static void cpu_plugs(struct build_rules *r, const struct build_case *b, const struct plugs *p)
{
    const struct psu *first = b->machine->psus.v[0].psu;
    const struct board *board = machine_board(b->machine);
    const double least = p->need + (board || b->machine->cpu ? 1 : 0);
    const double wanted = board ? p->need + board->eps_8pin : least;
    const struct plugs want = {.need = fmax(least, wanted), .unknown_psu = p->unknown_psu};
    if (p->unknown_psu && !(p->have >= wanted))
        assumed(r, b, BUILD_RULES_cpu_plugs, &want, "CPU plugs");
    else if (p->have >= least && isnan(wanted))
        build_rules_open(r, BUILD_RULES_cpu_plugs, board->id, build_rules_say(r, "CPU plugs of ", board->id, NULL));
    else if (p->have >= least && p->have < wanted)
        build_rules_near(r, BUILD_RULES_cpu_plugs, first->id,
                         build_rules_say(r, board->id, " and its cards want ", build_rules_number(wanted).text,
                                         " CPU plugs, ", first->id, " has ", build_rules_number(p->have).text, NULL));
    else
        build_rules_compare(r, BUILD_RULES_cpu_plugs, first->id, fmax(least, wanted), p->have, unit_label(UNIT_COUNT),
                            NULL);
}

static void plugs(struct build_rules *r, const struct build_case *b)
{
    const struct machine *m = b->machine;
    struct plugs eight = {0}, eps = {0};
    double sixteen = 0;
    add_outputs(m, &eight, &eps, &sixteen);
    for (size_t i = 0; i < m->devices.n; i++)
        for (int k = 0; k < (int)m->devices.v[i].qty; k++)
            add_card(m->devices.v[i].device, &eight, &eps, &sixteen);
    if (m->psus.n > 0 && m->devices.n > 0)
        pcie_plugs(r, b, &eight);
    if (m->psus.n > 0)
        cpu_plugs(r, b, &eps);
    else if (m->system && (eight.need + eps.need > 0 || eight.unknown_card))
        build_rules_open(r, BUILD_RULES_pcie_plugs, m->system->system->id,
                         build_rules_say(r, "power plugs of ", m->system->system->id, NULL));
}

/* ---- excursions ---- */

/* Returns the cards' watts in an excursion. Under a tensor or row split all cards peak together; otherwise the card
   with the highest limit peaks while the others draw at most their limits. */
static double excursion_w(const struct machine *m, double card_frac)
{
    double sum = 0, largest = 0;
    for (size_t i = 0; i < m->devices.n; i++) {
        const struct device_line *l = &m->devices.v[i];
        const double limit_w = rig_limit_w(l->device, l->cap_w);
        sum += l->qty * limit_w;
        largest = fmax(largest, limit_w);
    }
    return machine_cards_together(m) ? sum * card_frac : sum + largest * (card_frac - 1);
}

/* Returns the first card without a power limit; NULL: all have one. */
static const char *no_limit(const struct machine *m)
{
    for (size_t i = 0; i < m->devices.n; i++)
        if (isnan(rig_limit_w(m->devices.v[i].device, m->devices.v[i].cap_w)))
            return m->devices.v[i].device->id;
    return NULL;
}

static void excursion(struct build_rules *r, const struct build_case *b, const struct excursion *x)
{
    const struct machine *m = b->machine;
    const char *maybe_atx3 = NULL;
    bool atx3 = true;
    for (size_t i = 0; i < m->psus.n; i++) {
        atx3 &= m->psus.v[i].psu->atx3 == flag_yes;
        maybe_atx3 = m->psus.v[i].psu->atx3 == flag_unknown ? m->psus.v[i].psu->id : maybe_atx3;
    }
    const double need = excursion_w(m, x->card_frac) + b->other_w;
    const double have = machine_rated_w(m) * (atx3 ? x->atx3_frac : x->atx2_frac);
    if (maybe_atx3 && need > have)
        build_rules_open(r, BUILD_RULES_excursion, maybe_atx3,
                         build_rules_say(r, "whether ", maybe_atx3, " is an ATX 3 supply", NULL));
    else
        build_rules_add(r, BUILD_RULES_excursion,
                        &(struct build_finding){.verdict = need <= have ? checked_ok : checked_fails,
                                                .name = x->id,
                                                .part = m->psus.v[0].psu->id,
                                                .need = need,
                                                .have = have,
                                                .unit = unit_label(UNIT_W)});
}

static void excursions(struct build_rules *r, const struct build_case *b)
{
    const char *unlimited = no_limit(b->machine);
    if (unlimited || isnan(b->other_w))
        build_rules_open(r, BUILD_RULES_excursion, b->machine->psus.v[0].psu->id,
                         unlimited ? build_rules_say(r, "power limit of ", unlimited, NULL)
                                   : build_rules_say(r, "watts of parts of ", b->machine->id, NULL));
    else
        for (size_t i = 0; i < b->excursions->n; i++)
            excursion(r, b, &b->excursions->v[i]);
}

/* ---- mains ---- */

/* A supply whose inlet is C20, and not C14 as an alternative, has a cord for an outlet of 15 A or more. */
static void cord(struct build_rules *r, const struct build_case *b, const struct psu *p)
{
    if (!p->inlet)
        build_rules_open(r, BUILD_RULES_cord, p->id, build_rules_say(r, "inlet of ", p->id, NULL));
    else if (strstr(p->inlet, "C20") && !strstr(p->inlet, "C14"))
        build_rules_compare(r, BUILD_RULES_cord, p->id, b->policy->c20_cord_a, b->outlet->rated_a, unit_label(UNIT_A),
                            NULL);
    build_rules_compare(r, BUILD_RULES_mains, p->id, p->min_mains_v, b->outlet->mains_v, unit_label(UNIT_V),
                        build_rules_say(r, "least mains voltage of ", p->id, NULL));
}

void build_supply(struct build_rules *r, const struct build_case *b)
{
    const struct machine *m = b->machine;
    plugs(r, b);
    if (m->psus.n > 0 && m->devices.n > 0)
        excursions(r, b);
    for (size_t i = 0; i < m->psus.n; i++)
        cord(r, b, m->psus.v[i].psu);
}

/* ---- UPS ---- */

/* Returns whether two mains voltages are of one kind: 120 V and 230 V are not, 230 V and 240 V are. */
static bool is_same_mains(double a, double b)
{
    static const double half_way = 1.41421356237; /* geometric mean of the same and twice the voltage */
    return a < b * half_way && b < a * half_way;
}

static void ups_load(struct build_rules *r, const struct build_case *b, const struct part *ups, double qty)
{
    const struct policy *p = b->policy;
    const double carries_w = fmin(qty * ups->rated_w, qty * ups->rated_va * p->ups_power_frac);
    const double load_w = b->ups_load_frac * carries_w;
    const char *of = isnan(ups->rated_w) || isnan(ups->rated_va) ? "rating of " : NULL;
    const char *said = isnan(load_w)
                           ? NULL
                           : build_rules_say(r, build_rules_number(qty * known_or(ups->rated_va, ups->rated_w)).text,
                                             isnan(ups->rated_va) ? " W" : " VA", " UPS under ",
                                             build_rules_number(round(load_w)).text, " W", NULL);
    if (isnan(load_w) || (of && !(b->ups_load_frac > 1)))
        build_rules_open(r, BUILD_RULES_ups, ups->id,
                         isnan(load_w) ? build_rules_say(r, "watts at the UPS ", ups->id, NULL)
                                       : build_rules_say(r, of, ups->id, NULL));
    else
        build_rules_add(r, BUILD_RULES_ups,
                        &(struct build_finding){.verdict = b->ups_load_frac > 1                  ? checked_fails
                                                           : b->ups_load_frac > p->ups_load_frac ? checked_near
                                                                                                 : checked_ok,
                                                .part = ups->id,
                                                .need = load_w,
                                                .have = carries_w,
                                                .unit = unit_label(UNIT_W),
                                                .said = b->ups_load_frac > p->ups_load_frac ? said : NULL});
}

void build_supply_ups(struct build_rules *r, const struct build_case *b)
{
    double qty;
    const struct part *ups = machine_ups(b->machine, machine_plugs(b->machine), &qty);
    if (!ups)
        return;
    ups_load(r, b, ups, qty);
    if (isnan(ups->mains_v))
        build_rules_open(r, BUILD_RULES_ups_mains, ups->id, build_rules_say(r, "mains voltage of ", ups->id, NULL));
    else if (is_same_mains(ups->mains_v, b->outlet->mains_v))
        build_rules_ok(r, BUILD_RULES_ups_mains, ups->id);
    else
        build_rules_fails(r, BUILD_RULES_ups_mains, ups->id,
                          build_rules_say(r, ups->id, " is for ", build_rules_number(ups->mains_v).text,
                                          " V, the outlet has ", build_rules_number(b->outlet->mains_v).text, " V",
                                          NULL));
}
