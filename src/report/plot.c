#include "plot.h"

#include "arena.h"

#include <math.h>
#include <string.h>

static const char missing[] = "?";

/* The colours of Okabe and Ito, which colour-blind readers can tell apart. */
static const char head[] =
    "# Draw again with: gnuplot %s.gp   (writes %s.svg and %s.png)\n"
    "set datafile separator \"\\t\"\nset datafile missing \"?\"\nset encoding utf8\n"
    "set linetype 1 lc rgb \"#0072B2\" lw 2\nset linetype 2 lc rgb \"#E69F00\" lw 2\nset linetype 3 lc rgb \"#009E73\" "
    "lw 2\n"
    "set linetype 4 lc rgb \"#CC79A7\" lw 2\nset linetype 5 lc rgb \"#56B4E9\" lw 2\nset linetype 6 lc rgb \"#D55E00\" "
    "lw 2\n"
    "set linetype 7 lc rgb \"#000000\" lw 2\nset linetype 8 lc rgb \"#999999\" lw 2\nset linetype cycle 8\n"
    "set border 3 lc rgb \"#57606a\"\nset tics nomirror out\nset grid ytics lc rgb \"#d0d7de\" lw 1\n"
    "set key at graph 0.5, graph 1.02 center bottom horizontal samplen 1.5 spacing 1.2\nset tmargin 5.5\nset title "
    "offset 0,1.8\n"
    "set style fill solid 0.9 noborder\nset boxwidth 0.9 relative\nset errorbars 0.7 front lc rgb \"#333333\" lw 1.3\n"
    "set xtics rotate by 35 right scale 0\nset rmargin 4\n";

static const char tail[] = "\nset terminal svg noenhanced size 1200,640 font \"DejaVu Sans,12\" background rgb "
                           "\"white\"\nset output \"%s.svg\"\nreplot\n"
                           "set terminal pngcairo noenhanced size 1800,960 font \"DejaVu Sans,12\" fontscale 1.4\nset "
                           "output \"%s.png\"\nreplot\nunset output\n";

/* Returns the script: the head, this plot's own lines (drawn to no terminal), then both pictures. */
static const char *script(struct arena *a, const char *id, const char *body)
{
    struct str s = str_new(a);
    str_addf(&s, head, id, id, id);
    str_add(&s, "set terminal unknown\n");
    str_add(&s, body);
    str_addf(&s, tail, id, id);
    return s.text;
}

static void number(struct str *out, double v)
{
    if (isnan(v))
        str_addf(out, "\t%s", missing);
    else
        str_addf(out, "\t%.6g", v);
}

/* Adds the text with spaces for characters that end a cell, a line or a quoted string, and for backquotes: gnuplot runs
   text between them in a shell. */
static void name(struct str *out, const char *text)
{
    for (const char *p = text; *p; p++)
        str_addn(out, strchr("\t\r\n\"`\\", *p) ? " " : p, 1);
}

/* ---- decode by option and workload ---- */

static struct plot decode(struct arena *a, const struct comparison *c)
{
    struct str tsv = str_new(a), gp = str_new(a);
    const struct workload_list *w = &c->scenario->workloads;
    size_t points = 0;
    str_add(&tsv, "option");
    for (size_t j = 0; j < w->n; j++) {
        str_add(&tsv, "\t");
        name(&tsv, w->v[j].title ? w->v[j].title : w->v[j].id);
        str_add(&tsv, "\tlow80\thigh80");
    }
    for (size_t i = 0; i < c->n; i++) {
        str_addf(&tsv, "\n%s", c->v[i].outcome.id);
        for (size_t j = 0; j < w->n; j++) {
            const struct range *r = &c->v[i].cell[j].figures.decode_tok_s;
            const bool runs = c->v[i].cell[j].n_devices > 0 && !c->v[i].cell[j].no_host;
            points += runs && r->mid > 0;
            number(&tsv, runs ? r->mid : NAN);
            number(&tsv, runs ? r->low80 : NAN);
            number(&tsv, runs ? r->high80 : NAN);
        }
    }
    str_add(&tsv, "\n");
    str_add(&gp, "set title \"Decode speed per user with 80 % ranges (no bar: does not run)\"\nset ylabel \"tokens "
                 "per second (log scale)\"\n"
                 "set logscale y\nset yrange [1:*]\nset style data histogram\nset style histogram errorbars gap 1 lw "
                 "1.5\nplot ");
    for (size_t j = 0; j < w->n; j++)
        str_addf(&gp, "%s'decode.tsv' using %zu:%zu:%zu:xtic(1) title columnheader(%zu)", j ? ", \\\n     " : "",
                 2 + 3 * j, 3 + 3 * j, 4 + 3 * j, 2 + 3 * j);
    str_add(&gp, "\n");
    return (struct plot){
        "decode",
        "Decode speed of every option and workload, with 80 % ranges. No bar: the model does not run on this option.",
        tsv.text, script(a, "decode", gp.text),
        points > 0 ? NULL : "The plot of decode speeds is left out: no option runs any workload."};
}

