/* plot_context.c: decode speed of the largest workload against the tokens in the KV cache. Names stand at the ends of
   the lines, pushed down where two would overlap. */
#include "plot_context.h"

#include "arena.h"
#include "cells.h"

#include <math.h>

enum { LINES = 6, HEIGHT = 440, LEFT = 60, RIGHT = 4, NAMES = 300, TOP = 44, BOTTOM = 76, NAME_COLUMNS = 21, GAP = 26 };

struct line {
    const struct compare_option *option;
    const double *tok_s; /* at each depth */
    int last;            /* index of the last known depth */
    double y;            /* of the name, in tok/s */
};

struct found {
    struct line v[LINES]; /* from the highest end down */
    size_t n, more;
    double most;
};

static bool has_line(const struct compare_cell *cell)
{
    return cell->n_devices > 0 && !cell->no_host && !isnan(cell->curve_tok_s[0]);
}

static void add(struct found *f, const struct compare_option *o, const double *tok_s)
{
    struct line l = {o, tok_s, 0, NAN};
    for (int d = 0; d < COMPARE_DEPTHS; d++)
        if (!isnan(tok_s[d])) {
            l.last = d;
            f->most = fmax(f->most, tok_s[d]);
        }
    size_t at = f->n++;
    for (; at > 0 && f->v[at - 1].tok_s[f->v[at - 1].last] < tok_s[l.last]; at--)
        f->v[at] = f->v[at - 1];
    f->v[at] = l;
}

static struct found find(const struct comparison *c)
{
    struct found f = {0};
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_cell *cell = &c->by_rank[i]->cell[c->largest];
        if (!has_line(cell))
            continue;
        if (f.n < LINES)
            add(&f, c->by_rank[i], cell->curve_tok_s);
        else
            f.more++;
    }
    return f;
}

/* Returns the end of the x axis: the names stand beyond the last depth, inside the frame. */
static double depth_end(void)
{
    const double across = PLOT_DRAW_WIDTH - LEFT - RIGHT;
    return (COMPARE_DEPTHS - 1) * across / (across - NAMES);
}

static struct plot_draw_frame frame_of(const struct found *f)
{
    return (struct plot_draw_frame){.height = HEIGHT,
                                    .left = LEFT,
                                    .right = RIGHT,
                                    .top = TOP,
                                    .bottom = BOTTOM,
                                    .x_to = depth_end(),
                                    .y_to = plot_draw_end(f->most)};
}

/* Sets the heights of the names: those of the ends, pushed down where they are too close, then up from the lower edge.
 */
static void place_names(struct found *f, const struct plot_draw_frame *frame)
{
    const double gap = GAP / (frame->height - frame->top - frame->bottom) * frame->y_to;
    for (size_t i = 0; i < f->n; i++) {
        struct line *l = &f->v[i];
        l->y = l->tok_s[l->last];
        if (i > 0)
            l->y = fmin(l->y, f->v[i - 1].y - gap);
    }
    for (size_t i = f->n; i-- > 0;)
        f->v[i].y = fmax(f->v[i].y, (i + 1 < f->n ? f->v[i + 1].y + gap : gap / 2));
}

static const char *data(struct arena *a, const struct found *f)
{
    struct str s = str_new(a);
    str_add(&s, "place\toption\tlabel\tlabel_tok_s\tend\tend_tok_s");
    for (int d = 0; d < COMPARE_DEPTHS; d++)
        str_addf(&s, "\ttok_s_at_%.0f", cells_depths[d]);
    str_add(&s, "\n");
    for (size_t i = 0; i < f->n; i++) {
        const struct line *l = &f->v[i];
        str_addf(&s, "%.0f", l->option->outcome.rank);
        plot_draw_cell(&s, l->option->outcome.title);
        plot_draw_cell(&s, plot_draw_placed(a, l->option, NAME_COLUMNS));
        plot_draw_number(&s, l->y);
        str_addf(&s, "\t%d", l->last);
        plot_draw_number(&s, l->tok_s[l->last]);
        for (int d = 0; d < COMPARE_DEPTHS; d++)
            plot_draw_number(&s, l->tok_s[d]);
        str_add(&s, "\n");
    }
    return s.text;
}

