#include "page_explain.h"

#include "arena.h"
#include "fmt.h"
#include "inputs.h"
#include "law.h"
#include "near.h"
#include "page_breakdown.h"
#include "wrap.h"

#include <math.h>
#include <string.h>

enum { NAME_MOST = 36, VALUE_MOST = 24, DOC_LEAST = 26 };

struct page {
    const struct page_explain *p;
    struct explained_case e;
    struct str *out;
    const char **source; /* sources in the order of their numbers, from 1 */
    size_t n_sources, room;
};

/* ---- sources ---- */

/* Returns the number of a source. Each source is printed once, at the end of the page. */
static size_t source_number(struct page *g, const char *source)
{
    enum { FIRST = 32 };
    for (size_t i = 0; i < g->n_sources; i++)
        if (strcmp(g->source[i], source) == 0)
            return i + 1;
    if (g->n_sources == g->room) {
        g->room = g->room ? 2 * g->room : FIRST;
        const char **more = ARENA_ARRAY(g->e.arena, g->room, const char *);
        if (g->n_sources > 0)
            memcpy(more, g->source, g->n_sources * sizeof *more);
        g->source = more;
    }
    g->source[g->n_sources++] = source;
    return g->n_sources;
}

static void sources(const struct page *g)
{
    if (g->n_sources > 0)
        str_add(g->out, "sources\n");
    for (size_t i = 0; i < g->n_sources; i++) {
        const char *number = str_format(g->e.arena, "  [%zu] ", i + 1);
        str_add(g->out, number);
        wrap_add(g->out, strlen(number), strlen(number), g->source[i]);
    }
}

/* ---- the inputs of one row ---- */

struct widths {
    size_t name, value, from;
};

static const char *from_words(struct page *g, const struct inputs_value *v)
{
    const char *place = inputs_place(&g->e, v), *source = inputs_source(&g->e, v);
    if (place)
        return place;
    return source ? str_format(g->e.arena, "[%zu]", source_number(g, source)) : "";
}

/* Returns whether v is the lowest or highest value of its figure over all options; of equal values only the first
   counts. */
static bool is_extreme(const struct inputs *in, const struct inputs_value *v)
{
    const double own = results_value(v->figure, v->row.result);
    bool lowest = !isnan(own), highest = !isnan(own);
    for (size_t i = 0; i < in->n; i++) {
        const struct inputs_value *w = &in->v[i];
        if (!w->other || w->figure != v->figure || w == v)
            continue;
        const double x = results_value(w->figure, w->row.result);
        lowest &= !(x < own || (x == own && w < v));
        highest &= !(x > own || (x == own && w < v));
    }
    return lowest || highest;
}

/* Returns whether the input is printed. Unknown inputs are printed if the figure is unknown too: they are the reason.
 */
static bool is_shown(const struct inputs *in, const struct inputs_value *v, bool figure_known)
{
    if (v->other)
        return is_extreme(in, v);
    return !inputs_is_plain(v) && (v->known || v->asked || (!figure_known && !v->list));
}

static void widen(size_t *most, const char *text, size_t cap)
{
    const size_t n = wrap_width(text);
    if (n > *most)
        *most = n < cap ? n : cap;
}

static struct widths widths_of(struct page *g, const struct explained_row *row, const struct inputs *in,
                               const char *list, bool known)
{
    struct widths w = {0, 0, 0};
    for (size_t i = 0; i < in->n; i++)
        if (in->v[i].list == list && is_shown(in, &in->v[i], known)) {
            widen(&w.name, inputs_name(&g->e, row, &in->v[i]), NAME_MOST);
            widen(&w.value, inputs_text(&g->e, row, &in->v[i]), VALUE_MOST);
            widen(&w.from, from_words(g, &in->v[i]), VALUE_MOST);
        }
    return w;
}