/* ---- speed against price ---- */

static void price_row(struct str *tsv, const struct compare_option *o)
{
    const struct outcome *r = &o->outcome;
    str_add(tsv, r->id);
    number(tsv, r->price.mid);
    number(tsv, r->price.low80);
    number(tsv, r->price.high80);
    number(tsv, r->speed_tok_s.mid);
    number(tsv, r->speed_tok_s.low80);
    number(tsv, r->speed_tok_s.high80);
    number(tsv, r->pareto == flag_yes ? r->speed_tok_s.mid : NAN);
    str_addf(tsv, "\t%.0f\t%.0f\n", r->holds, r->rank);
}

static struct plot price(struct arena *a, const struct comparison *c)
{
    struct str tsv = str_new(a), gp = str_new(a);
    size_t points = 0;
    str_add(&tsv, "option\tprice\tlow80\thigh80\tspeed_tok_s\tlow80\thigh80\tfront\tholds\tplace\n");
    str_add(&gp, "set title \"Mean decode speed against price; the numbers are places in the ranking\"\nset xlabel "
                 "\"price (AUD)\"\n"
                 "set ylabel \"mean decode speed (tok/s)\"\nset xtics rotate by 0 scale 0.5\nset format x "
                 "\"%.0f\"\nset yrange [0:*]\nset xrange [0:*]\n"
                 "set key outside right center vertical Left reverse samplen 1\nset rmargin 48\nset tmargin 3\nset "
                 "title offset 0,0\n"
                 "plot 'price.tsv' using 2:5:3:4:6:7 skip 1 with xyerrorbars lt 8 lw 1 pt 7 ps 0.1 notitle, \\\n"
                 "     '' using 2:5 skip 1 with points lt 1 pt 7 ps 1.3 notitle, \\\n"
                 "     '' using 2:8 skip 1 with points lt 6 pt 6 ps 2.2 title \"Pareto front\", \\\n"
                 "     '' using 2:5:10 skip 1 with labels left offset 0.9,0.7 font \",11\" notitle");
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        if (o->rented)
            continue;
        price_row(&tsv, o);
        points += !isnan(o->outcome.price.mid) && !isnan(o->outcome.speed_tok_s.mid);
        str_addf(&gp, ", \\\n     NaN with points lt 1 pt 7 ps 0 title \"%.0f  %s (%.0f in GPU memory)\"",
                 o->outcome.rank, o->outcome.id, o->outcome.holds);
    }
    str_add(&gp, "\n");
    return (struct plot){
        "price",
        "Mean decode speed of all workloads against the price; an option that does not run all of them has no point. "
        "In brackets: how many workloads fit entirely in GPU memory; others that are served have layers in system RAM. "
        "Ringed options are on the Pareto front: no other option with at least as many workloads in GPU memory is both "
        "as cheap and as fast, and better in one of the two.",
        tsv.text, script(a, "price", gp.text),
        points > 0 ? NULL : "The plot of speed against price is left out: no option has both a price and a speed."};
}

/* ---- memory of the largest workload ---- */

/* Returns the index of the workload with the largest weights. */
static size_t largest(const struct comparison *c)
{
    size_t best = 0;
    double most = -1;
    for (size_t j = 0; j < c->scenario->workloads.n; j++)
        for (size_t i = 0; i < c->n; i++)
            if (c->v[i].cell[j].n_devices > 0 && c->v[i].cell[j].figures.weights_gib > most) {
                most = c->v[i].cell[j].figures.weights_gib;
                best = j;
            }
    return best;
}

