/* plot_speed.c: a dot for each option with its 80 % range, linear from 0, and the speed that is needed as a line. */
#include "plot_speed.h"

#include "cells.h"

#include <math.h>

struct found {
    const struct compare_option *v[PLOT_DRAW_OPTIONS];
    size_t n, more, enough; /* drawn; run it too but are not drawn; of the drawn ones those that serve it */
    double most;            /* highest value on the axis */
};

static struct found find(const struct comparison *c, size_t j)
{
    const double need = c->scenario->workloads.v[j].need_tok_s;
    struct found f = {.most = isnan(need) ? 0 : need};
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_cell *cell = &c->by_rank[i]->cell[j];
        if (!cells_runs(cell))
            continue;
        if (f.n == PLOT_DRAW_OPTIONS) {
            f.more++;
            continue;
        }
        f.v[f.n++] = c->by_rank[i];
        f.enough += cell->serves;
        f.most = fmax(f.most, fmax(cell->figures.decode_tok_s.mid, cell->figures.decode_tok_s.high80));
    }
    return f;
}

static const char *data(struct arena *a, size_t j, const struct found *f)
{
    struct str s = str_new(a);
    str_add(&s, "place\toption\tlabel\tshown\ttok_s\tlow80\thigh80\tserves\n");
    for (size_t i = 0; i < f->n; i++) {
        const struct compare_option *o = f->v[i];
        const struct compare_cell *cell = &o->cell[j];
        const struct range *r = &cell->figures.decode_tok_s;
        str_addf(&s, "%.0f", o->outcome.rank);
        plot_draw_cell(&s, o->outcome.title);
        plot_draw_cell(&s, plot_draw_placed(a, o, PLOT_DRAW_TITLE));
        plot_draw_cell(&s, plot_draw_shown(a, r->mid));
        plot_draw_number(&s, r->mid);
        plot_draw_number(&s, r->low80);
        plot_draw_number(&s, r->high80);
        str_addf(&s, "\t%d\n", cell->serves);
    }
    return s.text;
}

static const char *script(struct arena *a, const char *id, const struct workload *w, const struct found *f)
{
    const bool needs = !isnan(w->need_tok_s);
    const struct plot_draw_frame frame = plot_draw_rows(f->n, needs ? PLOT_DRAW_LINE + 8 : 4, plot_draw_end(f->most));
    struct str s = str_new(a);
    plot_draw_axes(&s, &frame);
    plot_draw_ticks(&s, &frame, 'x', 6);
    plot_draw_below(&s, "decode speed per user (tok/s)");
    if (needs)
        plot_draw_above(&s, &frame, w->need_tok_s, str_format(a, "needs %s tok/s", plot_draw_short(a, w->need_tok_s)),
                        1);
    str_addf(&s, "file = '%s.tsv'\nplot ", id);
    if (needs)
        str_addf(&s,
                 "file using (%.6g):($0+0.48):(0):(0.44) skip 1 with vectors nohead lw 3 lc rgb \"" PLOT_DRAW_INK
                 "\", \\\n     ",
                 w->need_tok_s);
    str_addf(
        &s,
        "file using 6:($0+0.7):($7-$6):(0) skip 1 with vectors nohead lw 5 lc rgb \"" PLOT_DRAW_SKY "\", \\\n"
        "     file using ($8==1?$5:1/0):($0+0.7) skip 1 with points pt 7 ps 1.3 lc rgb \"" PLOT_DRAW_BLUE "\", \\\n"
        "     file using ($8==0?$5:1/0):($0+0.7) skip 1 with points pt 8 ps 1.6 lw 2 lc rgb \"" PLOT_DRAW_RED "\", \\\n"
        "     file using (0):($0+0.3):3 skip 1 with labels left textcolor rgb \"" PLOT_DRAW_INK "\", \\\n"
        "     file using (%.6g):($0+0.3):4 skip 1 with labels right textcolor rgb \"" PLOT_DRAW_INK "\"\n",
        frame.x_to);
    return plot_draw_script(a, id, frame.height, s.text);
}

static const char *caption(struct arena *a, const struct comparison *c, size_t j, const struct found *f)
{
    const struct workload *w = &c->scenario->workloads.v[j];
    const char *more = plot_draw_more(a, f->more, "option");
    const bool needs = !isnan(w->need_tok_s) || !isnan(w->need_ttft_s);
    return str_format(a, "%s: decode speed by place, with 80 %% ranges.%s%s",
                      plot_draw_fit(a, plot_draw_workload(w), 60),
                      needs ? " A triangle is slower than needed, or answers too late." : "", more);
}

static const char *alt(struct arena *a, const struct comparison *c, size_t j, const struct found *f)
{
    const struct workload *w = &c->scenario->workloads.v[j];
    if (f->n == 0)
        return "";
    const double first = f->v[0]->cell[j].figures.decode_tok_s.mid;
    struct str s = str_new(a);
    str_addf(&s, "%s runs %s at %s tok/s", f->v[0]->outcome.title, plot_draw_workload(w), plot_draw_shown(a, first));
    if (!isnan(w->need_tok_s))
        str_addf(&s, "; it needs %s tok/s, which %zu of the %zu options shown serve", plot_draw_short(a, w->need_tok_s),
                 f->enough, f->n);
    str_add(&s, ".");
    return s.text;
}

struct plot plot_speed(struct arena *a, const struct comparison *c, size_t j)
{
    const struct workload *w = &c->scenario->workloads.v[j];
    const struct found f = find(c, j);
    const char *id = str_format(a, "speed-%s", w->id);
    struct plot p = {id, caption(a, c, j, &f), alt(a, c, j, &f), data(a, j, &f), NULL, NULL};
    if (f.n > 0)
        p.gp = script(a, id, w, &f);
    else
        p.left_out = str_format(a, "The plot of %s is left out: no option runs it.", plot_draw_workload(w));
    return p;
}
