/* drawing_feed.c: boxes below the machine, joined by lines: supplies, UPS, outlet. Watts are those at peak. */
#include "drawing_feed.h"

#include "fmt.h"
#include "option_machine.h"
#include "page_problems.h"

#include <math.h>

enum {
    WIDTH = SKETCH_WIDTH - 2 * SKETCH_EDGE,
    X = SKETCH_EDGE + SKETCH_PAD,
    ROOM = WIDTH - 2 * SKETCH_PAD,
    CABLE = 16, /* length of the line between two boxes */
    PEAK = COMPARE_STATES - 1
};

static void cable(struct drawing_part *d)
{
    sketch_line(&d->s, SKETCH_POWER, false, SKETCH_WIDTH / 2, d->s.y, SKETCH_WIDTH / 2, d->s.y + CABLE, 4);
    d->s.y += CABLE;
}

enum { HALF = WIDTH / 2 - 6, SUPPLY_H = 68 };

/* Draws a supply at x. */
static void supply(struct drawing_part *d, const struct psu_line *l, int nth, double x, double w)
{
    struct arena *a = d->s.arena;
    const struct psu *p = l->psu;
    const enum sketch_from from = drawing_part_from(d, p->id, l->within, nth);
    const char *name = drawing_part_name(p->name, p->id);
    const char *facts = str_format(a, "%s, %s", drawing_part_watts(a, p->rated_w),
                                   enums_words(&enums_tier, (int)p->tier));
    sketch_box(&d->s, SKETCH_POWER, from, x, d->s.y, w, SUPPLY_H);
    sketch_text(&d->s, x + SKETCH_PAD, d->s.y + SKETCH_LINE, w - 2 * SKETCH_PAD, name);
    sketch_note(&d->s, x + SKETCH_PAD, d->s.y + 2 * SKETCH_LINE, w - 2 * SKETCH_PAD, facts);
    sketch_say(&d->s, "Power supply: %s (%s), %s", name, drawing_part_state(from), facts);
}

/* Draws all supplies, two side by side; returns how many. */
static int supply_rows(struct drawing_part *d)
{
    const struct psu_line_list *psus = &d->m->machine->psus;
    int n = 0;
    for (size_t i = 0; i < psus->n; i++)
        for (int k = 0; k < (int)psus->v[i].qty; k++, n++) {
            const bool alone = psus->n == 1 && psus->v[i].qty == 1, right = n % 2 != 0;
            d->s.y += n > 0 && !right ? SUPPLY_H + SKETCH_PAD : 0;
            supply(d, &psus->v[i], k, SKETCH_EDGE + (right ? WIDTH - HALF : 0), alone ? WIDTH : HALF);
        }
    d->s.y += n ? SUPPLY_H + SKETCH_PAD : 0;
    return n;
}

/* Draws a line of text with a gauge below it. */
static void load(struct drawing_part *d, const char *words, double frac)
{
    sketch_text(&d->s, X, d->s.y + SKETCH_LINE - 6, ROOM, words);
    sketch_gauge(&d->s, X, d->s.y + SKETCH_LINE + 4, ROOM, frac);
    sketch_say(&d->s, "%s", words);
    d->s.y += SKETCH_LINE + 24;
}

static void supplies(struct drawing_part *d)
{
    struct arena *a = d->s.arena;
    const struct machine_use *u = &d->m->use;
    cable(d);
    const int n = supply_rows(d);
    if (n == 0) {
        sketch_text(&d->s, X, d->s.y + SKETCH_LINE - 4, ROOM, "power supply not known");
        sketch_say(&d->s, "Its power supply is not known");
        d->s.y += SKETCH_LINE + SKETCH_EDGE;
        return;
    }
    load(d,
         str_format(a, "%s at peak: %s of %s, %s, %s", n > 1 ? "supplies" : "supply",
                    drawing_part_number(a, d->m->power[PEAK].dc_w, 1, ""), drawing_part_watts(a, d->layout.rated_w),
                    drawing_part_percent(a, u->psu_load_frac), drawing_part_verdict(u->psu_verdict)),
         u->psu_load_frac);
}

static void ups(struct drawing_part *d)
{
    struct arena *a = d->s.arena;
    const struct machine *m = d->m->machine;
    const struct machine *feeder = option_machine(d->o->option, m->ups_of);
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part *p = m->parts.v[i].part;
        if (p->category != category_ups)
            continue;
        const enum sketch_from from = drawing_part_from(d, p->id, m->parts.v[i].within, 0);
        const char *words = str_format(a, "UPS %s, load %s", drawing_part_name(p->name, p->id),
                                       drawing_part_percent(a, d->m->use.ups_load_frac));
        cable(d);
        sketch_box(&d->s, SKETCH_POWER, from, SKETCH_EDGE, d->s.y, WIDTH, 38);
        sketch_text(&d->s, X, d->s.y + SKETCH_LINE, ROOM, words);
        sketch_say(&d->s, "%s (%s)", words, drawing_part_state(from));
        d->s.y += 38;
    }
    if (!feeder)
        return;
    const char *words = str_format(a, "fed by the UPS of %s", page_problems_machine(feeder));
    cable(d);
    sketch_note(&d->s, X, d->s.y + SKETCH_LINE - 4, ROOM, words);
    sketch_say(&d->s, "It is %s", words);
    d->s.y += SKETCH_LINE + SKETCH_EDGE;
}

static void outlet(struct drawing_part *d)
{
    struct arena *a = d->s.arena;
    const struct layout_circuit circuit = layout_circuit(d->c, d->o, d->m->machine);
    const struct outlet *o = circuit.outlet;
    const struct machine_use *u = &d->m->use;
    const char *name = str_format(a, "outlet: %s V, %s A%s%s%s", fmt_known(a, o->mains_v, 3),
                                  fmt_known(a, o->rated_a, 2), circuit.id ? ", circuit " : "",
                                  circuit.id ? circuit.id : "", circuit.to_build ? ", to be put in" : "");
    cable(d);
    const double top = d->s.y;
    sketch_text(&d->s, X, d->s.y + SKETCH_LINE, ROOM, name);
    sketch_say(&d->s, "%s", name);
    d->s.y += SKETCH_LINE + SKETCH_PAD;
    load(d,
         str_format(a, "peak %s of %s for hours: %s, %s", drawing_part_number(a, u->outlet_w, 1, ""),
                    drawing_part_watts(a, circuit.outlet_w), drawing_part_percent(a, u->outlet_frac),
                    drawing_part_verdict(u->outlet_verdict)),
         u->outlet_frac);
    load(d,
         str_format(a, "breaker %s A with all on it: %s of %s W", fmt_known(a, circuit.breaker_a, 1),
                    drawing_part_percent(a, circuit.frac), fmt_known(a, circuit.breaker_w, 1)),
         circuit.frac);
    if (circuit.other_load_w > 0)
        sketch_say(&d->s, "%s W of that is other load", fmt_known(a, circuit.other_load_w, 1));
    sketch_box(&d->s, SKETCH_POWER, circuit.to_build ? SKETCH_BOUGHT : SKETCH_OWNED, SKETCH_EDGE, top, WIDTH,
               d->s.y - top);
}

void drawing_feed(struct drawing_part *d)
{
    const struct machine *m = d->m->machine;
    if (d->layout.assembled || m->psus.n)
        supplies(d);
    ups(d);
    if (!m->ups_of)
        outlet(d);
}
