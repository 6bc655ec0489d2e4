#include "page_rent.h"

#include "arena.h"
#include "fmt.h"
#include "page_break_even.h"
#include "page_option.h"
#include "page_problems.h"
#include "rented.h"
#include "str.h"

#include <math.h>
#include <string.h>

struct page {
    struct arena *arena;
    struct doc *doc;
    const struct comparison *c;
};

static const char *known(const struct page *p, double v, int digits)
{
    return isnan(v) ? "\xE2\x80\x94" : fmt_known(p->arena, v, digits);
}

/* Returns "1,234 (1,100–1,400)", or one number without a range. */
static const char *amount(const struct page *p, struct range r)
{
    const struct figure *f = results_find(&figures_elsewhere, "cost_year");
    struct str s = str_new(p->arena);
    if (r.low80 == r.high80 || isnan(r.mid))
        return known(p, r.mid, f->digits);
    fmt_range(&s, f, r);
    return s.text;
}

const char *page_rent_offer(struct arena *a, const struct comparison *c, const char *id, const char *date)
{
    const double age = rented_age_months(c, date);
    if (isnan(age))
        return str_format(a, "%s, not seen by %s", id, c->scenario->as_of);
    const char *old = age > c->policy->old_offer_months ? str_format(a, ", %.0f months old", age) : "";
    return str_format(a, "%s, price of %s%s", id, date, old);
}

/* ---- what each option rents ---- */

/* Adds a row for workload j on the rented machine i of an option. */
static void rented_row(const struct page *p, struct doc_table *t, const struct compare_option *o, size_t i, size_t j)
{
    const struct machine *m = o->machine[i].machine;
    const struct workload *w = &p->c->scenario->workloads.v[j];
    const struct rented_part part = rented_part(p->c, o, i, j);
    page_option_row(t, o);
    doc_cell_name(t, w->id, page_problems_workload(w), NULL);
    doc_cell_text(t, page_rent_offer(p->arena, p->c, m->cloud ? m->cloud->offer->id : m->api->offer->id, part.date));
    doc_cell_text(t, m->cloud ? known(p, m->cloud->qty, 1) : "");
    doc_cell_text(t, m->cloud ? known(p, part.h_year, 3) : "");
    doc_cell_text(t, m->api ? known(p, part.mtok_year, 3) : "");
    doc_cell_text(t, amount(p, part.cost_year));
}

static void rented_table(const struct page *p)
{
    struct doc_table *t = NULL;
    for (size_t k = 0; k < p->c->n; k++) {
        const struct compare_option *o = p->c->by_rank[k];
        for (size_t i = 0; i < o->option->machines.n; i++)
            for (size_t j = 0; j < p->c->scenario->workloads.n; j++) {
                if (!rented_runs(p->c, o, i, j))
                    continue;
                if (!t) {
                    t = doc_table(p->doc, "rented", "What is rented, by workload");
                    page_option_column(t, "option");
                    doc_column_text(t, "workload", "workload");
                    doc_column_text(t, "offer", "offer");
                    doc_column_text(t, "cards", "cards");
                    doc_column_text(t, "h_year", "hours a year");
                    doc_column_text(t, "mtok_year", "million tokens a year");
                    doc_column_text(
                        t, "cost_year",
                        str_format(p->arena, "cost (%s/year)", enums_text(&enums_currency, (int)p->doc->currency)));
                }
                rented_row(p, t, o, i, j);
            }
    }
}

/* ---- the same tokens elsewhere ---- */

static const char *stored(struct arena *a, const struct compare_elsewhere *e)
{
    const struct api *seen = e->api;
    struct str s = str_new(a);
    str_addf(&s, "%s", seen->stored ? seen->stored : "storage not stated");
    if (seen->name)
        str_addf(&s, ", as %s", seen->name);
    if (seen->discount_frac > 0)
        str_add(&s, ", without its promotion");
    if (e->assumed_ttft)
        str_add(&s, ", wait for the first token assumed");
    return s.text;
}

static void row(struct doc_table *t, const struct elsewhere *e, const char *offer, const char *remark)
{
    static const char *const names[] = {"decode_tok_s", "serves", "cost_year", "cost_mtok", NULL};
    doc_row_start(t);
    doc_cell_text(t, e->workload);
    doc_cell_text(t, e->way);
    doc_cell_text(t, offer);
    doc_cell_text(t, remark);
    doc_row(t, &figures_elsewhere, names, e);
}