static struct plot memory(struct arena *a, const struct comparison *c)
{
    struct str tsv = str_new(a), gp = str_new(a);
    size_t points = 0;
    const size_t w = largest(c);
    const struct workload *load = &c->scenario->workloads.v[w];
    str_add(&tsv, "device\tweights\tKV cache\tbuffers\toverhead\tusable memory\n");
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_cell *cell = &c->v[i].cell[w];
        for (int d = 0; d < cell->n_devices; d++) {
            const struct device_load *l = &cell->device[d];
            str_addf(&tsv, cell->n_devices > 1 ? "%s #%d" : "%s", c->v[i].outcome.id, d + 1);
            points += isnan(l->weights_gib) ? 0 : 1;
            number(&tsv, l->weights_gib);
            number(&tsv, l->kv_gib);
            number(&tsv, l->compute_gib);
            number(&tsv, l->overhead_gib);
            number(&tsv, l->capacity_gib);
            str_add(&tsv, "\n");
        }
    }
    str_add(&gp, "set title \"Memory on each device: ");
    name(&gp, load->title ? load->title : load->id);
    str_add(&gp, "\"\nset ylabel \"GiB\"\nset style data histogram\nset style histogram rowstacked\nset boxwidth "
                 "0.7\nset yrange [0:*]\n"
                 "plot for [i=2:5] 'memory.tsv' using i:xtic(1) title columnheader(i), \\\n"
                 "     '' using 0:6:(0.42) skip 1 with xerrorbars lt 7 lw 2 pt 0 ps 0 title \"usable memory\"\n");
    return (struct plot){"memory",
                         "Memory of each device with the largest workload, against its usable memory. Layers in system "
                         "RAM are not drawn.",
                         tsv.text, script(a, "memory", gp.text),
                         points > 0 ? NULL
                                    : "The plot of memory is left out: no option has a device for the workload."};
}

/* ---- power by phase ---- */

static struct plot power(struct arena *a, const struct comparison *c)
{
    struct str tsv = str_new(a), gp = str_new(a);
    size_t points = 0;
    const struct outlet *o = c->scenario->site->outlet;
    str_add(&tsv, "option\tidle\tdecode\tprefill\tpeak\toutlet_w\n");
    for (size_t i = 0; i < c->n; i++) {
        if (c->v[i].rented)
            continue;
        str_add(&tsv, c->v[i].outcome.id);
        for (int s = 0; s < COMPARE_STATES; s++) {
            points += isnan(c->v[i].wall_w[s]) ? 0 : 1;
            number(&tsv, c->v[i].wall_w[s]);
        }
        number(&tsv, c->outlet_w);
        str_add(&tsv, "\n");
    }
    str_add(&gp, "set title \"Power at the wall by phase\"\nset ylabel \"watts\"\nset yrange [0:*]\nset style data "
                 "histogram\nset style histogram clustered gap 1\n"
                 "plot for [i=2:5] 'power.tsv' using i:xtic(1) title columnheader(i), \\\n     '' using 0:6 skip 1 "
                 "with lines lt 6 dt 2 title \"");
    name(&gp, o->name ? o->name : o->id);
    str_add(&gp, "\"\n");
    return (struct plot){
        "power", "Power at the wall when idle, in decode, in prefill and at peak. Dashed: what the outlet may carry.",
        tsv.text, script(a, "power", gp.text),
        points > 0 ? NULL : "The plot of power is left out: no option stands at home with a known power."};
}

/* ---- funds ---- */

static struct plot funds(struct arena *a, const struct comparison *c)
{
    struct str tsv = str_new(a), gp = str_new(a);
    size_t points = 0;
    const struct fund_list *f = &c->scenario->funds;
    str_add(&tsv, "option");
    for (size_t j = 0; j < f->n; j++)
        str_addf(&tsv, "\tfrom %s", f->v[j].id);
    str_add(&tsv, "\tloss on sale\tmissing\n");
    for (size_t i = 0; i < c->n; i++) {
        if (c->v[i].rented)
            continue;
        str_add(&tsv, c->v[i].outcome.id);
        for (size_t j = 0; j < f->n; j++)
            number(&tsv, c->v[i].funds[j].spent);
        points += !isnan(c->v[i].resale_loss) || !isnan(c->v[i].outcome.missing);
        number(&tsv, c->v[i].resale_loss);
        number(&tsv, c->v[i].outcome.missing);
        str_add(&tsv, "\n");
    }
    str_addf(&gp,
             "set title \"Money from each fund, loss on sale, and what is missing\"\nset ylabel \"AUD\"\nset yrange "
             "[0:*]\nset style data histogram\n"
             "set style histogram rowstacked\nset boxwidth 0.7\nplot for [i=2:%zu] 'funds.tsv' using i:xtic(1) title "
             "columnheader(i)\n",
             f->n + 3);
    return (struct plot){
        "funds",
        "Money that each option takes from each fund, the loss on selling a restricted fund, and what is missing.",
        tsv.text, script(a, "funds", gp.text),
        points > 0 ? NULL : "The plot of funds is left out: no option is bought."};
}

