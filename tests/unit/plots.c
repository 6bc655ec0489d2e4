/* report/plot*.c, advise/plotted.c, advise/caps.c: pictures against the figures that they show. */
#include "test.h"

#include "arena.h"
#include "caps.h"
#include "cells.h"
#include "picks.h"
#include "plot.h"
#include "plot_svg.h"
#include "str.h"

#include <stdlib.h>

static const struct plot *find(const struct plot_list *l, const char *id)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->v[i].id, id) == 0)
            return &l->v[i];
    BUG(id);
}

static struct plot_list shipped(void)
{
    return plot_all(test_arena(), test_compared());
}

/* Returns the text in a cell of a tsv, the heading being row 0. */
static const char *cell(const char *tsv, size_t row, size_t column)
{
    for (; row > 0; row--)
        tsv = strchr(tsv, '\n') + 1;
    for (; column > 0; column--)
        tsv = tsv + strcspn(tsv, "\t\n") + 1;
    return arena_strndup(test_arena(), tsv, strcspn(tsv, "\t\n"));
}

static double number(const char *tsv, size_t row, size_t column)
{
    const char *text = cell(tsv, row, column);
    return strcmp(text, "?") == 0 ? NAN : strtod(text, NULL);
}

static size_t count(const char *text, char c)
{
    size_t n = 0;
    for (; *text; text++)
        n += *text == c;
    return n;
}

/* The data row of the option at that place; 0: there is none. */
static size_t row_of(const char *tsv, double place)
{
    for (size_t i = 1; i < count(tsv, '\n'); i++)
        if (strtod(cell(tsv, i, 0), NULL) == place)
            return i;
    return 0;
}

/* ---- figures ---- */

static void speeds_are_the_cells(void)
{
    const struct comparison *c = test_compared();
    const struct plot_list l = shipped();
    for (size_t j = 0; j < c->scenario->workloads.n; j++) {
        const char *id = c->scenario->workloads.v[j].id;
        const char *tsv = find(&l, str_format(test_arena(), "speed-%s", id))->tsv;
        size_t rows = 0;
        for (size_t i = 0; i < c->n; i++) {
            const struct compare_cell *x = &c->by_rank[i]->cell[j];
            if (!cells_runs(x) || rows == PLOT_DRAW_OPTIONS)
                continue;
            test_row("%s, row %zu", id, ++rows);
            SAME(cell(tsv, rows, 1), c->by_rank[i]->outcome.title);
            CLOSE(number(tsv, rows, 4), x->figures.decode_tok_s.mid, 1e-5);
            CLOSE(number(tsv, rows, 5), x->figures.decode_tok_s.low80, 1e-5);
            CLOSE(number(tsv, rows, 6), x->figures.decode_tok_s.high80, 1e-5);
            THAT(number(tsv, rows, 7) == (double)x->serves);
        }
        THAT(count(tsv, '\n') == rows + 1 && rows > 0);
    }
}

/* The slowest workload over its need, worked out again. */
static double slowest(const struct comparison *c, const struct compare_option *o)
{
    double least = INFINITY;
    for (size_t j = 0; j < c->scenario->workloads.n; j++)
        least = fmin(least, o->cell[j].figures.decode_tok_s.mid / c->scenario->workloads.v[j].need_tok_s);
    return least;
}

static void price_shows_the_slowest(void)
{
    const struct comparison *c = test_compared();
    const struct plot_list l = shipped();
    const char *tsv = find(&l, "price")->tsv;
    THAT(c->plotted_by_need && count(tsv, '\n') > 5);
    CLOSE(c->budget, 8343, 1e-9);
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        const size_t row = row_of(tsv, o->outcome.rank);
        test_row("%s", o->outcome.id);
        THAT(row > 0 || isnan(o->plotted_price) || isnan(o->plotted_speed) || o->plotted_price > 2 * c->budget);
        if (row == 0)
            continue;
        CLOSE(number(tsv, row, 2), o->outcome.price.mid + o->rent, 1e-5);
        CLOSE(number(tsv, row, 3), slowest(c, o), 1e-5);
        const struct picks picks = picks_of(c);
        THAT((strlen(cell(tsv, row, 5)) > 0) <=
             (i == 0 || o->plotted_front || o == picks.of[PICK_NEXT] || o == picks.of[PICK_CHEAPEST]));
    }
}

static void front_is_not_beaten(void)
{
    const struct comparison *c = test_compared();
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < c->n && c->v[i].plotted_front; j++) {
            const struct compare_option *a = &c->v[i], *b = &c->v[j];
            test_row("%s, %s", a->outcome.id, b->outcome.id);
            THAT(!(b->plotted_price < a->plotted_price && b->plotted_speed >= a->plotted_speed));
            n++;
        }
    THAT(n > 0 && n < c->n * c->n);
}

