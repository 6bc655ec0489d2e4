/* plot_memory.c: a bar for each device of the best options: what the largest workload takes of its memory. */
#include "plot_memory.h"

#include "arena.h"

#include <math.h>

enum { OPTIONS = 6, ROWS = 12 };

/* Devices of one option that are filled alike, up to a tenth of a GiB. */
struct row {
    const struct compare_option *option;
    const struct device_load *load;
    const struct device *device;
    int first, count, all; /* first device, from 1; how many are alike; devices of the option */
};

struct found {
    struct row v[ROWS];
    size_t n, more; /* rows; devices that are not drawn */
    double most;    /* GiB */
};

static bool is_like(double a, double b)
{
    static const double same_gib = 0.1;
    return fabs(a - b) < same_gib || (isnan(a) && isnan(b));
}

static bool alike(const struct device_load *a, const struct device_load *b)
{
    return is_like(a->weights_gib, b->weights_gib) && is_like(a->kv_gib, b->kv_gib) &&
           is_like(a->compute_gib, b->compute_gib) && is_like(a->overhead_gib, b->overhead_gib) &&
           is_like(a->capacity_gib, b->capacity_gib);
}

static void add_devices(struct found *f, const struct compare_option *o, const struct compare_cell *cell)
{
    for (int d = 0; d < cell->n_devices; d++) {
        struct row *last = f->n > 0 && f->v[f->n - 1].option == o ? &f->v[f->n - 1] : NULL;
        const struct device_load *l = &cell->device[d];
        if (last && f->more == 0 && last->device == cell->devices[d] && alike(last->load, l))
            last->count++;
        else if (f->n < ROWS)
            f->v[f->n++] = (struct row){o, l, cell->devices[d], d + 1, 1, cell->n_devices};
        else
            f->more++;
        f->most = fmax(f->most, fmax(l->capacity_gib, l->total_gib));
    }
}

static struct found find(const struct comparison *c)
{
    struct found f = {0};
    size_t options = 0;
    for (size_t i = 0; i < c->n && options < OPTIONS; i++) {
        const struct compare_cell *cell = &c->by_rank[i]->cell[c->largest];
        if (cell->n_devices == 0 || isnan(cell->device[0].total_gib))
            continue;
        add_devices(&f, c->by_rank[i], cell);
        options++;
    }
    return f;
}

/* Returns "2. Title", behind it which devices: "1-3", where they are not all alike. */
static const char *label(struct arena *a, const struct row *r)
{
    const char *which = "";
    if (r->count < r->all)
        which = r->count == 1 ? str_format(a, ", card %d", r->first)
                              : str_format(a, ", cards %d\xE2\x80\x93%d", r->first, r->first + r->count - 1);
    else if (r->all > 1)
        which = ", each";
    enum { VALUE = 4 }; /* the value is longer than that of other plots */
    const size_t room = PLOT_DRAW_TITLE - VALUE - plot_draw_columns(which);
    return str_format(a, "%s%s", plot_draw_placed(a, r->option, room), which);
}

static const char *data(struct arena *a, const struct found *f)
{
    struct str s = str_new(a);
    str_add(&s, "place\toption\tdevice\tlabel\tshown\tweights_gib\tkv_gib\tcompute_gib\toverhead_gib\tspare_"
                "gib\tcapacity_gib\n");
    for (size_t i = 0; i < f->n; i++) {
        const struct row *r = &f->v[i];
        const struct device_load *l = r->load;
        str_addf(&s, "%.0f", r->option->outcome.rank);
        plot_draw_cell(&s, r->option->outcome.title);
        plot_draw_cell(&s, l->device ? l->device : r->device->id);
        plot_draw_cell(&s, label(a, r));
        plot_draw_cell(
            &s, str_format(a, "%s of %s", plot_draw_shown(a, l->total_gib), plot_draw_shown(a, l->capacity_gib)));
        plot_draw_number(&s, l->weights_gib);
        plot_draw_number(&s, l->kv_gib);
        plot_draw_number(&s, l->compute_gib);
        plot_draw_number(&s, l->overhead_gib);
        plot_draw_number(&s, l->spare_gib > 0 ? l->spare_gib : 0);
        plot_draw_number(&s, l->capacity_gib);
        str_add(&s, "\n");
    }
    return s.text;
}

static const char *script(struct arena *a, const struct found *f)
{
    const struct plot_draw_frame frame = plot_draw_rows(f->n, 2 * PLOT_DRAW_LINE + 8, plot_draw_end(f->most));
    struct str s = str_new(a);
    plot_draw_axes(&s, &frame);
    plot_draw_ticks(&s, &frame, 'x', 6);
    plot_draw_below(&s, "GiB on each device; the line is its limit");
    str_addf(
        &s,
        "set key at screen 0.02, screen %.5f left top Left reverse horizontal maxcols 3 samplen 1 width -1 textcolor "
        "rgb \"" PLOT_DRAW_INK "\"\nfile = 'memory.tsv'\nplot ",
        1 - 2 / frame.height);
    plot_draw_part(&s, "0", 6, PLOT_DRAW_BLUE, "weights");
    plot_draw_part(&s, "$6", 7, PLOT_DRAW_ORANGE, "KV cache");
    plot_draw_part(&s, "$6+$7", 8, PLOT_DRAW_GREEN, "buffers");
    plot_draw_part(&s, "$6+$7+$8", 9, PLOT_DRAW_PINK, "overhead");
    plot_draw_part(&s, "$6+$7+$8+$9", 10, PLOT_DRAW_GRID, "free");
    str_addf(&s,
             "file using 11:($0+0.48):(0):(0.4) skip 1 with vectors nohead lw 4 lc rgb \"" PLOT_DRAW_INK
             "\" notitle, \\\n"
             "     file using (0):($0+0.3):4 skip 1 with labels left textcolor rgb \"" PLOT_DRAW_INK "\" notitle, \\\n"
             "     file using (%.6g):($0+0.3):5 skip 1 with labels right textcolor rgb \"" PLOT_DRAW_INK "\" notitle\n",
             frame.x_to);
    return plot_draw_script(a, "memory", frame.height, s.text);
}

static const char *alt(struct arena *a, const struct found *f, const char *workload)
{
    if (f->n == 0)
        return "";
    const struct row *r = &f->v[0];
    return str_format(a, "%s takes %s of %s GiB on %s of %s.", workload, plot_draw_shown(a, r->load->total_gib),
                      plot_draw_shown(a, r->load->capacity_gib),
                      r->all > 1 && r->count == r->all ? "each device" : "the first device", r->option->outcome.title);
}

struct plot plot_memory(struct arena *a, const struct comparison *c)
{
    const struct found f = find(c);
    const char *workload = plot_draw_workload(&c->scenario->workloads.v[c->largest]);
    struct plot p = {.id = "memory", .alt = alt(a, &f, workload), .tsv = data(a, &f)};
    p.caption = str_format(a,
                           "Memory with %s, on each device of the best options. Layers in system RAM are not drawn.%s",
                           plot_draw_fit(a, workload, 60), plot_draw_more(a, f.more, "device"));
    if (f.n > 0)
        p.gp = script(a, &f);
    else
        p.left_out = "The plot of memory is left out: no option has a device for the workload.";
    return p;
}
