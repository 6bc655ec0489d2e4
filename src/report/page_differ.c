/* page_differ.c: what two options differ in, and why. First the answer, then the inputs that differ (of two scenarios
   or dates), all figures side by side, then each difference term by term. */
#include "page_differ.h"

#include "arena.h"
#include "fmt.h"
#include "page_differ_lead.h"
#include "page_differ_why.h"
#include "page_problems.h"
#include "str.h"

#include <math.h>
#include <string.h>

struct page {
    struct arena *arena;
    struct doc *doc;
    const struct differ *d;
};

/* ---- one table ---- */

static bool is_money(enum unit u)
{
    return u == UNIT_MONEY || u == UNIT_MONEY_YEAR || u == UNIT_MONEY_KWH || u == UNIT_MONEY_DAY ||
           u == UNIT_MONEY_MTOK || u == UNIT_MONEY_H;
}

/* Returns "price (AUD)": what the row is about, with the unit of its numbers. */
static const char *row_name(struct page *p, const struct differ_row *r)
{
    struct str s = str_new(p->arena);
    str_add(&s, r->is.name);
    if (r->is.unit && *r->is.unit && r->unit != UNIT_FRAC) {
        str_add(&s, " (");
        fmt_unit(&s, r->unit, is_money(r->unit) ? p->doc->currency : currency_unknown);
        str_add(&s, ")");
    }
    return s.text;
}

static const char *number(struct page *p, const struct differ_row *r, double v, int digits)
{
    const struct figure f = {.type = FIGURE_NUMBER, .unit = r->unit, .digits = v == rint(v) ? 1 : digits};
    struct str s = str_new(p->arena);
    fmt_figure(&s, &f, &v);
    return s.text;
}

static void cell(struct page *p, struct doc_table *t, const struct differ_row *r, const char *name)
{
    static const char dash[] = "\xE2\x80\x94";
    const struct figure *f = results_find(&figures_difference, name);
    const double v = results_value(f, &r->is);
    if (r->is.unit)
        doc_cell_shown(t, f, &r->is, number(p, r, v, r->digits));
    else {
        const char *words = strcmp(name, "a") == 0 ? r->is.a_words : r->is.b_words;
        doc_cell_text(t, words ? words : dash);
    }
}

/* Adds the difference with its sign, less exactly than the values, and the ratio; nothing for words. */
static void gap(struct page *p, struct doc_table *t, const struct differ_row *r)
{
    enum { RATIO_DIGITS = 3, LEAST_DIGITS = 2 };
    const struct figure *difference = results_find(&figures_difference, "difference"),
                        *ratio = results_find(&figures_difference, "ratio");
    const int digits = r->digits > LEAST_DIGITS + 1 ? r->digits - 1 : LEAST_DIGITS;
    if (!r->is.unit) {
        doc_cell_text(t, "");
        doc_cell_text(t, "");
        return;
    }
    const char *sign = r->is.difference > 0 ? "+" : "";
    const char *by = str_format(p->arena, "%s%s", sign, number(p, r, r->is.difference, digits));
    doc_cell_shown(t, difference, &r->is, by);
    doc_cell_shown(t, ratio, &r->is, isnan(r->is.ratio) ? "" : fmt_known(p->arena, r->is.ratio, RATIO_DIGITS));
}

static bool has_why(struct page *p, const struct differ_list *l)
{
    bool any = false;
    for (size_t i = 0; i < l->n; i++)
        any |= *page_differ_why(p->arena, p->d, &l->v[i]) != '\0';
    return any;
}

static bool has_numbers(const struct differ_list *l)
{
    bool any = false;
    for (size_t i = 0; i < l->n; i++)
        any |= l->v[i].is.unit != NULL;
    return any;
}

