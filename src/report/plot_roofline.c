/* plot_roofline.c: one roof for each kind of device of the best option, and what its part of each workload reaches
   while the device works. */
#include "plot_roofline.h"

#include "arena.h"
#include "cells.h"

#include <math.h>

enum { ROOFS = 3, LOADS = 4, HEIGHT = 520, LEFT = 70, RIGHT = 18, BOTTOM = 76 };

static const char *const colours[ROOFS] = {PLOT_DRAW_BLUE, PLOT_DRAW_RED, PLOT_DRAW_GREEN};

struct found {
    const struct device *device[ROOFS];
    const struct compare_roof *roof[ROOFS];
    size_t n;
    size_t load[LOADS]; /* indices of the workloads */
    size_t n_loads;
    double x_from, x_to, y_from, y_to;
};

static void widen(struct found *f, double flop_b, double tflops)
{
    if (isnan(flop_b) || isnan(tflops))
        return;
    f->x_from = fmin(f->x_from, flop_b);
    f->x_to = fmax(f->x_to, flop_b);
    f->y_from = fmin(f->y_from, tflops);
    f->y_to = fmax(f->y_to, tflops);
}

/* Returns the index of the device's roof; ROOFS: there are too many kinds. */
static size_t roof_of(struct found *f, const struct device *d, const struct compare_roof *r)
{
    size_t k = 0;
    while (k < f->n && f->device[k] != d)
        k++;
    if (k == f->n && k < ROOFS) {
        f->device[k] = d;
        f->roof[k] = r;
        f->n++;
    }
    return k;
}

static bool is_first_of_kind(const struct compare_cell *cell, int d)
{
    for (int i = 0; i < d; i++)
        if (cell->devices[i] == cell->devices[d])
            return false;
    return true;
}

/* Adds a row for each kind of device that runs the workload. Returns whether there is any. */
static bool add_workload(struct found *f, struct str *tsv, const struct workload *w, const struct compare_cell *cell,
                         size_t index)
{
    bool any = false;
    for (int d = 0; d < cell->n_devices; d++) {
        const struct compare_roof *r = &cell->roof[d];
        if (!is_first_of_kind(cell, d) || isnan(r->tflops) || isnan(r->gb_s) || isnan(r->decode_tflops))
            continue;
        const size_t k = roof_of(f, cell->devices[d], r);
        if (k == ROOFS)
            continue;
        any = true;
        str_add(tsv, w->id);
        plot_draw_cell(tsv, cell->devices[d]->name ? cell->devices[d]->name : cell->devices[d]->id);
        str_addf(tsv, "\t%zu\t%zu", index, k);
        plot_draw_number(tsv, r->decode_flop_b);
        plot_draw_number(tsv, r->decode_tflops);
        plot_draw_number(tsv, r->prefill_flop_b);
        plot_draw_number(tsv, r->prefill_tflops);
        plot_draw_number(tsv, r->gb_s);
        plot_draw_number(tsv, r->tflops);
        str_add(tsv, "\n");
        widen(f, r->decode_flop_b, r->decode_tflops);
        widen(f, r->prefill_flop_b, r->prefill_tflops);
        widen(f, r->decode_flop_b, r->tflops);
    }
    return any;
}

static struct found find(const struct comparison *c, struct str *tsv)
{
    struct found f = {.x_from = 1, .x_to = 1000, .y_from = INFINITY, .y_to = 0};
    const struct compare_option *o = c->by_rank[0];
    str_add(
        tsv,
        "workload\tdevice\tmark\troof\tdecode_flop_b\tdecode_tflops\tprefill_flop_b\tprefill_tflops\tgb_s\ttflops\n");
    for (size_t j = 0; j < c->scenario->workloads.n && f.n_loads < LOADS; j++)
        if (cells_runs(&o->cell[j]) && add_workload(&f, tsv, &c->scenario->workloads.v[j], &o->cell[j], f.n_loads))
            f.load[f.n_loads++] = j;
    return f;
}

static void add_roofs(struct str *s, const struct found *f)
{
    for (size_t k = 0; k < f->n; k++) {
        const char *name = f->device[k]->name ? f->device[k]->name : f->device[k]->id;
        str_addf(s, "bw%zu = %.6g\npeak%zu = %.6g\n", k, f->roof[k]->gb_s, k, f->roof[k]->tflops);
        str_add(s, "set label ");
        plot_draw_quoted(s, name);
        str_addf(s, " at graph 0.985, first %.6g right offset 0, character 0.6 textcolor rgb \"" PLOT_DRAW_INK "\"\n",
                 f->roof[k]->tflops);
    }
}

