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
    struct explained_row last;        /* the row of the page's first figure, after a law that is only another figure */
    const struct figure *last_figure; /* NULL: no row yet */
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
    struct str unit = str_new(g->e.arena);
    fmt_unit(&unit, f->unit, g->e.comparison->scenario->currency);
    const char *name = explained_name(&g->e, row);
    str_addf(g->out, "%s%s%s.%s", row->table->name, name ? "." : "", name ? name : "", f->name);
    if (row->workload)
        str_addf(g->out, " of %s", row->workload->id);
    str_add(g->out, " = ");
    if (f->type == FIGURE_RANGE)
        fmt_range(g->out, f, *(const struct range *)results_member(f, row->result));
    else
        fmt_figure(g->out, f, row->result);
    if (inputs_figure_known(f, row->result))
        str_addf(g->out, "%s%s", f->unit != UNIT_FRAC && unit.len ? " " : "", f->unit == UNIT_FRAC ? "" : unit.text);
    str_add(g->out, "\n  ");
    wrap_add(g->out, 2, 2, f->doc);
}

/* Returns the figure that is the whole law: "power_phase.peak.wall_w". NULL: the law says more. */
static const struct inputs_value *same_as(const struct figure *f, const struct inputs *in)
{
    const bool one = f->law && in->n == 1 && in->v[0].figure && !in->v[0].other;
    return one && figure_input_is(in->v[0].named, f->law) ? &in->v[0] : NULL;
}

static void law(struct page *g, const struct explained_row *row, const struct figure *f, const struct inputs *in)
{
    const char *numbers = law_with_numbers(&g->e, row, f, in);
    if (f->law) {
        str_add(g->out, "  law: ");
        wrap_add(g->out, 7, 7, f->law);
    }
    if (numbers && !same_as(f, in)) {
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

/* Prints the row and, while its law is only another figure, that figure's row. */
static void followed_row(struct page *g, const struct explained_row *row, const struct figure *f, struct str *before)
{
    enum { LONGEST = 8 };
    struct explained_row at = *row;
    for (int i = 0; f && i < LONGEST; i++) {
        struct inputs in;
        inputs_of(&g->e, &at, f, &in);
        one_row(g, &at, f, before);
        const struct inputs_value *next = same_as(f, &in);
        if (!next && !g->last_figure) {
            g->last = at;
            g->last_figure = f;
        }
        f = next ? next->figure : NULL;
        at = next ? next->row : at;
    }
}

/* ---- what to ask next ---- */

struct asked {
    struct explained_row row;
    const struct figure *figure;
    const char *name;
};

static bool has_source(const struct explained_case *e, const struct inputs *in)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->v[i].known && inputs_source(e, &in->v[i]))
            return true;
    return false;
}

/* Returns the name of the first figure that enters; of a page without sources, the first figure, looking into each in
   turn, whose page has one. NULL: no figure enters. */
static const char *next_figure(const struct page *g)
{
    enum { MOST = 256, VISITS = 64 };
    const struct explained_case *e = &g->e;
    struct asked *stack = ARENA_ARRAY(e->arena, MOST, struct asked);
    size_t n = 0, visits = 0;
    const char *first = NULL;
    stack[n++] = (struct asked){g->last, g->last_figure, NULL};
    while (n > 0 && visits++ < VISITS) {
        const struct asked at = stack[--n];
        struct inputs in;
        inputs_of(e, &at.row, at.figure, &in);
        if (at.name && (g->n_sources > 0 || has_source(e, &in)))
            return at.name;
        for (size_t i = in.n; i > 0 && n < MOST; i--) {
            const struct inputs_value *v = &in.v[i - 1];
            if (!v->figure || v->other || !v->known || v->row.workload != g->last.workload)
                continue;
            stack[n++] = (struct asked){v->row, v->figure, inputs_name(e, &at.row, v)};
        }
        first = first ? first : n > 0 ? stack[n - 1].name : NULL;
    }
    return first;
}

static void ask_further(const struct page *g)
{
    const char *next = g->p->command && g->last_figure ? next_figure(g) : NULL;
    const char *quote = next && strchr(next, ' ') ? "'" : "";
    if (next)
        str_addf(g->out, "ask further: %s %s%s%s%s\n", g->p->command, quote, next, quote,
                 g->p->options ? g->p->options : "");
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
        followed_row(g, &rows.v[i], f, &before);
    if (rows.n == 0 && !w->row.at)
        str_addf(g->out, "%s.%s: %s\n\n", t->name, f->name,
                 t == &figures_prediction || t == &figures_device_load
                     ? "the option has nothing that could run this workload"
                     : "there is none");
    return rows.n > 0 || !w->row.at;
}