/* ---- cost over the years ---- */

/* Adds what the option has cost after x years: the price of each state once it has begun, and its running cost. */
static void paid(struct str *s, const struct compare_option *o)
{
    const double year = unit_years_to_months(1);
    if (o->n_phases == 0 && !(o->option->wait_months > 0)) {
        str_addf(s, "%.2f + %.2f * x", o->outcome.price.mid, o->running_cost_year);
        return;
    }
    const size_t n = o->n_phases > 0 ? o->n_phases : 1;
    for (size_t k = 0; k < n; k++) {
        const struct compare_option *v = o->n_phases > 0 ? &o->phase[k] : o;
        const double from = v->option->wait_months / year;
        str_addf(s, "%s(x < %.4f ? 0 : %.2f + %.2f * ((x < %.4f ? x : %.4f) - %.4f))", k ? " + " : "", from,
                 v->outcome.price.mid, v->running_cost_year, from + v->years, from + v->years, from);
    }
}

/* Returns whether any option begins later, or changes. */
static bool steps(const struct comparison *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].n_phases > 0 || c->v[i].option->wait_months > 0)
            return true;
    return false;
}

static struct plot cost(struct arena *a, const struct comparison *c)
{
    enum { ENDS = 2, STEPS = 400 }; /* places at which lines are drawn: straight ones at both ends */
    struct str tsv = str_new(a), gp = str_new(a);
    str_add(&tsv, "option\tprice\tper_year_cost\n");
    size_t lines = 0;
    str_addf(&gp,
             "set title \"Cost over time: price plus electricity or rent\"\nset xlabel \"years\"\nset ylabel "
             "\"AUD\"\nset xtics rotate by 0 scale 0.5\nset xrange [0:%g]\nset yrange [0:*]\nset samples %d\nset key "
             "outside right center vertical\nset rmargin 30\nset tmargin 3\nset title offset 0,0\nplot ",
             c->life_years, steps(c) ? STEPS : ENDS);
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        const struct outcome *r = &o->outcome;
        str_add(&tsv, r->id);
        number(&tsv, r->price.mid);
        number(&tsv, o->running_cost_year);
        str_add(&tsv, "\n");
        if (isnan(r->price.mid) || isnan(o->running_cost_year))
            continue;
        str_add(&gp, lines ? ", \\\n     " : "");
        paid(&gp, o);
        str_addf(&gp, " lt %zu dt %zu title \"%s%s\"", lines % 8 + 1, lines / 8 + 1, r->id, o->rented ? " (rent)" : "");
        lines++;
    }
    str_add(&gp, "\n");
    return (struct plot){
        "cost",
        str_format(a, "Price plus electricity or rent over the years. A line that starts at 0 is a rented option%s.",
                   steps(c) ? ", or one that begins later" : ""),
        tsv.text, script(a, "cost", gp.text),
        lines > 0 ? NULL
                  : "The plot of cost over the years is left out: no option has both a price and a running cost."};
}

/* ---- speed against context ---- */

static bool is_drawn(const struct compare_cell *cell)
{
    return cell->n_devices > 0 && !cell->no_host && !isnan(cell->curve_tok_s[0]);
}