static void add_ticks(struct str *s)
{
    enum { THOUSAND = 1024, EVERY = 2 };
    str_add(s, "set xtics scale 0 textcolor rgb \"" PLOT_DRAW_INK "\" ('0' 0");
    for (int d = EVERY; d < COMPARE_DEPTHS; d += EVERY)
        str_addf(s, ", '%.0fK' %d", cells_depths[d] / THOUSAND, d);
    str_add(s, ")\n");
}

/* Each line is drawn from its own row: depth d is in column 7 + d. */
static void add_lines(struct str *s, const struct found *f)
{
    static const char *const colours[LINES] = {PLOT_DRAW_BLUE, PLOT_DRAW_RED,    PLOT_DRAW_GREEN,
                                               PLOT_DRAW_PINK, PLOT_DRAW_ORANGE, PLOT_DRAW_SKY};
    static const int marks[LINES] = {7, 9, 5, 13, 6, 4};
    str_add(s, "file = 'context.tsv'\nplot ");
    for (size_t i = 0; i < f->n; i++)
        str_addf(
            s,
            "for [d=1:%d] file using (d-1):(column(6+d)):(1):(column(7+d)-column(6+d)) skip 1 every ::%zu::%zu with "
            "vectors nohead lw 3 lc rgb \"%s\", \\\n     for [d=0:%d] file using (d):(column(7+d)) skip 1 every "
            "::%zu::%zu with points pt %d ps 0.9 lc rgb \"%s\", \\\n     "
            "file using 5:6:(%.6g-$5):($4-$6) skip 1 every ::%zu::%zu with vectors nohead lw 1 dt 3 lc rgb \"%s\", "
            "\\\n     ",
            COMPARE_DEPTHS - 1, i, i, colours[i], COMPARE_DEPTHS - 1, i, i, marks[i], colours[i], COMPARE_DEPTHS - 0.6,
            i, i, colours[i]);
    str_addf(s, "file using (%.6g):4:3 skip 1 with labels left textcolor rgb \"" PLOT_DRAW_INK "\"\n",
             COMPARE_DEPTHS - 0.25);
}

struct plot plot_context(struct arena *a, const struct comparison *c)
{
    struct found f = find(c);
    const struct plot_draw_frame frame = frame_of(&f);
    const char *workload = plot_draw_workload(&c->scenario->workloads.v[c->largest]);
    struct plot p = {.id = "context", .alt = ""};
    struct str s = str_new(a);
    place_names(&f, &frame);
    p.tsv = data(a, &f);
    p.caption = str_format(a, "%s: decode speed by tokens in the KV cache. A line ends where more does not fit.%s",
                           plot_draw_fit(a, workload, 60), plot_draw_more(a, f.more, "option"));
    if (f.n == 0) {
        p.left_out = "The plot of speed against context is left out: no option holds the largest workload.";
        return p;
    }
    plot_draw_axes(&s, &frame);
    plot_draw_ticks(&s, &frame, 'y', 6);
    add_ticks(&s);
    str_addf(&s, "set label 'tokens in the KV cache' at screen %.5f, character 0.75 center textcolor rgb \"%s\"\n",
             (LEFT + (PLOT_DRAW_WIDTH - RIGHT - NAMES)) / 2.0 / PLOT_DRAW_WIDTH, PLOT_DRAW_INK);
    str_addf(&s, "set label 'decode (tok/s)' at screen 0.012, screen %.5f left textcolor rgb \"%s\"\n",
             1 - PLOT_DRAW_LINE / 2.0 / HEIGHT, PLOT_DRAW_INK);
    add_lines(&s, &f);
    p.gp = plot_draw_script(a, p.id, frame.height, s.text);
    const struct line *top = &f.v[0];
    p.alt = str_format(a, "%s decodes %s at %s tok/s with an empty cache and at %s tok/s with %.0f tokens in it.",
                       top->option->outcome.title, workload, plot_draw_shown(a, top->tok_s[0]),
                       plot_draw_shown(a, top->tok_s[top->last]), cells_depths[top->last]);
    return p;
}
