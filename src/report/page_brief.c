#include "page_brief.h"

#include "arena.h"
#include "fmt.h"
#include "page_brief_why.h"
#include "page_cards.h"
#include "page_price_basis.h"
#include "page_problems.h"
#include "picks.h"

#include <math.h>
#include <string.h>

/* What every part needs. */
struct page {
    struct arena *arena;
    struct doc *doc;
    const struct comparison *c;
};

static const char *rate(const struct page *p, struct range r)
{
    struct str s = str_new(p->arena);
    fmt_range(&s, results_find(&figures_prediction, "decode_tok_s"), r);
    return s.text;
}

/* ---- the answer in one sentence ---- */

/* Returns "serves all 3 workloads", or "serves 2 of 3 workloads". */
static const char *serves(const struct page *p, const struct compare_option *o)
{
    const size_t n = p->c->scenario->workloads.n;
    if (o->outcome.runs < (double)n)
        return str_format(p->arena, "serves %.0f of %zu workloads", o->outcome.runs, n);
    return n == 1   ? "serves the workload"
           : n == 2 ? "serves both workloads"
                    : str_format(p->arena, "serves all %zu workloads", n);
}

/* Adds the workload that leaves the least room, and its speed against its need. */
static void tightest(const struct page *p, const struct compare_option *o, struct str *s)
{
    const struct picks_tightest t = picks_tightest(p->c, o);
    if (t.workload)
        str_addf(s, "%s%s at %s tok/s, %g needed", p->c->n_musts > 1 ? "; the tightest is " : ": ",
                 page_problems_workload(t.workload), rate(p, t.cell->figures.decode_tok_s), t.workload->need_tok_s);
}

/* Returns what to do: buy, rent, one after the other, or nothing. */
static const char *deed(const struct compare_option *best)
{
    const bool buys = page_cards_buys(best), rents_last = best->outcome.rent_year > 0;
    if (!buys)
        return best->rent > 0 ? "Rent" : "Buy nothing, use what is there";
    if (!(best->rent > 0))
        return "Buy";
    return best->rented ? "Buy, then rent" : rents_last ? "Buy" : "Rent, then buy";
}

static void verdict(struct page *p, const struct compare_option *best)
{
    struct str s = str_new(p->arena);
    if (!p->c->answered) {
        str_addf(&s,
                 picks_serves(p->c, best)
                     ? "No option will do: none that serves every workload can be paid, built and powered."
                     : "No option serves what has to run: the best serves %.0f of %.0f workloads.",
                 best->outcome.musts, p->c->n_musts);
        str_addf(&s, " The closest is %s.", best->outcome.title);
    } else {
        str_addf(&s, "%s: %s, for %s. It %s", deed(best), best->outcome.title, page_cards_costs(p->arena, p->c, best),
                 serves(p, best));
        tightest(p, best, &s);
        str_add(&s, ".");
    }
    doc_lead(p->doc, s.text);
}

/* ---- what to buy ---- */

/* Returns when the price of a line was seen; the mark says where it is not a recent one. */
static const char *seen(const struct page *p, const struct bill_line *l, bool sold, enum doc_mark *mark)
{
    enum { MONTH = 7 }; /* characters of YYYY-MM */
    *mark = DOC_PLAIN;
    if (l->owned == flag_yes)
        return "owned";
    switch (l->basis) {
    case pricebasis_stated: return "stated";
    case pricebasis_observed: return str_format(p->arena, "%.*s", MONTH, l->date);
    case pricebasis_carried: *mark = DOC_WARN; return str_format(p->arena, "%.*s, old", MONTH, l->date);
    case pricebasis_estimated: *mark = DOC_WARN; return "estimated";
    default: break;
    }
    if (sold && !isnan(l->total.mid))
        return "stated";
    *mark = DOC_UNKNOWN;
    return "not known";
}

/* Returns "2 × GeForce RTX 3090, used". */
static const char *part(const struct page *p, const struct compare_option *o, size_t i)
{
    const struct bill_line *l = &o->bill.line[i];
    struct str s = str_new(p->arena);
    if (!(l->qty == 1))
        str_addf(&s, "%s \xC3\x97 ", fmt_known(p->arena, l->qty, 1));
    str_add(&s, l->name);
    if (o->bill.sold[i])
        str_add(&s, str_ends(l->name, "sold") ? "" : ", sold");
    else if (l->condition == condition_used)
        str_addf(&s, ", %s", enums_words(&enums_condition, (int)l->condition));
    return s.text;
}

static void parts(struct page *p, const struct compare_option *o)
{
    static const char *const total[] = {"total", NULL};
    if (o->bill.n == 0)
        return;
    struct doc_table *t = doc_table(
        p->doc, "parts",
        str_format(p->arena, "The parts of %s, prices %s", o->outcome.title, page_price_basis_tax(p->c)));
    doc_column_text(t, "part", "part");
    doc_columns(t, &figures_bill_line, total);
    doc_column_text(t, "seen", "price seen");
    for (size_t i = 0; i < o->bill.n; i++) {
        enum doc_mark mark;
        const char *when = seen(p, &o->bill.line[i], o->bill.sold[i], &mark);
        doc_row_start(t);
        doc_cell_text(t, part(p, o, i));
        doc_row(t, &figures_bill_line, total, &o->bill.line[i]);
        doc_cell_marked(t, when, mark);
    }
}

static void picture(struct page *p, const struct plot *plots, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(plots[i].id, "price") == 0 && plots[i].left_out)
            doc_para(p->doc, plots[i].left_out);
        else if (strcmp(plots[i].id, "price") == 0) {
            doc_figure(p->doc, plots[i].id, plots[i].caption);
            p->doc->last->alt = plots[i].alt;
        }
}

void page_brief_answer(struct arena *a, struct doc *doc, const struct comparison *c)
{
    struct page p = {a, doc, c};
    verdict(&p, c->by_rank[0]);
    page_brief_why_warnings(a, doc, c);
    page_cards(a, doc, c);
}

void page_brief(struct arena *a, struct doc *doc, const struct comparison *c, const struct plot *plots, size_t n_plots)
{
    struct page p = {a, doc, c};
    page_brief_answer(a, doc, c);
    doc_pair(doc);
    picture(&p, plots, n_plots);
    parts(&p, c->by_rank[0]);
    doc_end(doc);
    if (c->answered) {
        doc_heading(doc, 1, "What you pay, and what it draws");
        page_brief_why_pays(a, doc, c);
    }
    doc_heading(doc, 1, "What is least certain, and what would change the decision");
    page_brief_why(a, doc, c);
}