/* Names of the price plot neither overlap nor are cut: their places are read back from data and script. */
static void names_are_apart(void)
{
    const struct plot_list l = shipped();
    const struct plot *p = find(&l, "price");
    const double x_to = strtod(strstr(p->gp, "set xrange [0:") + strlen("set xrange [0:"), NULL);
    const double y_to = strtod(strstr(p->gp, "set yrange [0:") + strlen("set yrange [0:"), NULL);
    double x0[64], x1[64], y[64];
    size_t n = 0;
    for (size_t i = 1; i < count(p->tsv, '\n') && n < COUNT_OF(x0); i++) {
        const double at = number(p->tsv, i, 6), wide = 10.5 * (double)plot_draw_columns(cell(p->tsv, i, 5));
        if (isnan(at))
            continue;
        const double from = 64 + at / x_to * 560;
        x0[n] = number(p->tsv, i, 8) == 1 ? from : from - wide;
        x1[n] = x0[n] + wide;
        y[n] = number(p->tsv, i, 7) / y_to * 378;
        test_row("name %zu", i);
        THAT(x0[n] >= 0 && x1[n] <= 640);
        for (size_t k = 0; k < n; k++)
            THAT(fabs(y[k] - y[n]) > 24 || x1[k] <= x0[n] || x1[n] <= x0[k]);
        n++;
    }
    THAT(n >= 3);
}

static void memory_adds_up(void)
{
    const struct plot_list l = shipped();
    const char *tsv = find(&l, "memory")->tsv;
    THAT(count(tsv, '\n') > 3 && count(tsv, '\n') <= 13);
    for (size_t i = 1; i < count(tsv, '\n'); i++) {
        double sum = 0;
        for (size_t k = 5; k <= 9; k++)
            sum += number(tsv, i, k);
        test_row("row %zu", i);
        THAT(sum >= number(tsv, i, 10) * (1 - 1e-4));
        if (number(tsv, i, 9) > 0)
            CLOSE(sum, number(tsv, i, 10), 1e-4);
    }
}

static void watts_are_the_machines(void)
{
    const struct comparison *c = test_compared();
    const struct plot_list l = shipped();
    const char *tsv = find(&l, "power")->tsv;
    THAT(count(tsv, '\n') > 3 && count(tsv, '\n') <= 11);
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        const size_t row = row_of(tsv, o->outcome.rank);
        if (row == 0 || o->option->machines.n > 1)
            continue;
        const struct compare_machine *m = &o->machine[0];
        test_row("%s", o->outcome.id);
        CLOSE(number(tsv, row, 5), m->power[0].wall_w, 1e-5);
        CLOSE(number(tsv, row, 8), m->use.peak_wall_w, 1e-5);
        CLOSE(number(tsv, row, 10), m->use.peak_wall_w / m->use.outlet_frac, 1e-5);
        CLOSE(number(tsv, row, 11), 20 * 230 - 300, 1e-5); /* breaker_a, other_load_w */
        if (!isnan(m->use.psu_load_frac)) /* the limit is at the same part of the rating, but for the losses */
            THAT((number(tsv, row, 9) > m->use.peak_wall_w) == (m->use.psu_verdict != checked_fails));
    }
}

static void years_add_up(void)
{
    const struct comparison *c = test_compared();
    const struct plot_list l = shipped();
    const char *tsv = find(&l, "years")->tsv;
    THAT(count(tsv, '\n') == 11);
    for (size_t i = 0; i < c->n; i++) {
        const struct outcome *r = &c->by_rank[i]->outcome;
        const size_t row = row_of(tsv, r->rank);
        test_row("%s", r->id);
        const double years = c->life_years - c->by_rank[i]->option->wait_months / 12; /* until the one horizon ends */
        CLOSE(c->by_rank[i]->energy_paid, r->energy_cost_year * years, 1e-6);
        if (row == 0)
            continue;
        CLOSE(number(tsv, row, 4) + number(tsv, row, 5) + number(tsv, row, 6) - number(tsv, row, 7),
              number(tsv, row, 8), 1e-4);
        CLOSE(number(tsv, row, 8), r->life_cost, 1e-5);
    }
}

static void points_are_under_the_roof(void)
{
    const struct plot_list l = shipped();
    const char *tsv = find(&l, "roofline")->tsv;
    THAT(count(tsv, '\n') == 4);
    for (size_t i = 1; i < count(tsv, '\n'); i++)
        for (size_t k = 4; k <= 6; k += 2) {
            const double x = number(tsv, i, k), y = number(tsv, i, k + 1);
            const double roof = fmin(number(tsv, i, 8) * x / 1000, number(tsv, i, 9));
            test_row("row %zu, column %zu", i, k);
            THAT(y > 0 && y <= roof * 1.001);
        }
}

