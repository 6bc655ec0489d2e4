/* drawing_net.c: in the drawing of an option each link is a vertical line with a letter on top and a dot at each
   machine that it joins; a list below says what the letters are. */
#include "drawing_net.h"

#include "fmt.h"
#include "option_machine.h"
#include "page_machines.h"
#include "page_problems.h"

#include <math.h>
#include <string.h>

enum {
    WIDTH = SKETCH_WIDTH - 2 * SKETCH_EDGE,
    X = SKETCH_EDGE + SKETCH_PAD,
    ROOM = WIDTH - 2 * SKETCH_PAD,
    CABLE = 12,     /* length of the line to a box */
    MOST_LINKS = 6, /* that are drawn as lines */
    STEP = 26,      /* between two of these lines */
    PEAK = COMPARE_STATES - 1
};

/* ---- words ---- */

const char *drawing_net_words(struct arena *a, const struct option *o, const struct connection *over)
{
    const struct layout_link l = layout_link(o, over);
    struct str s = str_new(a);
    if (l.remote)
        return str_format(a, "%s: through the internet", over->id);
    const double stated = over->link ? over->link->speed_gbit_s : NAN;
    str_addf(&s, "%s: %s%s", over->id,
             isnan(l.gbit_s) && isnan(stated)
                 ? "speed not known"
                 : drawing_part_number(a, isnan(l.gbit_s) ? stated : l.gbit_s, 2, "Gbit/s"),
             isnan(l.gbit_s) && !isnan(stated) ? " stated, sockets not known" : "");
    if (l.port)
        str_addf(&s, ", %s", enums_words(&enums_port, (int)l.port));
    str_add(&s, l.switched ? ", over a switch" : "");
    return s.text;
}

static const char *purpose(const struct connection *over)
{
    return over->split_models == flag_no ? "carries requests and files" : "a model may be split over it";
}

static const char *title_of(const struct option *o, const char *id)
{
    const struct machine *m = option_machine(o, id);
    return m ? page_problems_machine(m) : id;
}

static bool joins(const struct connection *over, const char *id)
{
    for (size_t i = 0; i < over->between.n; i++)
        if (strcmp(over->between.v[i], id) == 0)
            return true;
    return false;
}

static const char *others(struct arena *a, const struct option *o, const struct connection *over, const char *id)
{
    struct str s = str_new(a);
    for (size_t i = 0; i < over->between.n; i++)
        if (!id || strcmp(over->between.v[i], id) != 0)
            str_addf(&s, "%s%s", s.len ? ", " : "", title_of(o, over->between.v[i]));
    return s.text;
}

/* ---- links of a machine ---- */

void drawing_net(struct drawing_part *d)
{
    enum { HEIGHT = 94 };
    struct arena *a = d->s.arena;
    const struct option *o = d->o->option;
    for (size_t i = 0; i < o->links.n; i++) {
        const struct connection *over = &o->links.v[i];
        if (!joins(over, d->m->machine->id))
            continue;
        const char *words = drawing_net_words(a, o, over);
        const char *to = str_format(a, "to %s", others(a, o, over, d->m->machine->id));
        sketch_box(&d->s, SKETCH_NET, SKETCH_OWNED, SKETCH_EDGE, d->s.y + CABLE, WIDTH, HEIGHT);
        sketch_text(&d->s, X, d->s.y + CABLE + SKETCH_LINE, ROOM, str_format(a, "link %s", words));
        sketch_text(&d->s, X, d->s.y + CABLE + 2 * SKETCH_LINE, ROOM, to);
        sketch_note(&d->s, X, d->s.y + CABLE + 3 * SKETCH_LINE, ROOM, purpose(over));
        sketch_say(&d->s, "Link %s, %s; %s", words, to, purpose(over));
        d->s.y += CABLE + HEIGHT;
    }
}

/* ---- all machines ---- */

/* What a machine is, in one line. */
static const char *holds(struct arena *a, const struct compare_machine *m)
{
    const struct machine *x = m->machine;
    struct str s = str_new(a);
    if (x->api)
        return str_format(a, "%s, billed by the token", x->api->offer->provider);
    if (x->cloud)
        return str_format(a, "%s \xC3\x97 %s, rented", fmt_known(a, x->cloud->qty, 1),
                          drawing_part_name(x->cloud->offer->device->name, x->cloud->offer->device->id));
    for (size_t i = 0; i < x->devices.n; i++)
        str_addf(&s, "%s%s \xC3\x97 %s", s.len ? ", " : "", fmt_known(a, x->devices.v[i].qty, 1),
                 drawing_part_name(x->devices.v[i].device->name, x->devices.v[i].device->id));
    if (x->system && !s.len)
        str_addf(&s, "%s", drawing_part_name(x->system->system->name, x->system->system->id));
    return s.len ? s.text : "no card";
}