static void add_plots(struct str *s, const struct comparison *c, const struct found *f)
{
    static const int marks[LOADS] = {7, 9, 5, 13};
    str_add(s, "file = 'roofline.tsv'\nplot ");
    for (size_t k = 0; k < f->n; k++)
        str_addf(s,
                 "(bw%zu*x/1000 < peak%zu ? bw%zu*x/1000 : peak%zu) with lines lw 3 lc rgb \"%s\" notitle, \\\n     ",
                 k, k, k, k, colours[k]);
    for (size_t j = 0; j < f->n_loads; j++)
        for (size_t k = 0; k < f->n; k++)
            for (int prefill = 0; prefill < 2; prefill++)
                str_addf(s,
                         "file using ($3==%zu&&$4==%zu?$%d:1/0):%d skip 1 with points pt %d ps 1.4 lc rgb \"%s\" "
                         "notitle, \\\n     ",
                         j, k, prefill ? 7 : 5, prefill ? 8 : 6, marks[j], colours[k]);
    for (size_t j = 0; j < f->n_loads; j++) {
        str_addf(s, "NaN with points pt %d ps 1.4 lc rgb \"" PLOT_DRAW_GREY "\" title ", marks[j]);
        const char *title = plot_draw_workload(&c->scenario->workloads.v[f->load[j]]);
        plot_draw_quoted(s, plot_draw_fit(s->arena, title, PLOT_DRAW_TITLE));
        str_add(s, j + 1 < f->n_loads ? ", \\\n     " : "\n");
    }
}

static const char *script(struct arena *a, const struct comparison *c, const struct found *f)
{
    const double top = (double)(f->n_loads + 1) * PLOT_DRAW_LINE + 10, air = 2;
    const struct plot_draw_frame frame = {.height = HEIGHT + top,
                                          .left = LEFT,
                                          .right = RIGHT,
                                          .top = top,
                                          .bottom = BOTTOM,
                                          .x_from = f->x_from / air,
                                          .x_to = f->x_to * air,
                                          .y_from = f->y_from / air,
                                          .y_to = f->y_to * air};
    struct str s = str_new(a);
    plot_draw_axes(&s, &frame);
    str_addf(&s,
             "set logscale xy\nset format '%%g'\nset xtics scale 0 10 textcolor rgb \"%s\"\nset ytics scale 0 10 "
             "textcolor rgb "
             "\"%s\"\nset grid xtics ytics back lt 1 lw 1 lc rgb \"%s\"\nset samples 500\n",
             PLOT_DRAW_INK, PLOT_DRAW_INK, PLOT_DRAW_GRID);
    plot_draw_below(&s, "operations per byte that is read");
    str_addf(&s, "set label 'TFLOPS reached' at screen 0.012, screen %.5f left textcolor rgb \"%s\"\n",
             1 - (top - PLOT_DRAW_LINE / 2.0) / frame.height, PLOT_DRAW_INK);
    str_addf(&s,
             "set key at screen 0.012, screen %.5f left top Left reverse vertical maxrows %zu samplen 1 textcolor rgb "
             "\"%s\"\n",
             1 - 2 / frame.height, f->n_loads, PLOT_DRAW_INK);
    add_roofs(&s, f);
    add_plots(&s, c, f);
    return plot_draw_script(a, "roofline", frame.height, s.text);
}

struct plot plot_roofline(struct arena *a, const struct comparison *c)
{
    struct str tsv = str_new(a);
    const struct found f = find(c, &tsv);
    const struct compare_option *best = c->by_rank[0];
    struct plot p = {.id = "roofline", .alt = "", .tsv = tsv.text};
    p.caption = str_format(a,
                           "%s, each kind of card alone: decode at the left, prefill at the right. Under the slope "
                           "memory bandwidth is the limit, under the flat part arithmetic.",
                           plot_draw_fit(a, best->outcome.title, 50));
    if (f.n == 0) {
        p.left_out = "The roofline is left out: the best option runs no workload on devices with known rates.";
        return p;
    }
    p.gp = script(a, c, &f);
    const struct compare_cell *cell = &best->cell[f.load[0]];
    p.alt = str_format(
        a, "Of %s TFLOPS and %s GB/s, one %s reaches %s TFLOPS in decode and %s in prefill of %s.",
        plot_draw_shown(a, f.roof[0]->tflops), plot_draw_shown(a, f.roof[0]->gb_s),
        f.device[0]->name ? f.device[0]->name : f.device[0]->id, plot_draw_shown(a, cell->roof[0].decode_tflops),
        plot_draw_shown(a, cell->roof[0].prefill_tflops), plot_draw_workload(&c->scenario->workloads.v[f.load[0]]));
    return p;
}