/* Returns what the option in first place pays for its tokens, of all workloads. */
static const char *own_words(const struct page *p)
{
    const struct outcome *r = &p->c->by_rank[0]->outcome;
    return isnan(r->life_cost)
               ? ""
               : str_format(p->arena, " The first option, %s, costs %s %s in %g years for all workloads together.",
                            r->title, enums_text(&enums_currency, (int)p->doc->currency), known(p, r->life_cost, 1),
                            r->life_years);
}

static void elsewhere_table(const struct page *p)
{
    static const char *const names[] = {"decode_tok_s", "serves", "cost_year", "cost_mtok", NULL};
    const struct workload_list *w = &p->c->scenario->workloads;
    bool any = false;
    for (size_t j = 0; j < w->n; j++)
        any |= p->c->elsewhere[j].api || p->c->elsewhere[j].cloud;
    if (!any)
        return;
    struct doc_table *t = doc_table(
        p->doc, "elsewhere",
        str_format(p->arena,
                   "What the same tokens cost elsewhere: the cheapest API, and the cheapest cards by the hour "
                   "that hold the model and are fast enough.%s",
                   own_words(p)));
    doc_column_text(t, "workload", "workload");
    doc_column_text(t, "way", "way");
    doc_column_text(t, "offer", "offer");
    doc_column_text(t, "remark", "how");
    doc_columns(t, &figures_elsewhere, names);
    for (size_t j = 0; j < w->n; j++) {
        const struct compare_elsewhere *e = &p->c->elsewhere[j];
        if (e->api)
            row(t, &e->by_token, page_rent_offer(p->arena, p->c, e->by_token.offer, e->by_token.date),
                stored(p->arena, e));
        if (e->cloud)
            row(t, &e->by_hour, page_rent_offer(p->arena, p->c, e->by_hour.offer, e->by_hour.date),
                str_format(p->arena, "%.0f x %s, %s", e->n_cards,
                           e->cloud->device->name ? e->cloud->device->name : e->cloud->device->id,
                           enums_words(&enums_rentterms, (int)e->cloud->terms)));
    }
}

/* Says which tokens are counted. */
static void demand_words(const struct page *p)
{
    const struct workload_list *w = &p->c->scenario->workloads;
    struct str s = str_new(p->arena);
    for (size_t j = 0; j < w->n; j++) {
        const struct compare_demand *d = &p->c->demand[j];
        const char *from = d->basis == COMPARE_BY_REQUESTS ? "from the requests a day"
                           : d->basis == COMPARE_BY_NEED   ? "at the decode speed that is needed"
                                                           : "at the middle speed of the options that serve it";
        if (isnan(d->generated_mtok))
            str_addf(&s,
                     "%s%s: not known, because no option serves it and neither need_tok_s nor daily_requests is stated",
                     s.len ? "; " : "", w->v[j].id);
        else
            str_addf(&s, "%s%s: %s million generated and %s million of prompt, %s", s.len ? "; " : "", w->v[j].id,
                     known(p, d->generated_mtok, 3), known(p, d->prompt_mtok + d->cached_mtok, 3), from);
    }
    doc_para(p->doc, str_format(p->arena, "Tokens a year: %s.", s.text));
}

/* ---- when buying pays ---- */

static const char *against(const struct compare_option *o)
{
    const struct compare_break_even *b = &o->break_even;
    return b->pays == COMPARE_PAYS_NOTHING ? "nothing on record serves as much"
           : b->against                    ? b->against->outcome.title
                                           : "the cheapest offer for each workload";
}

static void break_even_table(const struct page *p)
{
    struct doc_table *t = NULL;
    for (size_t i = 0; i < p->c->n; i++) {
        const struct compare_option *o = p->c->by_rank[i];
        if (o->break_even.pays == COMPARE_PAYS_NOT_BOUGHT)
            continue;
        if (!t) {
            const char *currency = enums_text(&enums_currency, (int)p->doc->currency);
            t = doc_table(
                p->doc, "break-even",
                "When buying pays: against the cheapest that serves as many of the workloads that have to run "
                "and buys nothing");
            page_option_column(t, "option");
            doc_column_text(t, "against", "against");
            doc_column_text(t, "there_year", str_format(p->arena, "running cost there (%s/year)", currency));
            doc_column_text(t, "here_year", str_format(p->arena, "running cost here (%s/year)", currency));
            doc_column_text(t, "months", "months until buying was cheaper (80 % range)");
        }
        page_option_row(t, o);
        doc_cell_text(t, against(o));
        doc_cell_text(t, amount(p, o->break_even.there_year));
        doc_cell_text(t, known(p, o->running_cost_year, 4));
        doc_cell_text(t, page_break_even_months(p->arena, p->c, &o->break_even));
    }
}