static void input_line(struct page *g, const struct explained_row *row, const struct inputs_value *v,
                       const struct widths *w)
{
    static const size_t left = 4, below = 8, gap = 2;
    const char *name = inputs_name(&g->e, row, v), *value = inputs_text(&g->e, row, v), *from = from_words(g, v);
    const size_t value_at = left + w->name + gap, from_at = value_at + w->value + gap,
                 doc_at = w->from ? from_at + w->from + gap : from_at;
    const bool beside = doc_at + DOC_LEAST <= WRAP_COLUMNS;
    struct str line = str_new(g->e.arena);
    wrap_pad(&line, 0, left, 0);
    str_add(&line, name);
    wrap_pad(&line, wrap_width(line.text), value_at, gap);
    str_add(&line, value);
    if (w->from && (*from || beside)) {
        wrap_pad(&line, wrap_width(line.text), from_at, gap);
        str_add(&line, from);
    }
    if (beside)
        wrap_pad(&line, wrap_width(line.text), doc_at, gap);
    str_addf(g->out, "%s%s", line.text, beside ? "" : "\n        ");
    wrap_add(g->out, beside ? wrap_width(line.text) : below, beside ? doc_at : below, inputs_doc(&g->e, v));
}

/* Prints the inputs of one list; NULL: the inputs that the figure names without a list. */
static void input_list(struct page *g, const struct explained_row *row, const struct inputs *in, const char *list,
                       bool known)
{
    const struct widths w = widths_of(g, row, in, list, known);
    size_t shown = 0, plain = 0;
    for (size_t i = 0; i < in->n; i++) {
        const struct inputs_value *v = &in->v[i];
        if (v->list != list)
            continue;
        plain += inputs_is_plain(v);
        if (!is_shown(in, v, known))
            continue;
        if (shown++ == 0)
            str_addf(g->out, "  %s\n", list ? list : "inputs");
        input_line(g, row, v, &w);
    }
    if (shown > 0 && plain > 0 && list)
        str_addf(g->out, "    and %zu at %s default%s\n", plain, plain > 1 ? "their" : "its", plain > 1 ? "s" : "");
}

static void input_lists(struct page *g, const struct explained_row *row, const struct inputs *in, bool known)
{
    const char *last = NULL;
    input_list(g, row, in, NULL, known);
    for (size_t i = 0; i < in->n; i++) {
        bool seen = in->v[i].list == NULL;
        for (size_t j = 0; j < i && !seen; j++)
            seen = in->v[j].list == in->v[i].list;
        if (!seen && in->v[i].list != last)
            input_list(g, row, in, last = in->v[i].list, known);
    }
}

/* ---- one figure ---- */

static void head(struct page *g, const struct explained_row *row, const struct figure *f)
{
    const char *unit = f->unit == UNIT_FRAC ? "" : unit_label(f->unit);
    str_addf(g->out, "%s%s%s.%s", row->table->name, row->name ? "." : "", row->name ? row->name : "", f->name);
    if (row->workload)
        str_addf(g->out, " of %s", row->workload->id);
    str_add(g->out, " = ");
    if (f->type == FIGURE_RANGE)
        fmt_range(g->out, f, *(const struct range *)results_member(f, row->result));
    else
        fmt_figure(g->out, f, row->result);
    if (inputs_figure_known(f, row->result))
        str_addf(g->out, "%s%s", *unit ? " " : "", unit);
    str_add(g->out, "\n  ");
    wrap_add(g->out, 2, 2, f->doc);
}

static void law(struct page *g, const struct explained_row *row, const struct figure *f, const struct inputs *in)
{
    const char *numbers = law_with_numbers(&g->e, row, f, in);
    if (f->law) {
        str_add(g->out, "  law: ");
        wrap_add(g->out, 7, 7, f->law);
    }
    if (numbers) {
        str_add(g->out, "     = ");
        wrap_add(g->out, 7, 7, numbers);
    }
}