/* ---- caps ---- */

static void caps_are_predictions(void)
{
    const struct comparison *c = test_compared();
    const struct cap_sweep *s = &c->caps;
    THAT(s->option != NULL && s->n >= 8 && s->n <= COMPARE_CAPS);
    for (size_t i = 1; i < s->n; i++) {
        test_row("%g W", s->v[i].cap_w);
        THAT(s->v[i].cap_w > s->v[i - 1].cap_w);
        THAT(s->v[i].decode_tok_s >= s->v[i - 1].decode_tok_s * (1 - 1e-9));
        THAT(s->v[i].decode_wall_w > s->v[i - 1].decode_wall_w);
        THAT(s->v[i].running_cost_year > s->v[i - 1].running_cost_year);
    }
    /* this option states no cap, so the last point is the option as it is */
    const struct cap_point *last = &s->v[s->n - 1];
    THAT(isnan(s->now_w));
    CLOSE(last->cap_w, s->card->tdp_w, 1e-12);
    CLOSE(last->decode_tok_s, s->option->cell[c->largest].figures.decode_tok_s.mid, 1e-9);
    CLOSE(last->decode_wall_w, s->option->outcome.decode_wall_w, 1e-9);
    CLOSE(last->running_cost_year, s->option->running_cost_year, 1e-9);
}

static void the_knee_is_where_it_bends(void)
{
    struct cap_point v[11];
    for (size_t i = 0; i < COUNT_OF(v); i++)
        v[i] = (struct cap_point){100 + 10 * (double)i, i < 4 ? 10 + 5 * (double)i : 25 + 0.1 * (double)i, 0, 0};
    THAT(caps_knee(v, COUNT_OF(v)) == 3);
    for (size_t i = 0; i < COUNT_OF(v); i++)
        v[i].decode_tok_s = 10 + (double)i;
    THAT(caps_knee(v, COUNT_OF(v)) == COUNT_OF(v)); /* a straight line */
    for (size_t i = 0; i < COUNT_OF(v); i++)
        v[i].decode_tok_s = 10;
    THAT(caps_knee(v, COUNT_OF(v)) == 0);
    v[0].decode_tok_s = NAN;
    THAT(caps_knee(v, COUNT_OF(v)) == COUNT_OF(v));
    THAT(caps_knee(v, 2) == 2);
}

/* ---- text ---- */

static void sentences_are_short(void)
{
    const struct plot_list l = shipped();
    for (size_t i = 0; i < l.n; i++) {
        test_row("%s", l.v[i].id);
        THAT(strlen(l.v[i].caption) > 20 && plot_draw_columns(l.v[i].caption) <= PLOT_DRAW_CAPTION);
        THAT(!l.v[i].left_out && l.v[i].gp && strlen(l.v[i].alt) > 20);
        THAT(!strstr(l.v[i].alt, "nan") && !strstr(l.v[i].tsv, "nan") && !strstr(l.v[i].gp, "nan "));
        THAT(strstr(l.v[i].gp, str_format(test_arena(), "set output '%s.svg'", l.v[i].id)) != NULL);
    }
}

static const char nasty[] = "\"a\\tb\\nc\\u0007 `touch x` \\\\ 'd' {/Bold e} ^f _g @h &i <j> #k %s \\u00e9\"";

static const struct comparison *with_titles(const char *model)
{
    return test_compare(test_scenario(str_format(
        test_arena(),
        "schema: rigplan-scenario-2\ntitle: one\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 9000}]\n"
        "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n"
        "workloads:\n  - {id: chat, title: %s, model: %s, quant: Q4_K_M}\n"
        "options:\n  - {id: one, title: %s, machines: [{id: pc, devices: [{device: rtx-3090}], board: {board: "
        "tuf-b550-plus}, cpu: {cpu: ryzen-5700x}, psus: [{psu: rm850x-2021}], parts: [{part: ddr4-3600-2x32}]}]}\n",
        nasty, model, nasty)));
}

