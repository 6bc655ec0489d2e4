#include "drawing.h"

#include "drawing_board.h"
#include "drawing_feed.h"
#include "drawing_net.h"
#include "fmt.h"
#include "page_machines.h"
#include "page_problems.h"
#include "svg_text.h"

#include <math.h>

enum { CLOUD_X = 60, CLOUD_ROOM = 500, CLOUD_TOP = 52 };

/* Draws a cloud with n lines of text. */
static void cloud(struct drawing_part *d, const char *const words[], int n)
{
    const double height = CLOUD_TOP + (n + 1) * SKETCH_LINE;
    sketch_cloud(&d->s, d->s.y, height);
    for (int i = 0; i < n; i++) {
        const double y = d->s.y + CLOUD_TOP + (i + 1) * SKETCH_LINE;
        if (i == 0)
            sketch_text(&d->s, CLOUD_X, y, CLOUD_ROOM, words[i]);
        else
            sketch_note(&d->s, CLOUD_X, y, CLOUD_ROOM, words[i]);
        sketch_say(&d->s, "%s", words[i]);
    }
    d->s.y += height + SKETCH_PAD;
}

/* What it costs a year, in the currency of the scenario. */
static const char *rent_words(struct drawing_part *d)
{
    struct arena *a = d->s.arena;
    const double rent = d->m->use.rent_year.mid;
    return isnan(rent) ? "rent a year: not known"
                       : str_format(a, "%s %s a year", enums_text(&enums_currency, (int)d->c->scenario->currency),
                                    fmt_known(a, rent, 3));
}

static void cards_for_rent(struct drawing_part *d)
{
    struct arena *a = d->s.arena;
    const struct cloud_line *l = d->m->machine->cloud;
    const struct cloud *at = d->m->seen ? d->m->seen : l->offer;
    const struct device *dev = l->offer->device;
    const char *const words[] = {
        str_format(a, "%s \xC3\x97 %s", fmt_known(a, l->qty, 1), drawing_part_name(dev->name, dev->id)),
        str_format(a, "%s each", drawing_part_number(a, dev->mem_gib, 3, "GiB")),
        str_format(a, "rented from %s", l->offer->provider),
        isnan(at->rate_h.mid)
            ? "rent not known"
            : str_format(a, "%s %s per card and hour before tax", enums_text(&enums_currency, (int)at->currency),
                         fmt_known(a, at->rate_h.mid, 3)),
        rent_words(d)};
    cloud(d, words, sizeof words / sizeof *words);
}

static void api(struct drawing_part *d)
{
    struct arena *a = d->s.arena;
    const struct api_line *l = d->m->machine->api;
    const struct api *x = l->offer;
    const double tok_s = isnan(l->decode_tok_s) ? x->decode_tok_s : l->decode_tok_s;
    const char *model = x->model ? drawing_part_name(x->model->name, x->model->id)
                                 : drawing_part_name(x->closed, x->id);
    const char *currency = enums_text(&enums_currency, (int)x->currency);
    const char *prices = isnan(x->input_mtok) || isnan(x->output_mtok)
                             ? "billed by the token"
                             : str_format(a, "%s %s in, %s out per million tokens", currency,
                                          fmt_known(a, x->input_mtok, 3), fmt_known(a, x->output_mtok, 3));
    const char *const words[] = {
        str_format(a, "%s at %s", model, x->provider), prices,
        str_format(a, "one stream: %s", isnan(tok_s) ? "speed not known" : drawing_part_number(a, tok_s, 3, "tok/s")),
        rent_words(d)};
    cloud(d, words, sizeof words / sizeof *words);
}

/* A machine elsewhere of which nothing but its parts is stated. */
static void elsewhere(struct drawing_part *d)
{
    enum { MOST = 5 };
    const struct part_line_list *parts = &d->m->machine->parts;
    const char *words[1 + MOST] = {"a machine elsewhere"};
    int n = 1;
    for (size_t i = 0; i < parts->n && i < MOST; i++)
        words[n++] = drawing_part_name(parts->v[i].part->name, parts->v[i].part->id);
    cloud(d, words, n);
}

static void heading(struct drawing_part *d, const char *title, const char *note)
{
    enum { ROOM = SKETCH_WIDTH - 2 * SKETCH_EDGE };
    sketch_head(&d->s, SKETCH_EDGE, SKETCH_LINE, ROOM, title);
    sketch_note(&d->s, SKETCH_EDGE, 2 * SKETCH_LINE, ROOM, note);
    sketch_say(&d->s, "%s", note);
    d->s.y = 2 * SKETCH_LINE + SKETCH_PAD;
}

/* "bought: draws 60 W idle, 812 W at peak" */
static const char *summary(struct arena *a, const struct compare_option *o, size_t machine)
{
    const struct compare_machine *m = &o->machine[machine];
    const char *state = page_machines_come(o, machine);
    if (!layout_here(m->machine))
        return str_format(a, "%s: draws nothing here", state);
    return str_format(a, "%s: %s idle, %s peak%s", state, drawing_part_watts(a, m->use.idle_wall_w),
                      drawing_part_watts(a, m->use.peak_wall_w), m->n_assumed ? ", partly assumed" : " at the wall");
}

static struct drawing_part of_machine(struct arena *a, const struct comparison *c, const struct compare_option *o,
                                      size_t machine)
{
    BUG_UNLESS(machine < o->option->machines.n);
    struct drawing_part d = {.s = sketch_new(a), .c = c, .o = o, .m = &o->machine[machine]};
    const struct machine *m = d.m->machine;
    heading(&d, page_problems_machine(m), summary(a, o, machine));
    layout_find(m, &d.layout);
    if (m->api)
        api(&d);
    else if (m->cloud)
        cards_for_rent(&d);
    else if (!layout_here(m) && !m->system && !d.layout.assembled)
        elsewhere(&d);
    else
        drawing_board(&d);
    if (layout_here(m))
        drawing_feed(&d);
    drawing_net(&d);
    d.s.y += SKETCH_PAD;
    drawing_part_key(&d.s, !layout_here(m));
    return d;
}

static struct drawing_part of_option(struct arena *a, const struct comparison *c, const struct compare_option *o)
{
    struct drawing_part d = {.s = sketch_new(a), .c = c, .o = o};
    bool away = false;
    for (size_t i = 0; i < o->option->machines.n; i++)
        away |= !layout_here(o->machine[i].machine);
    heading(&d, o->option->title, str_format(a, "%s machines", fmt_known(a, (double)o->option->machines.n, 1)));
    drawing_net_option(&d);
    drawing_part_key(&d.s, away);
    return d;
}

const char *drawing_svg(struct arena *a, const struct comparison *c, const struct compare_option *o, size_t machine)
{
    struct drawing_part d = of_machine(a, c, o, machine);
    return sketch_done(&d.s, str_format(a, "Drawing of %s", page_problems_machine(d.m->machine)));
}

const char *drawing_words(struct arena *a, const struct comparison *c, const struct compare_option *o, size_t machine)
{
    return svg_text_clean(a, of_machine(a, c, o, machine).s.words.text);
}

const char *drawing_link_svg(struct arena *a, const struct comparison *c, const struct compare_option *o)
{
    if (o->option->machines.n < 2)
        return NULL;
    struct drawing_part d = of_option(a, c, o);
    return sketch_done(&d.s, str_format(a, "Drawing of the machines of %s", o->option->title));
}

const char *drawing_link_words(struct arena *a, const struct comparison *c, const struct compare_option *o)
{
    return o->option->machines.n < 2 ? NULL : svg_text_clean(a, of_option(a, c, o).s.words.text);
}