/* Prints the terms of a decode or prefill figure, and what would speed it up. */
static void steps(struct page *g, const struct figure *f)
{
    const bool prefill = str_starts(f->name, "prefill") || strcmp(f->name, "ttft_s") == 0;
    for (int i = 0; g->p->taken && i < PAGE_TERMS_PHASES; i++)
        if (i == PAGE_TERMS_PREFILL ? prefill : str_starts(f->name, "decode")) {
            page_breakdown_step(g->p->taken, (enum page_breakdown_phase)i, g->out);
            page_breakdown_speedups(g->p->taken, (enum page_breakdown_phase)i, g->out);
        }
}

static bool names_constants(const struct inputs *in)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->v[i].kind == &kind_calibration)
            return true;
    return false;
}

/* Prints the calibration records behind the constants among the inputs. */
static void factors(struct page *g, const struct inputs *in)
{
    if (!g->p->taken || !names_constants(in))
        return;
    str_add(g->out, "  constants, each the product of the calibration records that match\n");
    for (size_t i = 0; i < in->n; i++)
        if (in->v[i].kind == &kind_calibration)
            page_breakdown_constant(g->p->taken, enums_text(&enums_constant, in->v[i].word), g->out);
}

static void one_row(struct page *g, const struct explained_row *row, const struct figure *f, struct str *before)
{
    struct page below = *g;
    struct str text = str_new(g->e.arena);
    struct inputs in;
    inputs_of(&g->e, row, f, &in);
    head(g, row, f);
    law(g, row, f, &in);
    if (row->table == &figures_prediction)
        steps(g, f);
    below.out = &text;
    input_lists(&below, row, &in, inputs_figure_known(f, row->result));
    factors(&below, &in);
    g->source = below.source;
    g->n_sources = below.n_sources;
    g->room = below.room;
    str_add(g->out, strcmp(text.text, before->text) == 0 && text.len > 0 ? "  inputs: as above\n" : text.text);
    str_add(g->out, "\n");
    *before = text;
}

/* ---- the figures of that name ---- */

struct wanted {
    struct figure_word table, row, figure;
};

static struct wanted parse(const char *figure)
{
    const char *first = strchr(figure, '.'), *last = strrchr(figure, '.');
    struct wanted w = {{NULL, 0}, {NULL, 0}, {figure, strlen(figure)}};
    if (!first)
        return w;
    w.table = (struct figure_word){figure, (size_t)(first - figure)};
    w.figure = (struct figure_word){last + 1, strlen(last + 1)};
    if (last > first)
        w.row = (struct figure_word){first + 1, (size_t)(last - first - 1)};
    return w;
}

static bool one_table(struct page *g, const struct figure_table *t, const struct wanted *w)
{
    const struct figure *f = results_find(t, w->figure.at);
    struct explained_rows rows = {0};
    struct str before = str_new(g->e.arena);
    if (!f)
        return false;
    explained_add(&g->e, g->p->workload, t, w->row, &rows);
    for (size_t i = 0; i < rows.n; i++)
        one_row(g, &rows.v[i], f, &before);
    if (rows.n == 0 && !w->row.at)
        str_addf(g->out, "%s.%s: %s\n\n", t->name, f->name,
                 t == &figures_prediction || t == &figures_device_load
                     ? "the option has nothing that could run this workload"
                     : "there is none");
    return rows.n > 0 || !w->row.at;
}

bool page_explain(const struct page_explain *p, const char *figure, const char **nearest, struct str *out)
{
    struct page g = {.p = p, .e = {out->arena, p->comparison, p->option}, .out = out};
    const struct wanted w = parse(figure);
    struct near best = {0};
    bool found = false;
    for (size_t i = 0; i < figure_input_n_tables; i++) {
        const struct figure_table *t = figure_input_tables[i];
        if (w.table.at && !figure_input_is(w.table, t->name))
            continue;
        found |= one_table(&g, t, &w);
        for (size_t j = 0; j < t->n; j++)
            near_consider(&best, w.figure.at, t->v[j].name);
    }
    sources(&g);
    *nearest = best.name;
    return found;
}
