#include "rig_links.h"

#include "arena.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* ---- PCIe of a card ---- */

enum { IDLE_GEN = 2 }; /* highest generation to which a card goes back when it has nothing to do */

static const char *describe(struct arena *a, const struct rig_links_card *c)
{
    const struct rig_card *s = c->said;
    if (s->lanes_most > s->lanes_now)
        return str_format(a, "it is on %.0f of %.0f lanes", s->lanes_now, s->lanes_most);
    if (s->gen_most > s->gen_now && s->gen_now > IDLE_GEN)
        return str_format(a, "slot and card agreed on PCIe %.0f.0, the card can do %.0f.0", s->gen_now, s->gen_most);
    if (s->gen_most > s->gen_now)
        return str_format(a, "it is idle at PCIe %.0f.0 now", s->gen_now);
    return NULL;
}

void rig_links_pcie(struct arena *a, struct rig_links_card *cards, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct rig_links_card *c = &cards[i];
        const struct rig_card *s = c->said;
        const double own = c->device ? c->device->pcie_gen : NAN;
        c->why = describe(a, c);
        c->lanes = isnan(s->lanes_now) ? s->lanes_most : s->lanes_now;
        c->gen = isnan(s->gen_most) || s->gen_now > IDLE_GEN ? s->gen_now : s->gen_most;
        if (isnan(s->gen_most) && s->gen_now <= IDLE_GEN && own > s->gen_now) {
            c->gen = own;
            c->why = str_format(a,
                                "it shows PCIe %.0f.0, as idle cards do; what its slot can do is not said, so the "
                                "card's own %.0f.0 is taken",
                                s->gen_now, own);
        }
    }
}

/* ---- NVLink ---- */

static const char *joint(const struct rig_merged *m, size_t i, size_t k)
{
    return m->joined && m->joined[i * m->n_nvidia + k] ? m->joined[i * m->n_nvidia + k] : "";
}

static bool is_nvlink(const struct rig_merged *m, size_t i, size_t k)
{
    const char *word = joint(m, i, k);
    return i != k && str_starts(word, "NV") && rig_text_number(word + 2, NULL) > 0;
}

static size_t joints(const struct rig_merged *m, size_t i, size_t n)
{
    size_t found = 0;
    for (size_t k = 0; k < n; k++)
        found += is_nvlink(m, i, k);
    return found;
}

/* Returns the record of the card's NVLink: of its rate, or of the next lower one; NULL: there is none. */
static const struct link *nvlink_of(const struct catalogue *c, const struct device *d)
{
    const enum linktype type = d->nvlink_gpus > 2 ? linktype_nvswitch : linktype_nvlink;
    const struct link *best = NULL;
    for (size_t i = 0; i < c->links.n; i++) {
        const struct link *l = &c->links.v[i];
        if (l->type == type && l->card_gb_s <= d->nvlink_gb_s && (!best || l->card_gb_s > best->card_gb_s))
            best = l;
    }
    return best;
}

/* Returns the first bridge that is made for the card and makes that link; NULL: there is none. */
static const struct part *bridge_for(const struct catalogue *c, const struct device *d, const struct link *l)
{
    for (size_t i = 0; i < c->parts.n; i++)
        for (size_t k = 0; c->parts.v[i].joins == l && k < c->parts.v[i].bridges.n; k++)
            if (c->parts.v[i].bridges.v[k].device == d)
                return &c->parts.v[i];
    return NULL;
}

/* Sets link or bridge: by all cards, or by pairs of like cards. */
static void set_nvlink(const struct catalogue *c, const struct rig_merged *m, const struct rig_links_card *cards,
                       size_t n, struct rig_links *out)
{
    bool all = n > 1, pairs = n > 2, any = false, known = true;
    for (size_t i = 0; i < n; i++) {
        const size_t found = joints(m, i, n);
        any |= found > 0;
        all &= found == n - 1;
        pairs &= found == 1;
        known &= cards[i].device && cards[i].device == cards[0].device;
    }
    if (!any)
        return;
    const struct link *l = known ? nvlink_of(c, cards[0].device) : NULL;
    const bool soldered = known && cards[0].device->nvlink_gpus > 2;
    out->partial = !all && !pairs;
    out->part = l && !soldered ? bridge_for(c, cards[0].device, l) : NULL;
    out->bare = !out->partial && (!l || (!soldered && !out->part));
    if (out->partial || out->bare || (all && n > 2 && !soldered)) {
        out->partial |= all && n > 2 && !out->bare;
        out->part = NULL;
        return;
    }
    *(all ? &out->link : &out->bridge) = l;
    out->qty = out->part ? (double)n / 2 : 0;
}

/* ---- PCIe of all ---- */

static const struct link *pcie_of(const struct catalogue *c, double gen, double lanes, bool direct)
{
    for (size_t i = 0; i < c->links.n; i++) {
        const struct link *l = &c->links.v[i];
        if (l->type == linktype_pcie && l->pcie_gen == gen && l->pcie_lanes == lanes && (l->p2p == flag_yes) == direct)
            return l;
    }
    return NULL;
}

/* Returns whether all cards read each other over PCIe; unknown: not said, or some do. */
static enum flag reads(const struct rig_merged *m, size_t n)
{
    size_t yes = 0, all = 0;
    for (size_t i = 0; m->peers && i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (i != k && !is_nvlink(m, i, k) && m->peers[i * n + k]) {
                all++;
                yes += strcmp(m->peers[i * n + k], "OK") == 0;
            }
    return all == 0 ? flag_unknown : yes == all ? flag_yes : yes == 0 ? flag_no : flag_unknown;
}

/* Returns how fast a link is, as lanes of PCIe 1.0: each generation is twice as fast as the one before. */
static double rate(double gen, double lanes)
{
    return ldexp(lanes, (int)gen);
}

/* told: a table says which cards read each other; where that is not all of them, the link is not direct. */
static void set_pcie(const struct catalogue *c, const struct rig_links_card *cards, size_t n, bool told,
                     struct rig_links *out)
{
    const struct rig_links_card *slowest = &cards[0];
    bool direct = told ? out->p2p == flag_yes : out->p2p != flag_no;
    for (size_t i = 0; i < n; i++) {
        if (isnan(cards[i].gen) || isnan(cards[i].lanes))
            return;
        if (rate(cards[i].gen, cards[i].lanes) < rate(slowest->gen, slowest->lanes))
            slowest = &cards[i];
        direct &= out->p2p == flag_yes || (cards[i].device && cards[i].device->p2p == flag_yes);
    }
    double gen = slowest->gen, lanes = slowest->lanes;
    out->link = pcie_of(c, gen, lanes, direct);
    while (!out->link && lanes > 1) {
        lanes /= 2;
        gen++;
        out->scaled = true;
        out->link = pcie_of(c, gen, lanes, direct);
    }
}

struct rig_links rig_links(const struct catalogue *c, const struct rig_merged *m, const struct rig_links_card *cards,
                           size_t n)
{
    struct rig_links out = {.qty = 0};
    if (n < 2)
        return out;
    if (m->n_nvidia == n) {
        out.p2p = reads(m, n);
        set_nvlink(c, m, cards, n, &out);
    }
    if (!out.link)
        set_pcie(c, cards, n, m->n_nvidia == n && m->peers, &out);
    return out;
}
