/* plot_power.c: a bar for each machine from idle to peak, with marks for decode and prefill, and ticks for what its
   supplies, its outlet and its breaker may carry. */
#include "plot_power.h"

#include <math.h>

enum { IDLE, DECODE, PREFILL, PEAK }; /* of compare_machine.power */

struct row {
    const struct compare_option *option;
    const struct compare_machine *machine;
};

struct found {
    struct row v[PLOT_DRAW_OPTIONS];
    size_t n, more; /* machines that are drawn, and that are not */
    double peak;    /* highest */
    double end;     /* of the axis */
    double breaker; /* least limit of a breaker; NaN: not known */
    bool shows_breaker;
};

/* Returns whether the machine only waits while another one of the option works. */
static bool only_waits(const struct compare_option *o, const struct compare_machine *m)
{
    for (size_t k = 0; k < o->option->machines.n; k++)
        if (!m->use.serves && o->machine[k].use.serves)
            return true;
    return false;
}

/* Sets the end of the axis: it shows all peaks, supplies and outlets, and breakers unless they are far beyond. */
static void set_end(struct found *f)
{
    static const double far = 1.4;
    double most = 0;
    f->end = f->peak;
    f->breaker = NAN;
    for (size_t i = 0; i < f->n; i++) {
        const struct compare_limits *l = &f->v[i].machine->limit;
        f->end = fmax(f->end, fmax(l->supply_w, l->outlet_w)); /* fmax leaves NaN out */
        f->breaker = fmin(f->breaker, l->breaker_w);
        most = fmax(most, l->breaker_w);
    }
    f->shows_breaker = most > 0 && most < far * f->end;
    if (f->shows_breaker)
        f->end = fmax(f->end, most);
}

static struct found find(const struct comparison *c)
{
    struct found f = {0};
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->by_rank[i]->option->machines.n; k++) {
            const struct compare_machine *m = &c->by_rank[i]->machine[k];
            if (!(m->power[PEAK].wall_w > 0) || only_waits(c->by_rank[i], m))
                continue;
            if (f.n == PLOT_DRAW_OPTIONS) {
                f.more++;
                continue;
            }
            f.v[f.n++] = (struct row){c->by_rank[i], m};
            f.peak = fmax(f.peak, m->power[PEAK].wall_w);
        }
    set_end(&f);
    return f;
}

/* Returns "2. Title", with the machine's own title where the option has several. */
static const char *label(struct arena *a, const struct row *r)
{
    const struct machine *m = r->machine->machine;
    if (r->option->option->machines.n < 2)
        return plot_draw_placed(a, r->option, PLOT_DRAW_TITLE);
    return plot_draw_fit(a, str_format(a, "%.0f. %s", r->option->outcome.rank, m->title ? m->title : m->id),
                         PLOT_DRAW_TITLE);
}

static const char *data(struct arena *a, const struct found *f)
{
    struct str s = str_new(a);
    str_add(
        &s,
        "place\toption\tmachine\tlabel\tshown\tidle_w\tdecode_w\tprefill_w\tpeak_w\tsupply_w\toutlet_w\tbreaker_w\n");
    for (size_t i = 0; i < f->n; i++) {
        const struct row *r = &f->v[i];
        const struct compare_limits *l = &r->machine->limit;
        const struct power_phase *at = r->machine->power;
        const bool works = r->machine->use.serves != NULL;
        str_addf(&s, "%.0f", r->option->outcome.rank);
        plot_draw_cell(&s, r->option->outcome.title);
        plot_draw_cell(&s, r->machine->machine->id);
        plot_draw_cell(&s, label(a, r));
        plot_draw_cell(&s, str_format(a, "%s W", plot_draw_shown(a, at[PEAK].wall_w)));
        plot_draw_number(&s, at[IDLE].wall_w);
        plot_draw_number(&s, works ? at[DECODE].wall_w : NAN);
        plot_draw_number(&s, works ? at[PREFILL].wall_w : NAN);
        plot_draw_number(&s, at[PEAK].wall_w);
        plot_draw_number(&s, l->supply_w);
        plot_draw_number(&s, l->outlet_w);
        plot_draw_number(&s, l->breaker_w);
        str_add(&s, "\n");
    }
    return s.text;
}

