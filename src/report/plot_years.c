/* plot_years.c: what each option costs over the horizon: price, electricity and rent, less what it fetches at the end.
 */
#include "plot_years.h"

#include <math.h>

struct found {
    const struct compare_option *v[PLOT_DRAW_OPTIONS];
    size_t n, more;
    double most;
};

static struct found find(const struct comparison *c)
{
    struct found f = {0};
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        if (isnan(o->outcome.life_cost))
            continue;
        if (f.n == PLOT_DRAW_OPTIONS) {
            f.more++;
            continue;
        }
        f.v[f.n++] = o;
        f.most = fmax(f.most, o->outcome.paid_cost);
    }
    return f;
}

static const char *data(struct arena *a, const struct found *f)
{
    struct str s = str_new(a);
    str_add(&s, "place\toption\tlabel\tshown\tprice\telectricity\trent\tresale\ttotal\n");
    for (size_t i = 0; i < f->n; i++) {
        const struct compare_option *o = f->v[i];
        str_addf(&s, "%.0f", o->outcome.rank);
        plot_draw_cell(&s, o->outcome.title);
        plot_draw_cell(&s, plot_draw_placed(a, o, PLOT_DRAW_TITLE));
        plot_draw_cell(&s, plot_draw_shown(a, o->outcome.life_cost));
        plot_draw_number(&s, o->outcome.price.mid);
        plot_draw_number(&s, o->energy_paid);
        plot_draw_number(&s, o->rent);
        plot_draw_number(&s, o->outcome.resale.mid);
        plot_draw_number(&s, o->outcome.life_cost);
        str_add(&s, "\n");
    }
    return s.text;
}

static const char *script(struct arena *a, const struct comparison *c, const struct found *f)
{
    const struct plot_draw_frame frame = plot_draw_rows(f->n, 2 * PLOT_DRAW_LINE + 8, plot_draw_end(f->most));
    struct str s = str_new(a);
    plot_draw_axes(&s, &frame);
    plot_draw_ticks(&s, &frame, 'x', 6);
    plot_draw_below(&s, str_format(a, "%s over %s years", plot_draw_money(c), plot_draw_short(a, c->life_years)));
    str_addf(
        &s,
        "set key at screen 0.02, screen %.5f left top Left reverse horizontal maxcols 3 samplen 1 width -1 textcolor "
        "rgb \"" PLOT_DRAW_INK "\"\nfile = 'years.tsv'\nplot ",
        1 - 2 / frame.height);
    plot_draw_part(&s, "0", 5, PLOT_DRAW_BLUE, "price");
    plot_draw_part(&s, "$5", 6, PLOT_DRAW_ORANGE, "electricity");
    plot_draw_part(&s, "$5+$6", 7, PLOT_DRAW_GREEN, "rent");
    str_addf(
        &s,
        "file using ($9+$8/2):($0+0.78):9:($9+$8):($0+0.68):($0+0.82) skip 1 with boxxyerror fs pattern 4 border lc "
        "rgb \"" PLOT_DRAW_INK "\" title 'resale', \\\n"
        "     file using 9:($0+0.48):(0):(0.4) skip 1 with vectors nohead lw 4 lc rgb \"" PLOT_DRAW_INK
        "\" title 'total', \\\n"
        "     file using (0):($0+0.3):3 skip 1 with labels left textcolor rgb \"" PLOT_DRAW_INK "\" notitle, \\\n"
        "     file using (%.6g):($0+0.3):4 skip 1 with labels right textcolor rgb \"" PLOT_DRAW_INK "\" notitle\n",
        frame.x_to);
    return plot_draw_script(a, "years", frame.height, s.text);
}

static const char *alt(struct arena *a, const struct comparison *c, const struct found *f)
{
    if (f->n == 0)
        return "";
    const struct outcome *r = &f->v[0]->outcome;
    return str_format(a, "%s costs %s %s over %s years: price %s, electricity %s, rent %s, less %s when it is sold.",
                      r->title, plot_draw_money(c), plot_draw_shown(a, r->life_cost), plot_draw_short(a, c->life_years),
                      plot_draw_shown(a, r->price.mid), plot_draw_shown(a, f->v[0]->energy_paid),
                      plot_draw_shown(a, f->v[0]->rent), plot_draw_shown(a, r->resale.mid));
}

struct plot plot_years(struct arena *a, const struct comparison *c)
{
    const struct found f = find(c);
    struct plot p = {.id = "years", .alt = alt(a, c, &f), .tsv = data(a, &f)};
    p.caption = str_format(a,
                           "What is paid over %s years, by place; the line and the number are the total once the "
                           "option is sold.%s",
                           plot_draw_short(a, c->life_years), plot_draw_more(a, f.more, "option"));
    if (f.n > 0)
        p.gp = script(a, c, &f);
    else
        p.left_out = "The plot of cost over the years is left out: no option has both a price and a running cost.";
    return p;
}