static const char *needs(struct arena *a, const struct compare_machine *m)
{
    if (!layout_here(m->machine))
        return m->machine->cloud || m->machine->api ? "stands elsewhere" : "stands elsewhere, draws nothing here";
    return str_format(a, "GPU memory %s, peak %s",
                      m->use.mem_gib > 0      ? drawing_part_number(a, m->use.mem_gib, 3, "GiB")
                      : isnan(m->use.mem_gib) ? "not known"
                                              : "none",
                      drawing_part_watts(a, m->power[PEAK].wall_w));
}

static void machine(struct drawing_part *d, double x, size_t links)
{
    enum { HEIGHT = 96, MIDDLE = HEIGHT / 2 };
    struct arena *a = d->s.arena;
    const struct option *o = d->o->option;
    const char *id = d->m->machine->id, *title = page_problems_machine(d->m->machine);
    const char *state = page_machines_come(d->o, (size_t)(d->m - d->o->machine));
    const double room = SKETCH_WIDTH - SKETCH_EDGE - x - 2 * SKETCH_PAD;
    const enum sketch_from from = drawing_part_from(d, NULL, NULL, 0);
    sketch_box(&d->s, SKETCH_BOARD, strcmp(state, "owned") == 0 ? SKETCH_OWNED : from, x, d->s.y,
               SKETCH_WIDTH - SKETCH_EDGE - x, HEIGHT);
    sketch_text(&d->s, x + SKETCH_PAD, d->s.y + SKETCH_LINE, room, title);
    sketch_note(&d->s, x + SKETCH_PAD, d->s.y + 2 * SKETCH_LINE, room, holds(a, d->m));
    sketch_note(&d->s, x + SKETCH_PAD, d->s.y + 3 * SKETCH_LINE, room, needs(a, d->m));
    sketch_say(&d->s, "%s (%s): %s; %s", title, state, holds(a, d->m), needs(a, d->m));
    for (size_t i = 0; i < links; i++)
        if (joins(&o->links.v[i], id)) {
            const double at = SKETCH_EDGE + SKETCH_PAD + (double)i * STEP, y = d->s.y + MIDDLE - 12 + 8 * (double)i;
            sketch_line(&d->s, SKETCH_NET, layout_link(o, &o->links.v[i]).remote, at, y, x, y, 4);
            sketch_bar(&d->s, SKETCH_NET, at - 5, y - 5, 10, 10);
        }
    d->s.y += HEIGHT + CABLE;
}

/* Draws the vertical line of each link from its first to its last machine. */
static void lines(struct drawing_part *d, double top, size_t links)
{
    enum { HEIGHT = 96, MIDDLE = HEIGHT / 2 };
    const struct option *o = d->o->option;
    for (size_t i = 0; i < links; i++) {
        double first = NAN, last = NAN;
        const double at = SKETCH_EDGE + SKETCH_PAD + (double)i * STEP;
        for (size_t k = 0; k < o->machines.n; k++) {
            const double y = top + (double)k * (HEIGHT + CABLE) + MIDDLE - 12 + 8 * (double)i;
            if (!joins(&o->links.v[i], o->machines.v[k].id))
                continue;
            first = fmin(first, y);
            last = fmax(last, y);
        }
        if (!isnan(first))
            sketch_line(&d->s, SKETCH_NET, layout_link(o, &o->links.v[i]).remote, at, first, at, last, 4);
        sketch_text(&d->s, at - 8, top - 8, STEP - 6, (char[]){(char)('A' + i), '\0'});
    }
}

void drawing_net_option(struct drawing_part *d)
{
    struct arena *a = d->s.arena;
    const struct option *o = d->o->option;
    const size_t links = o->links.n < MOST_LINKS ? o->links.n : MOST_LINKS;
    const double x = SKETCH_EDGE + SKETCH_PAD + (double)links * STEP;
    d->s.y += links ? SKETCH_LINE + SKETCH_EDGE : 0;
    const double top = d->s.y;
    for (size_t i = 0; i < o->machines.n; i++) {
        d->m = &d->o->machine[i];
        machine(d, x, links);
    }
    lines(d, top, links);
    if (o->links.n == 0) {
        sketch_note(&d->s, x, d->s.y + SKETCH_LINE - 6, ROOM - x, "no link between them is stated");
        sketch_say(&d->s, "No link between them is stated");
        d->s.y += SKETCH_LINE;
    }
    for (size_t i = 0; i < o->links.n; i++) {
        const struct connection *over = &o->links.v[i];
        const char *words = drawing_net_words(a, o, over);
        sketch_text(&d->s, SKETCH_EDGE + 4, d->s.y + SKETCH_LINE, STEP,
                    i < links ? (char[]){(char)('A' + i), '\0'} : "");
        sketch_text(&d->s, SKETCH_EDGE + STEP + 4, d->s.y + SKETCH_LINE, WIDTH - STEP - 8, words);
        sketch_note(&d->s, SKETCH_EDGE + STEP + 4, d->s.y + 2 * SKETCH_LINE, WIDTH - STEP - 8, purpose(over));
        sketch_say(&d->s, "Link %s joins %s; %s", words, others(a, o, over, NULL), purpose(over));
        d->s.y += 2 * SKETCH_LINE + SKETCH_EDGE;
    }
    d->s.y += SKETCH_PAD;
}