static void columns(struct page *p, struct doc_table *t, const struct differ_list *l)
{
    static const char *const names[] = {"a", "b", "difference", "ratio"};
    (void)p;
    doc_column_text(t, "what", "");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct figure *f = results_find(&figures_difference, names[i]);
        if (has_numbers(l))
            doc_column_named(t, f, names[i], f->doc);
        else if (i < DIFFER_SIDES)
            doc_column_text(t, names[i], f->doc);
    }
}

/* Adds the table, or one sentence if nothing differs. */
static void list(struct page *p, const char *id, const char *caption, const struct differ_list *l)
{
    const char *equal = l->n_equal == 1 ? "1 other row is equal"
                                        : str_format(p->arena, "%zu other rows are equal", l->n_equal);
    if (l->n == 0) {
        if (l->n_equal > 0)
            doc_para(p->doc, str_format(p->arena, "%.*s: no difference.", (int)strcspn(caption, ";"), caption));
        return;
    }
    struct doc_table *t = doc_table(p->doc, id,
                                    l->n_equal ? str_format(p->arena, "%s. %s and left out.", caption, equal)
                                               : str_format(p->arena, "%s.", caption));
    const bool why = has_why(p, l);
    columns(p, t, l);
    if (why)
        doc_column_text(t, "why", "why");
    for (size_t i = 0; i < l->n; i++) {
        const struct differ_row *r = &l->v[i];
        const char *name = row_name(p, r);
        doc_row_start(t);
        doc_cell_text(t, r->total ? str_format(p->arena, "= %s", name) : name);
        cell(p, t, r, "a");
        cell(p, t, r, "b");
        if (has_numbers(l))
            gap(p, t, r);
        if (why)
            doc_cell_text(t, page_differ_why(p->arena, p->d, r));
    }
}

/* ---- sections ---- */

enum { MOST_PROBLEMS = 2 };

static void sides(struct page *p, const char *const name[])
{
    for (int k = 0; k < DIFFER_SIDES; k++) {
        const struct differ_side *s = &p->d->side[k];
        const struct outcome *o = &s->option->outcome;
        struct str out = str_new(p->arena);
        str_addf(&out, "%c: %s (%s, as of %s", k ? 'B' : 'A', o->title, name[k], s->comparison->scenario->as_of);
        if (!isnan(o->rank) && s->comparison->n > 1)
            str_addf(&out, ", place %.0f of %zu", o->rank, s->comparison->n);
        str_add(&out, ")");
        doc_item(p->doc, out.text);
        const char *against = page_problems(p->arena, s->comparison, s->option, MOST_PROBLEMS);
        if (*against)
            doc_item(p->doc, str_format(p->arena, "Against %c: %s.", k ? 'B' : 'A', against));
    }
}

static void inputs(struct page *p)
{
    if (p->d->one_comparison)
        return;
    doc_heading(p->doc, 1, "What is asked");
    list(p, "inputs", "Fields of the scenarios", &p->d->inputs);
    for (int k = 0; k < DIFFER_SIDES; k++)
        for (size_t i = 0; i < p->d->only[k].n; i++)
            doc_item(p->doc, str_format(p->arena, "Only %c asks for %s: it is not compared.", k ? 'B' : 'A',
                                        p->d->only[k].v[i]));
    if (p->d->currencies_differ)
        doc_para(p->doc, isnan(p->d->money)
                             ? "The scenarios count in different currencies, and no exchange rate is known."
                             : str_format(p->arena, "Amounts of B are in %s here, at the rate of A's date.",
                                          enums_text(&enums_currency, (int)p->doc->currency)));
    if (p->d->dates.n + p->d->dates.n_equal > 0) {
        doc_heading(p->doc, 1, "What the date changes");
        list(p, "dates", "Exchange rates, unit prices of what both buy, and offers", &p->d->dates);
    }
}

static const char *years(struct page *p)
{
    const double v = p->d->side[0].option->outcome.life_years;
    return fmt_known(p->arena, v, v == rint(v) ? 1 : 2);
}

