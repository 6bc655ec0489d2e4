/* plot_cap.c: two panels over the same axis, the power cap of each card: decode speed, and running cost of a year. */
#include "plot_cap.h"

#include "arena.h"

#include <math.h>

enum { PANEL = 250, BELOW = 76, LEFT = 78, RIGHT = 30, ABOVE = 38, TOP = 30 };

static const char *data(struct arena *a, const struct cap_sweep *s)
{
    struct str out = str_new(a);
    str_add(&out, "cap_w\tdecode_tok_s\tdecode_wall_w\trunning_cost_year\tknee\n");
    for (size_t i = 0; i < s->n; i++) {
        str_addf(&out, "%.6g", s->v[i].cap_w);
        plot_draw_number(&out, s->v[i].decode_tok_s);
        plot_draw_number(&out, s->v[i].decode_wall_w);
        plot_draw_number(&out, s->v[i].running_cost_year);
        str_addf(&out, "\t%d\n", i == s->knee);
    }
    return out.text;
}

/* Adds one panel. bottom: units below it; y_to: end of its axis; column: what it shows. */
static void add_panel(struct str *s, const struct cap_sweep *sweep, struct plot_draw_frame f, double y_to, int column,
                      const char *title)
{
    const bool lower = column == 4;
    f.y_to = plot_draw_end(y_to);
    str_add(s, "unset label\nunset arrow\n");
    plot_draw_axes(s, &f);
    plot_draw_ticks(s, &f, 'y', 4);
    plot_draw_ticks(s, &f, 'x', 6);
    if (!lower)
        str_add(s, "set format x ''\nunset xtics\n");
    else
        plot_draw_below(s, "power cap of each card (W)");
    str_addf(s, "set label '%s' at screen 0.012, screen %.5f left textcolor rgb \"%s\"\n", title,
             1 - (f.top - PLOT_DRAW_LINE / 2.0) / f.height, PLOT_DRAW_INK);
    if (sweep->knee < sweep->n) {
        const double cap = sweep->v[sweep->knee].cap_w;
        if (lower)
            str_addf(
                s, "set arrow from first %.6g, graph 0 to first %.6g, graph 1 nohead back lw 2.5 dt 2 lc rgb \"%s\"\n",
                cap, cap, PLOT_DRAW_INK);
        else
            plot_draw_upright(s, &f, cap, str_format(s->arena, "knee: %.0f W", cap), 2);
    }
    str_addf(s,
             "plot 'cap.tsv' using 1:%d skip 1 with linespoints pt 7 ps 0.8 lw 3 lc rgb \"%s\", \\\n"
             "     '' using ($5==1?$1:1/0):%d skip 1 with points pt 6 ps 2.2 lw 2 lc rgb \"%s\"\n",
             column, lower ? PLOT_DRAW_RED : PLOT_DRAW_BLUE, column, PLOT_DRAW_INK);
}

static const char *script(struct arena *a, const struct comparison *c)
{
    const struct cap_sweep *s = &c->caps;
    const double height = TOP + 2.0 * PANEL + BELOW, low = s->v[0].cap_w, high = s->v[s->n - 1].cap_w;
    const struct plot_draw_frame f = {.height = height,
                                      .left = LEFT,
                                      .right = RIGHT,
                                      .x_from = low,
                                      .x_to = high,
                                      .top = TOP + ABOVE,
                                      .bottom = BELOW + PANEL};
    struct plot_draw_frame lower = f;
    double tok_s = 0, cost = 0;
    struct str out = str_new(a);
    for (size_t i = 0; i < s->n; i++) {
        tok_s = fmax(tok_s, s->v[i].decode_tok_s);
        cost = fmax(cost, s->v[i].running_cost_year);
    }
    lower.top += PANEL;
    lower.bottom = BELOW;
    str_add(&out, "set multiplot\n");
    add_panel(&out, s, f, tok_s, 2, "decode (tok/s)");
    add_panel(&out, s, lower, cost, 4, str_format(a, "running cost (%s a year)", plot_draw_money(c)));
    str_add(&out, "unset multiplot\n");
    return plot_draw_script(a, "cap", height, out.text);
}

static const char *alt(struct arena *a, const struct comparison *c)
{
    const struct cap_sweep *s = &c->caps;
    const struct cap_point *last = &s->v[s->n - 1], *at = s->knee < s->n ? &s->v[s->knee] : last;
    return str_format(a,
                      "With a cap of %s W each, %s decodes %s tok/s for %s %s a year; with %s W it is %s tok/s for %s.",
                      plot_draw_shown(a, at->cap_w), s->option->outcome.title, plot_draw_shown(a, at->decode_tok_s),
                      plot_draw_money(c), plot_draw_shown(a, at->running_cost_year), plot_draw_shown(a, last->cap_w),
                      plot_draw_shown(a, last->decode_tok_s), plot_draw_shown(a, last->running_cost_year));
}

/* Returns how many points of the sweep have a speed. */
static size_t known(const struct cap_sweep *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += s->v[i].decode_tok_s > 0;
    return n;
}

struct plot plot_cap(struct arena *a, const struct comparison *c)
{
    const struct cap_sweep *s = &c->caps;
    struct plot p = {.id = "cap", .alt = "", .caption = "", .tsv = data(a, s)};
    if (!s->option || known(s) < 2) {
        p.left_out =
            "The plot of power caps is left out: no option runs the largest workload at home on cards whose power "
            "can be capped.";
        return p;
    }
    p.caption = str_format(a, "%s, %s. %s", plot_draw_fit(a, s->option->outcome.title, 50),
                           plot_draw_fit(a, plot_draw_workload(s->workload), 50),
                           s->knee < s->n ? "Beyond the knee, a further watt gains less than the mean watt does."
                                          : "There is no knee: every further watt gains about the same.");
    p.alt = alt(a, c);
    p.gp = script(a, c);
    return p;
}
