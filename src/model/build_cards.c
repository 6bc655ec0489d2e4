#include "build_cards.h"

#include "machine.h"

#include <math.h>

/* ---- length and height ---- */

/* Adds the check of the largest of the cards' measures against the case's. */
static void largest(struct build_rules *r, enum build_rule rule, const struct machine *m,
                    double (*of)(const struct device *), const char *what, const struct part *box, double have,
                    const char *of_case)
{
    double most = NAN;
    const char *unknown = NULL;
    for (size_t i = 0; i < m->devices.n; i++) {
        const double mm = of(m->devices.v[i].device);
        most = fmax(most, mm);
        unknown = isnan(mm) ? m->devices.v[i].device->id : unknown;
    }
    const bool open = unknown && !(most > have);
    build_rules_compare(r, rule, box->id, open ? NAN : most, have, unit_label(UNIT_MM),
                        open ? build_rules_say(r, what, unknown, NULL) : build_rules_say(r, of_case, box->id, NULL));
}

static double length_of(const struct device *d)
{
    return d->length_mm;
}

static double height_of(const struct device *d)
{
    return d->height_mm;
}

/* Returns the tallest card that the case is known to take, mm. Where its maker states none, a wall that clears a CPU
   cooler clears a card of the same height: both stand on the board. That says only that a card fits, not that a
   taller one does not. */
static double room_mm(const struct machine *m, const struct part *box)
{
    double most = 0;
    if (!isnan(box->card_height_mm))
        return box->card_height_mm;
    for (size_t i = 0; i < m->devices.n; i++)
        most = fmax(most, m->devices.v[i].device->height_mm);
    return most <= box->cooler_height_mm ? box->cooler_height_mm : NAN;
}

/* ---- cooling ---- */

/* Cards without fans need a case that forces air through them, or a duct with fans for each. */
static void passive(struct build_rules *r, const struct machine *m, const struct part *box, const char *card, double n)
{
    double ducts = 0;
    const char *unknown = box && box->ducted == flag_unknown ? box->id : NULL;
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part *p = m->parts.v[i].part;
        if (p->category != category_duct)
            continue;
        ducts += p->ducted == flag_yes ? m->parts.v[i].qty : 0;
        unknown = p->ducted == flag_unknown ? p->id : unknown;
    }
    if (ducts >= n || (box && box->ducted == flag_yes))
        build_rules_ok(r, BUILD_RULES_cooling, card);
    else if (unknown || m->system)
        build_rules_open(r, BUILD_RULES_cooling, card,
                         build_rules_say(r, "ducted airflow of ", unknown ? unknown : m->system->system->id, NULL));
    else
        build_rules_fails(r, BUILD_RULES_cooling, card,
                          build_rules_say(r, card, " has no fans, and nothing forces air through it", NULL));
}

static void cooling(struct build_rules *r, const struct machine *m, const struct part *box)
{
    double n = 0;
    const char *card = NULL;
    for (size_t i = 0; i < m->devices.n; i++) {
        const struct device *d = m->devices.v[i].device;
        if (d->cooling == cooling_unknown)
            build_rules_open(r, BUILD_RULES_cooling, d->id, build_rules_say(r, "cooling of ", d->id, NULL));
        n += d->cooling == cooling_passive ? m->devices.v[i].qty : 0;
        card = d->cooling == cooling_passive ? d->id : card;
    }
    if (card)
        passive(r, m, box, card, n);
}

void build_cards(struct build_rules *r, const struct build_case *b)
{
    const struct machine *m = b->machine;
    const struct part *box = machine_part(m, category_pc_case);
    if (m->devices.n == 0)
        return;
    cooling(r, m, box);
    if (!box || !isnan(box->frame_cards))
        return;
    largest(r, BUILD_RULES_card_length, m, length_of, "length of ", box, box->card_length_mm, "longest card of ");
    largest(r, BUILD_RULES_card_height, m, height_of, "height of ", box, room_mm(m, box), "tallest card of ");
}