static void prices(struct page *p)
{
    doc_heading(p->doc, 1, "Why the price differs");
    list(p, "price", "The two bills, line by line", &p->d->price);
    doc_heading(p->doc, 1, "Why the cost over the years differs");
    list(p, "cost", str_format(p->arena, "Cost over %s years", years(p)), &p->d->cost);
}

static const char *id_of(struct page *p, const char *what, const struct differ_workload *w)
{
    return str_format(p->arena, "%s-%s", what, w->workload[0]->id);
}

/* Returns why the time of a workload has no terms on both sides. */
static const char *not_timed(const struct differ_workload *w)
{
    const bool a = w->cell[0]->figures.verdict == verdict_no || w->cell[0]->n_devices == 0,
               b = w->cell[1]->figures.verdict == verdict_no || w->cell[1]->n_devices == 0;
    return w->cell[0]->api || w->cell[1]->api ? "One side is billed by the token and shows no steps"
           : a && b                           ? "Neither A nor B runs it"
           : a                                ? "A does not run it"
           : b                                ? "B does not run it"
                                              : "No measurements cover one of them";
}

static void speeds(struct page *p)
{
    for (size_t i = 0; i < p->d->n_workloads; i++) {
        const struct differ_workload *w = &p->d->workload[i];
        if (w->how.n + w->decode.n + w->prefill.n + w->memory.n + w->devices.n == 0) {
            doc_para(p->doc, str_format(p->arena, "%s runs in the same way and as fast on both.",
                                        page_problems_workload(w->workload[0])));
            continue;
        }
        doc_heading(p->doc, 1, str_format(p->arena, "Why %s differs", page_problems_workload(w->workload[0])));
        list(p, id_of(p, "how", w), "How it runs", &w->how);
        list(p, id_of(p, "decode", w), "Time per token; \xC3\x97 is what an input does to its term", &w->decode);
        list(p, id_of(p, "prefill", w), "Time to the first token", &w->prefill);
        list(p, id_of(p, "memory", w), "Memory of all devices together", &w->memory);
        list(p, id_of(p, "devices", w), "Memory of each device", &w->devices);
        if (w->decode.n + w->decode.n_equal == 0)
            doc_para(p->doc, str_format(p->arena, "%s, so there are no terms of its time to compare.", not_timed(w)));
    }
}

static void powers(struct page *p)
{
    static const char *const states[DIFFER_STATES] = {"idle", "decode", "peak"};
    static const char *const captions[DIFFER_STATES] = {"Watts when idle", "Watts while decoding", "Watts at peak"};
    enum { DECODING = 1 };
    doc_heading(p->doc, 1, "Why the power differs");
    for (int s = 0; s < DIFFER_STATES; s++)
        if (p->d->full || s == DECODING)
            list(p, str_format(p->arena, "power-%s", states[s]), captions[s], &p->d->power[s]);
}

struct doc *page_differ(struct arena *a, const struct differ *d, const char *const name[DIFFER_SIDES])
{
    const struct comparison *c = d->side[0].comparison;
    const char *title = str_format(a, "%s against %s", d->side[0].option->outcome.title,
                                   d->side[1].option->outcome.title);
    struct page p = {a, doc_new(a, title, c->scenario->as_of), d};
    p.doc->currency = d->currency;
    doc_lead(p.doc, page_differ_lead(a, d));
    sides(&p, name);
    inputs(&p);
    doc_heading(p.doc, 1, "Figures side by side");
    list(&p, "figures", "Figures of the options", &d->figures);
    prices(&p);
    speeds(&p);
    powers(&p);
    doc_heading(p.doc, 1, "Checks that differ");
    list(&p, "checks", "Build checks, outlet, breaker and power supply", &d->checks);
    if (!d->full)
        doc_para(p.doc, "Every term, each device, and watts when idle and at peak: add --full.");
    return p.doc;
}