/* Says which tax is in the figures, and what is assumed about it. */
static void tax_words(const struct page *p)
{
    const struct country *c = catalogue_find(p->c->catalogue, &kind_country, p->c->scenario->site->country);
    const char *name = c ? c->tax_name : "tax";
    if (!(p->c->services_tax_frac.mid > 0)) {
        doc_para(p->doc, str_format(p->arena, "Rent and tokens are counted without %s.", name));
        return;
    }
    struct str s = str_new(p->arena);
    str_addf(&s, "Rent and tokens are counted with %s of ", name);
    fmt_percent(&s, p->c->services_tax_frac.mid);
    str_add(&s,
            ": a provider who sells much to a country has to charge its tax, wherever the provider is. 'taxed: no' on "
            "a cloud or api line says that this one does not.");
    doc_para(p->doc, s.text);
}

void page_rent(struct arena *a, struct doc *doc, const struct comparison *c)
{
    const struct page p = {a, doc, c};
    doc_section(doc, 1, "rent", "Renting, by the hour and by the token",
                "what the same tokens cost elsewhere, when buying pays");
    demand_words(&p);
    rented_table(&p);
    elsewhere_table(&p);
    break_even_table(&p);
    page_break_even(a, doc, c);
    tax_words(&p);
    doc_end(doc);
}

void page_rent_cheaper(struct arena *a, struct doc *doc, const struct comparison *c)
{
    const struct compare_cheaper *x = &c->cheaper;
    const char *currency = enums_text(&enums_currency, (int)doc->currency);
    struct str s = str_new(a);
    if (!x->found)
        return;
    str_addf(&s, "The same work costs about %s ", currency);
    fmt_number(&s, x->there_year.mid, 1, true);
    str_addf(&s, " a year at the cheapest %s on record that are fast enough, and %s ", x->by_token ? "APIs" : "cards",
             currency);
    fmt_number(&s, x->here_year, 1, true);
    str_addf(&s, " with the %s of this option.", x->by_token ? "rented cards" : "API");
    doc_item_labelled(doc, x->by_token ? "Much cheaper by the token." : "Much cheaper on rented cards.", s.text);
}

/* Returns what the same work costs elsewhere: "With the cheapest rented cards and APIs on record the same work costs
   AUD 215 a year". */
static const char *elsewhere_words(struct arena *a, const struct comparison *c, const struct compare_option *o)
{
    const struct compare_break_even *b = &o->break_even;
    struct str s = str_new(a);
    str_addf(&s, "%s the same work costs %s ",
             b->against ? str_format(a, "With \"%s\"", b->against->outcome.title)
                        : "With the cheapest API or rented cards on record for each workload",
             enums_text(&enums_currency, (int)c->scenario->currency));
    fmt_number(&s, b->there_year.mid, 1, true);
    str_add(&s, " a year");
    return s.text;
}

/* Returns whether the scenario says of a workload on which machine, or in which role, it has to run. */
static bool any_bound(const struct scenario *s)
{
    bool any = false;
    for (size_t i = 0; i < s->workloads.n; i++)
        any |= s->workloads.v[i].machine || s->workloads.v[i].role;
    return any;
}

void page_rent_warning(struct arena *a, struct doc *doc, const struct comparison *c, const struct compare_option *o)
{
    if (o->break_even.pays != COMPARE_PAYS_LATER || any_bound(c->scenario))
        return;
    doc_note(
        doc, DOC_PLAIN, "Renting costs less.",
        str_format(a,
                   "%s. Within %g years buying pays only for what renting cannot give, such as work that must stay in "
                   "the house.",
                   elsewhere_words(a, c, o), c->life_years));
}

void page_rent_pays(struct arena *a, struct doc *doc, const struct comparison *c, const struct compare_option *o)
{
    if (o->break_even.pays != COMPARE_PAYS_WITHIN)
        return;
    struct str s = str_new(a);
    str_addf(&s, "%s; buying pays after ", elsewhere_words(a, c, o));
    fmt_number(&s, o->outcome.break_even_months.mid, 2, true);
    str_add(&s, " months.");
    doc_item_labelled(doc, "Against renting.", s.text);
}