static void titles_are_text(void)
{
    const struct comparison *c = with_titles("llama-3.1-8b");
    const struct plot_list l = plot_all(test_arena(), c);
    for (size_t i = 0; i < l.n; i++) {
        const struct plot *p = &l.v[i];
        const size_t tabs = count(arena_strndup(test_arena(), p->tsv, strcspn(p->tsv, "\n")), '\t');
        test_row("%s", p->id);
        THAT(!p->left_out && !strpbrk(p->gp, "`\a") && !strpbrk(p->tsv, "`\a\"'\\\r"));
        THAT(!strstr(p->gp, "'d'") && !strstr(p->gp, "\"a"));
        for (size_t row = 0; row < count(p->tsv, '\n'); row++) {
            const char *line = p->tsv;
            for (size_t k = 0; k < row; k++)
                line = strchr(line, '\n') + 1;
            THAT(count(arena_strndup(test_arena(), line, strcspn(line, "\n")), '\t') == tabs);
        }
        THAT(plot_draw_columns(p->caption) <= PLOT_DRAW_CAPTION);
        THAT(strstr(p->gp, "noenhanced") != NULL);
    }
}

static void nothing_is_left_out_with_a_reason(void)
{
    const struct comparison *c = with_titles("llama-3.1-405b");
    const struct plot_list l = plot_all(test_arena(), c);
    static const char *const without[] = {"price", "speed-chat", "context", "roofline", "cap"};
    static const char *const with[] = {"memory", "power", "years"};
    for (size_t i = 0; i < COUNT_OF(without); i++) {
        test_row("%s", without[i]);
        const struct plot *p = find(&l, without[i]);
        THAT(p->left_out && p->left_out[strlen(p->left_out) - 1] == '.' && strstr(p->left_out, "left out: "));
    }
    for (size_t i = 0; i < COUNT_OF(with); i++) {
        test_row("%s", with[i]);
        THAT(!find(&l, with[i])->left_out && find(&l, with[i])->gp);
    }
}

static void long_titles_end_in_an_ellipsis(void)
{
    struct arena *a = test_arena();
    SAME(plot_draw_fit(a, "four", 4), "four");
    SAME(plot_draw_fit(a, "fours", 4), "fou\xE2\x80\xA6");
    SAME(plot_draw_fit(a, "a b c", 3), "a\xE2\x80\xA6");
    SAME(plot_draw_fit(a, "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 3), "\xC3\xA9\xC3\xA9\xE2\x80\xA6");
    THAT(plot_draw_columns("\xE4\xB8\xAD\xE6\x96\x87") == 4); /* two wide characters */
    SAME(plot_draw_fit(a, "\xE4\xB8\xAD\xE6\x96\x87", 3), "\xE4\xB8\xAD\xE2\x80\xA6");
}

/* ---- SVG ---- */

static void svg_is_made_ready(void)
{
    static const char drawn[] =
        "<?xml version=\"1.0\"?>\n<svg \n width=\"640\" height=\"400\"\n viewBox=\"0 0 640 400\"\n "
        "xmlns=\"http://www.w3.org/2000/svg\"\n>\n<title>Gnuplot</title>\n<desc>Produced by "
        "GNUPLOT</desc>\n<g ><title>plot_1</title>\n<text fill=\"rgb(31,35,40)\">x</text></g></svg>\n";
    const char *svg = plot_svg(test_arena(), drawn, "a <b> & \"c\" 'd'\n");
    THAT(svg && str_starts(svg, "<svg viewBox=\"0 0 640 400\"") && !strstr(svg, "height=") &&
         !strstr(svg, "640\" height"));
    THAT(strstr(svg, "role=\"img\" aria-label=\"a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; \"") != NULL);
    THAT(strstr(svg, "<title>a &lt;b&gt; &amp;") != NULL && !strstr(svg, "Gnuplot") && !strstr(svg, "plot_1"));
    THAT(!strstr(svg, "GNUPLOT") && strstr(svg, "prefers-color-scheme:dark") &&
         strstr(svg, "[fill=\"rgb(31,35,40)\"]"));
    THAT(strstr(svg, ">x</text></g></svg>") != NULL);
    THAT(!plot_svg(test_arena(), "no picture", "") && !plot_svg(test_arena(), "<svg></svg>", ""));
    THAT(!plot_svg(test_arena(), "<svg viewBox=\"0 0 1 1\"><g>", ""));
}

SUITE(plots, {"speeds are the cells", speeds_are_the_cells}, {"price shows the slowest", price_shows_the_slowest},
      {"front is not beaten", front_is_not_beaten}, {"names are apart", names_are_apart},
      {"memory adds up", memory_adds_up}, {"watts are the machines'", watts_are_the_machines},
      {"years add up", years_add_up}, {"points are under the roof", points_are_under_the_roof},
      {"caps are predictions", caps_are_predictions}, {"the knee is where it bends", the_knee_is_where_it_bends},
      {"sentences are short", sentences_are_short}, {"titles are text", titles_are_text},
      {"nothing is left out with a reason", nothing_is_left_out_with_a_reason},
      {"long titles end in an ellipsis", long_titles_end_in_an_ellipsis}, {"svg is made ready", svg_is_made_ready})
