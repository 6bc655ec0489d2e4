#include "page_claims.h"

#include "arena.h"
#include "fmt.h"

#include <math.h>

static const struct figure *figure(const char *name)
{
    return results_find(&figures_judged, name);
}

/* Adds a number as a reader writes it: whole where it is, else with three digits. */
static void number(struct str *s, double v)
{
    enum { DIGITS = 3, WHOLE = 1 };
    fmt_number(s, v, fabs(v - round(v)) < 1e-6 ? WHOLE : DIGITS, true);
}

/* Adds a figure: a word, the ends of a range where the plan states one, else the number. */
static void cell(struct arena *a, struct doc_table *t, const char *name, const struct judged *j, const char *word)
{
    const struct figure *f = figure(name);
    const struct range *r = results_member(f, j);
    struct str s = str_new(a);
    const bool ends = j->stated.high80 > j->stated.low80 && r->high80 > r->low80;
    if (word || isnan(r->mid))
        str_add(&s, word ? word : "not known");
    else {
        number(&s, ends ? r->low80 : r->mid);
        if (ends) {
            str_add(&s, "–");
            number(&s, r->high80);
        }
    }
    doc_cell_shown(t, f, j, s.text);
}

/* Returns what a reader calls the figure: its doc in the table that has it. */
static const char *called(struct arena *a, const struct judged *j)
{
    const struct figure_table *const tables[] = {&figures_fund_use, &figures_outcome, &figures_machine_use,
                                                 &figures_bill_line};
    const struct figure *f = NULL;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && !f; i++)
        f = results_find(tables[i], j->figure);
    return str_format(a, *j->unit ? "%s (%s)" : "%s", f ? f->doc : j->figure, j->unit);
}

/* Adds the difference, of words none. */
static void gap(struct arena *a, struct doc_table *t, const struct judged *j)
{
    struct str s = str_new(a);
    if (isnan(j->difference))
        str_add(&s, "—");
    else
        number(&s, j->difference);
    doc_cell_shown(t, figure("difference"), j, s.text);
}

static size_t count(const struct comparison *c, enum claimed verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_judged; i++)
        n += c->judged[i].verdict == verdict;
    return n;
}

void page_claims(struct arena *a, struct doc *doc, const struct comparison *c)
{
    static const char *const first[] = {"option", NULL}, *const of[] = {"of", NULL}, *const unit[] = {"unit", NULL},
                             *const words[] = {"stated_word", "computed_word", NULL};
    const enum doc_mark marks[] = {[claimed_right] = DOC_GOOD, [claimed_wrong] = DOC_BAD, [claimed_end] = DOC_PLAIN};
    if (c->n_judged == 0)
        return;
    doc_section(doc, 1, "claims", "What the plan says", "figures that its author states, judged");
    const size_t open = count(c, claimed_open_);
    const char *not_judged = open > 0 ? str_format(a, ", %zu not judged", open) : "";
    doc_para(doc, str_format(a, "Of %zu figures that the plan states, %zu are right, %zu about right, %zu wrong%s.",
                             c->n_judged, count(c, claimed_right), count(c, claimed_about), count(c, claimed_wrong),
                             not_judged));
    struct doc_table *t = doc_table(doc, "claims",
                                    "Figures that the plan states, beside what is computed; of several prices with "
                                    "ranges the sums of the low and of the high ends");
    doc_columns(t, &figures_judged, first);
    doc_column_figure(t, figure("figure"));
    doc_columns(t, &figures_judged, of);
    doc_column_figure(t, figure("stated"));
    doc_column_figure(t, figure("computed"));
    doc_column_figure(t, figure("difference"));
    doc_columns_data(t, &figures_judged, unit);
    doc_column_figure(t, figure("verdict"));
    doc_column_text(t, "remark", "remark");
    doc_columns_data(t, &figures_judged, words);
    for (size_t i = 0; i < c->n_judged; i++) {
        const struct judged *j = &c->judged[i];
        doc_row_start(t);
        doc_row(t, &figures_judged, first, j);
        doc_cell_shown(t, figure("figure"), j, called(a, j));
        doc_row(t, &figures_judged, of, j);
        cell(a, t, "stated", j, j->stated_word);
        cell(a, t, "computed", j, j->stated_word ? (j->computed_word ? j->computed_word : "not known") : NULL);
        gap(a, t, j);
        doc_row(t, &figures_judged, unit, j);
        doc_cell_figure(t, figure("verdict"), j, marks[j->verdict]);
        doc_cell_text(t, j->remark);
        doc_row(t, &figures_judged, words, j);
    }
    doc_end(doc);
}