static struct plot context(struct arena *a, const struct comparison *c)
{
    struct str tsv = str_new(a), gp = str_new(a);
    const size_t w = largest(c);
    const struct workload *load = &c->scenario->workloads.v[w];
    size_t columns = 0;
    str_add(&tsv, "context");
    for (size_t i = 0; i < c->n; i++)
        if (is_drawn(&c->by_rank[i]->cell[w])) {
            str_addf(&tsv, "\t%s", c->by_rank[i]->outcome.id);
            columns++;
        }
    for (int d = 0; d < COMPARE_DEPTHS; d++) {
        str_addf(&tsv, "\n%.0f", cells_depths[d]);
        for (size_t i = 0; i < c->n; i++)
            if (is_drawn(&c->by_rank[i]->cell[w]))
                number(&tsv, c->by_rank[i]->cell[w].curve_tok_s[d]);
    }
    str_add(&tsv, "\n");
    str_add(&gp, "set title \"Decode speed against context: ");
    name(&gp, load->title ? load->title : load->id);
    str_add(&gp, "\"\nset xlabel \"tokens of context\"\nset ylabel \"tokens per second\"\nset xtics rotate by 0 scale "
                 "0.5\nset yrange [0:*]\n"
                 "set key outside right center vertical\nset rmargin 30\nset tmargin 3\nset title offset 0,0\nset "
                 "logscale x 2\nset format x \"%.0f\"\n");
    str_add(&gp, "plot ");
    for (size_t i = 0; i < columns; i++) /* eight colours, then the same ones dashed */
        str_addf(&gp,
                 "%s'context.tsv' using ($1 < 512 ? 512 : $1):%zu with linespoints lt %zu dt %zu pt 7 ps 0.7 title "
                 "columnheader(%zu)",
                 i ? ", \\\n     " : "", i + 2, i % 8 + 1, i / 8 + 1, i + 2);
    str_add(&gp, "\n");
    return (struct plot){
        "context",
        "Decode speed of the largest workload against the tokens in the KV cache (first point: empty). "
        "A line ends where the context no longer fits.",
        tsv.text, script(a, "context", gp.text),
        columns > 0 ? NULL : "The plot of speed against context is left out: no option runs the largest workload."};
}

/* ---- roofline of the first option ---- */

static struct plot roofline(struct arena *a, const struct comparison *c)
{
    struct str tsv = str_new(a), gp = str_new(a);
    const struct compare_option *o = c->by_rank[0];
    double tflops = NAN, gb_s = NAN;
    str_add(&tsv, "step\tflop_per_byte\ttflops\n");
    for (size_t j = 0; j < c->scenario->workloads.n; j++) {
        const struct compare_cell *cell = &o->cell[j];
        const struct workload *w = &c->scenario->workloads.v[j];
        if (cell->n_devices == 0 || cell->no_host || cell->figures.verdict == verdict_no || isnan(cell->roof_tflops))
            continue;
        tflops = cell->roof_tflops;
        gb_s = cell->roof_gb_s;
        str_addf(&tsv, "%s decode", w->id);
        number(&tsv, cell->decode_flop_b);
        number(&tsv, cell->decode_tflops);
        str_addf(&tsv, "\n%s prefill", w->id);
        number(&tsv, cell->prefill_flop_b);
        number(&tsv, cell->prefill_tflops);
        str_add(&tsv, "\n");
    }
    str_addf(&gp, "set title \"Roofline of %s, all devices together\"\n", o->outcome.id);
    str_add(
        &gp,
        "set xlabel \"arithmetic intensity (flop per byte read)\"\nset ylabel \"TFLOPS\"\nset logscale xy\nset xrange "
        "[0.5:5000]\nset yrange [0.05:*]\nset xtics rotate by 0 scale 0.5\n");
    str_addf(&gp,
             "bw = %.6g\npeak = %.6g\nroof(x) = bw * x / 1000 < peak ? bw * x / 1000 : peak\nplot roof(x) lt 1 "
             "title \"bandwidth, then arithmetic\", \\\n"
             "     'roofline.tsv' using 2:3 skip 1 with points lt 6 pt 7 ps 1.4 title \"steps\", \\\n"
             "     '' using 2:3:1 skip 1 with labels left rotate by -30 offset 0.6,-0.6 font \",11\" notitle\n",
             gb_s, tflops);
    return (struct plot){"roofline",
                         "Roofline of the first option: memory bandwidth limits steps under the slope, arithmetic "
                         "those under the flat part.",
                         tsv.text, script(a, "roofline", gp.text),
                         !isnan(tflops) ? NULL : "The roofline is left out: the first option runs no workload."};
}

size_t plot_all(struct arena *a, const struct comparison *c, struct plot plots[PLOT_MOST])
{
    size_t n = 0;
    plots[n++] = decode(a, c);
    plots[n++] = price(a, c);
    plots[n++] = memory(a, c);
    plots[n++] = power(a, c);
    plots[n++] = funds(a, c);
    plots[n++] = cost(a, c);
    plots[n++] = context(a, c);
    plots[n++] = roofline(a, c);
    return n;
}
