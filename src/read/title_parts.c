#include "title_parts.h"

#include <math.h>
#include <string.h>

static bool has(const struct title_words *w, const char *word)
{
    return title_words_find(w, 0, word) < w->n;
}

/* Returns 4 for "4-slot" and "4 slots"; NaN: not stated. */
static double slots_of(const struct title_words *w)
{
    for (size_t i = 0; i + 1 < w->n; i++)
        if (title_words_number(w, i) && w->v[i].number < 7 && w->v[i + 1].gap <= GAP_DASH + 1 &&
            strncmp(w->v[i + 1].text, "slot", 4) == 0)
            return w->v[i].number;
    return NAN;
}

/* Returns true if the title names a card of the bridge by its number alone: "NVLink bridge for 3090". */
static bool bridge_numbered(const struct part *p, const struct title_words *w)
{
    for (size_t i = 0; i < w->n; i++)
        for (size_t b = 0; title_words_number(w, i) && w->v[i].number >= 1000 && b < p->bridges.n; b++) {
            const struct device *d = p->bridges.v[b].device;
            if (d && d->name && strstr(d->name, w->v[i].text))
                return true;
        }
    return false;
}

static bool any_numbered(const struct catalogue *c, const struct title_words *w)
{
    for (size_t i = 0; i < c->parts.n; i++)
        if (c->parts.v[i].category == category_bridge && bridge_numbered(&c->parts.v[i], w))
            return true;
    return false;
}

/* Returns true if a card that the title names is among those of the bridge; true also if it names none. */
static bool bridge_fits(const struct part *p, const struct title_hits *hits, size_t n, bool *named)
{
    *named = false;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; hits->v[i].kind == &kind_device && j < hits->v[i].n; j++) {
            *named = true;
            for (size_t b = 0; b < p->bridges.n; b++)
                if (p->bridges.v[b].device == hits->v[i].record[j])
                    return true;
        }
    return !*named;
}

static bool of_quadro(const struct part *p)
{
    return strstr(p->name ? p->name : "", "Quadro") != NULL;
}

static struct title_hit bridge(const struct catalogue *c, const struct title_words *w, const struct title_hits *hits)
{
    struct title_hit h = {.kind = &kind_part};
    const double slots = slots_of(w);
    const bool quadro = has(w, "quadro"), geforce = has(w, "geforce");
    const bool numbered = any_numbered(c, w);
    bool named = false;
    for (size_t i = 0; i < c->parts.n; i++) {
        const struct part *p = &c->parts.v[i];
        if (p->category != category_bridge || !bridge_fits(p, hits, hits->n, &named) ||
            (!named && numbered && !bridge_numbered(p, w)))
            continue;
        const bool slots_differ = !isnan(slots) && !isnan(p->span_slots) && slots != p->span_slots;
        const bool name_differs = !named && ((quadro && !of_quadro(p)) || (geforce && of_quadro(p)));
        if (!slots_differ && !name_differs && h.n < TITLE_HIT_NEAR)
            h.record[h.n++] = p;
    }
    h.sure = h.n == 1 && (named || !isnan(slots));
    return h;
}

/* Returns 4 for "PCIe 4.0", "PCI-E 4", "Gen4", "Gen 4"; NaN: not stated. */
static double generation(const struct title_words *w)
{
    for (size_t i = 0; i + 1 < w->n; i++) {
        const bool pcie = title_words_is(w, i, "pcie") || title_words_is(w, i, "gen") ||
                          title_words_is(w, i, "express") ||
                          (title_words_is(w, i, "e") && i > 0 && title_words_is(w, i - 1, "pci"));
        if (pcie && title_words_number(w, i + 1) && w->v[i + 1].number >= 1 && w->v[i + 1].number < 7)
            return floor(w->v[i + 1].number);
    }
    return NAN;
}

/* Returns the length that the title states, m: "30cm", "300 mm", "0.3m"; NaN: none. */
static double length_of(const struct title_words *w)
{
    static const double mm_in_m = 1000, cm_in_m = 100;
    for (size_t i = 0; i + 1 < w->n; i++) {
        if (!title_words_number(w, i) || title_words_glued(w, i) || w->v[i + 1].gap > GAP_BLANK)
            continue;
        if (title_words_is(w, i + 1, "mm"))
            return w->v[i].number / mm_in_m;
        if (title_words_is(w, i + 1, "cm"))
            return w->v[i].number / cm_in_m;
        if (title_words_is(w, i + 1, "m"))
            return w->v[i].number;
    }
    return NAN;
}

/* Returns how far the length of a cable lies from the stated one; without one, the shortest is what is usual. */
static double length_off(const struct part *p, double length)
{
    return isnan(length) || isnan(p->length_m) ? p->length_m : fabs(log(p->length_m / length));
}

/* A cable that is longer or shorter by more than this is another product, and dearer or cheaper. */
static const double most_times = 1.6;

static struct title_hit riser(const struct catalogue *c, const struct title_words *w)
{
    struct title_hit h = {.kind = &kind_part};
    const double gen = generation(w), length = length_of(w);
    bool other = has(w, "usb") || has(w, "slimsas") || has(w, "oculink") || has(w, "mining");
    for (size_t i = 0; i + 1 < w->n; i++) {
        other |= title_words_is(w, i, "m") && title_words_is(w, i + 1, "2"); /* M.2 */
        if (title_words_is(w, i, "x") && title_words_number(w, i + 1))
            other |= w->v[i + 1].number < 16;
    }
    for (size_t i = 0; i < c->parts.n && !other; i++) {
        const struct part *p = &c->parts.v[i];
        const bool plain = p->category == category_riser && p->name && strstr(p->name, "riser cable");
        if (!plain || (!isnan(gen) && gen != p->pcie_gen))
            continue;
        size_t same = 0; /* the record of the same generation */
        while (same < h.n && ((const struct part *)h.record[same])->pcie_gen != p->pcie_gen)
            same++;
        if (same < h.n) {
            if (length_off(p, length) < length_off(h.record[same], length))
                h.record[same] = p;
        } else if (h.n < TITLE_HIT_NEAR)
            h.record[h.n++] = p;
    }
    const bool near = isnan(length) || (h.n > 0 && length_off(h.record[0], length) < log(most_times));
    h.sure = h.n == 1 && !isnan(gen) && near;
    return h;
}

bool title_parts_find(const struct catalogue *c, const struct title_words *w, const struct title_said *s,
                      struct title_hits *hits)
{
    const char *const bridge_word = has(w, "brucke") ? "brucke" : has(w, "bruecke") ? "bruecke" : "bridge";
    const bool is_bridge = has(w, bridge_word) && (has(w, "nvlink") || has(w, "nv"));
    const size_t at = title_words_find(w, 0, "riser");
    const bool is_riser = at < w->n && (title_words_is(w, at + 1, "cable") || title_words_is(w, at + 1, "kabel") ||
                                        has(w, "flexible") || has(w, "extension"));
    if ((!is_bridge && !is_riser) || hits->n == TITLE_HIT_MOST)
        return false;
    const struct title_hit h = is_bridge ? bridge(c, w, hits) : riser(c, w);
    const size_t noun = is_bridge ? title_words_find(w, 0, bridge_word) : at;
    if (!s->with[noun])
        hits->n = 0; /* what it connects is not sold */
    hits->v[hits->n] = h;
    hits->v[hits->n++].from = noun;
    return true;
}