static const char *script(struct arena *a, const struct found *f)
{
    const struct plot_draw_frame frame = plot_draw_rows(f->n, 2 * PLOT_DRAW_LINE + 8, plot_draw_end(f->end));
    struct str s = str_new(a);
    plot_draw_axes(&s, &frame);
    plot_draw_ticks(&s, &frame, 'x', 6);
    plot_draw_below(&s, "watts at the wall, from idle to peak");
    str_addf(
        &s,
        "set key at screen 0.02, screen %.5f left top Left reverse horizontal maxcols 3 samplen 1 width -1 textcolor "
        "rgb \"" PLOT_DRAW_INK "\"\n",
        1 - 2 / frame.height);
    str_addf(
        &s,
        "file = 'power.tsv'\n"
        "plot file using ($6/2+$9/2):($0+0.7):6:9:($0+0.58):($0+0.82) skip 1 with boxxyerror lc rgb \"" PLOT_DRAW_SKY
        "\" notitle, \\\n"
        "     file using 7:($0+0.7) skip 1 with points pt 7 ps 1.1 lc rgb \"" PLOT_DRAW_BLUE "\" title 'decode', \\\n"
        "     file using 8:($0+0.7) skip 1 with points pt 13 ps 1.0 lc rgb \"" PLOT_DRAW_INK "\" title 'prefill', \\\n"
        "     file using 10:($0+0.52):(0):(0.36) skip 1 with vectors nohead lw 5 lc rgb \"" PLOT_DRAW_GREEN
        "\" title 'supply', \\\n"
        "     file using 11:($0+0.52):(0):(0.36) skip 1 with vectors nohead lw 5 lc rgb \"" PLOT_DRAW_RED
        "\" title 'outlet', \\\n");
    if (f->shows_breaker)
        str_add(&s,
                "     file using 12:($0+0.52):(0):(0.36) skip 1 with vectors nohead lw 5 dt 3 lc rgb \"" PLOT_DRAW_INK
                "\" title 'breaker', \\\n");
    str_addf(&s,
             "     file using (0):($0+0.3):4 skip 1 with labels left textcolor rgb \"" PLOT_DRAW_INK "\" notitle, \\\n"
             "     file using (%.6g):($0+0.3):5 skip 1 with labels right textcolor rgb \"" PLOT_DRAW_INK "\" notitle\n",
             frame.x_to);
    return plot_draw_script(a, "power", frame.height, s.text);
}

static const char *alt(struct arena *a, const struct found *f)
{
    if (f->n == 0)
        return "";
    const struct compare_machine *m = f->v[0].machine;
    return str_format(a, "%s draws %s W when idle and %s W at peak; its outlet may carry %s W.",
                      f->v[0].option->outcome.title, plot_draw_shown(a, m->power[IDLE].wall_w),
                      plot_draw_shown(a, m->power[PEAK].wall_w), plot_draw_shown(a, m->limit.outlet_w));
}

struct plot plot_power(struct arena *a, const struct comparison *c)
{
    const struct found f = find(c);
    struct plot p = {.id = "power", .alt = alt(a, &f), .tsv = data(a, &f)};
    const char *beyond = f.shows_breaker || isnan(f.breaker)
                             ? ""
                             : str_format(a, " Breakers (%s W) are beyond the axis.", plot_draw_shown(a, f.breaker));
    p.caption = str_format(a,
                           "Watts of each machine that works, and its peak as a number; it must stay left of its "
                           "ticks.%s%s",
                           beyond, plot_draw_more(a, f.more, "machine"));
    if (f.n > 0)
        p.gp = script(a, &f);
    else
        p.left_out = "The plot of power is left out: no option stands at home with a known power.";
    return p;
}