/* Returns the number of tables that have the figure. */
static size_t tables_with(const char *figure)
{
    size_t n = 0;
    for (size_t i = 0; i < figure_input_n_tables; i++)
        n += results_find(figure_input_tables[i], figure) != NULL;
    return n;
}

/* Returns what to ask instead of an unknown figure: the names with that word in them, else the most similar name. */
static const char *hint_for(const struct page *g, const struct wanted *w)
{
    enum { MOST = 6 };
    struct near best = {0};
    struct str with = str_new(g->e.arena);
    size_t n = 0;
    for (size_t i = 0; i < figure_input_n_tables; i++) {
        const struct figure_table *t = figure_input_tables[i];
        for (size_t j = 0; j < t->n && !(w->table.at && !figure_input_is(w->table, t->name)); j++) {
            const bool twice = tables_with(t->v[j].name) > 1;
            near_consider(&best, w->figure.at, t->v[j].name);
            if (*w->figure.at && strstr(t->v[j].name, w->figure.at) && n++ < MOST)
                str_addf(&with, "%s'%s%s%s'", n > 1 ? ", " : "", twice ? t->name : "", twice ? "." : "", t->v[j].name);
        }
    }
    if (n > 1)
        return str_format(g->e.arena, "it could be %s%s", with.text, n > MOST ? ", ..." : "");
    if (n == 1)
        return str_format(g->e.arena, "did you mean %s?", with.text);
    return best.name ? str_format(g->e.arena, "did you mean '%s'?", best.name) : NULL;
}

/* Returns the names of the rows of a table, each once, as "idle, decode"; *n counts them. */
static const char *row_names(const struct page *g, const struct figure_table *t, size_t *n)
{
    struct explained_rows rows = {0};
    struct str out = str_new(g->e.arena);
    explained_add(&g->e, g->p->workload, t, (struct figure_word){NULL, 0}, &rows);
    *n = rows.n;
    for (size_t i = 0; i < rows.n && rows.v[i].name; i++) {
        const char *name = explained_name(&g->e, &rows.v[i]);
        bool seen = false;
        for (size_t j = 0; j < i && !seen; j++)
            seen = strcmp(explained_name(&g->e, &rows.v[j]), name) == 0;
        if (!seen)
            str_addf(&out, "%s%s", i ? ", " : "", name);
    }
    return out.text;
}

/* Returns the hint for a row that the table of an existing figure lacks. NULL: no table is named, or it has no rows. */
static const char *row_hint(const struct page *g, const struct wanted *w)
{
    const struct figure_table *t = w->row.at ? figure_input_table(w->table) : NULL;
    size_t n = 0;
    if (!t || !results_find(t, w->figure.at))
        return NULL;
    const char *names = row_names(g, t, &n);
    return *names ? str_format(g->e.arena, "%s has the rows %s", t->name, names) : NULL;
}

bool page_explain(const struct page_explain *p, const char *figure, const char **hint, struct str *out)
{
    struct page g = {.p = p, .e = {out->arena, p->comparison, p->option}, .out = out};
    const struct wanted w = parse(figure);
    bool found = false;
    for (size_t i = 0; i < figure_input_n_tables; i++) {
        const struct figure_table *t = figure_input_tables[i];
        if (!w.table.at || figure_input_is(w.table, t->name))
            found |= one_table(&g, t, &w);
    }
    sources(&g);
    ask_further(&g);
    *hint = found ? NULL : row_hint(&g, &w);
    *hint = found || *hint ? *hint : hint_for(&g, &w);
    return found;
}

void page_explain_names(const struct page_explain *p, struct str *out)
{
    enum { COLUMN = 28 };
    const struct page g = {.p = p, .e = {out->arena, p->comparison, p->option}, .out = out};
    for (size_t i = 0; i < figure_input_n_tables; i++) {
        const struct figure_table *t = figure_input_tables[i];
        size_t n = 0;
        const char *rows = row_names(&g, t, &n);
        if (n == 0)
            continue;
        if (*rows)
            wrap_text(out,
                      str_format(out->arena, "%s, or one row of it, %s.ROW.FIGURE: ROW is %s", t->name, t->name, rows),
                      0, 2);
        else
            str_addf(out, "%s\n", t->name);
        for (size_t j = 0; j < t->n; j++) {
            const struct figure *f = &t->v[j];
            const char *unit = f->type == FIGURE_WORD || f->unit == UNIT_FRAC ? "" : unit_label(f->unit);
            if (f->type != FIGURE_TEXT)
                wrap_row(out, f->name, str_format(out->arena, "%s%s%s", f->doc, *unit ? ", " : "", unit), COLUMN);
        }
        str_add(out, "\n");
    }
    if (p->command)
        str_addf(out, "ask: %s FIGURE%s\n", p->command, p->options ? p->options : "");
}
