#include "page_cards.h"

#include "arena.h"
#include "fmt.h"
#include "page_machines.h"
#include "page_option.h"
#include "page_price_basis.h"
#include "page_problems.h"
#include "page_runs.h"
#include "picks.h"
#include "rented.h"
#include "unit.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* What every part needs. */
struct page {
    struct arena *arena;
    struct doc *doc;
    const struct comparison *c;
};

static const char *currency(const struct page *p)
{
    return enums_text(&enums_currency, (int)p->c->scenario->currency);
}

/* Returns "AUD 1,234"; "not known". */
static const char *amount(const struct page *p, double v)
{
    enum { WHOLE = 1, SMALL = 2 }; /* digits */
    static const double small = 10;
    return isnan(v)
               ? "not known"
               : str_format(p->arena, "%s %s", currency(p), fmt_known(p->arena, v, fabs(v) < small ? SMALL : WHOLE));
}

/* Returns "AUD 7,292 (6,250–8,507)". */
static const char *price(const struct page *p, struct range r)
{
    struct str s = str_new(p->arena);
    str_add(&s, amount(p, r.mid));
    if (r.low80 < r.high80)
        str_addf(&s, " (%s\xE2\x80\x93%s)", fmt_known(p->arena, r.low80, 1), fmt_known(p->arena, r.high80, 1));
    return s.text;
}

bool page_cards_buys(const struct compare_option *o)
{
    for (size_t i = 0; i < o->bill.n; i++)
        if (o->bill.line[i].total.mid > 0)
            return true;
    return false;
}

/* Returns which of the offers that the option rents were seen long ago; "": none. */
static const char *old_offers(const struct page *p, const struct compare_option *o)
{
    const char *oldest = NULL;
    for (size_t i = 0; i < o->option->machines.n; i++)
        for (size_t j = 0; j < p->c->scenario->workloads.n; j++) {
            const char *date = rented_runs(p->c, o, i, j) ? rented_part(p->c, o, i, j).date : NULL;
            if (date && (!oldest || strcmp(date, oldest) < 0))
                oldest = date;
        }
    const double age = rented_age_months(p->c, oldest);
    return age > p->c->policy->old_offer_months ? str_format(p->arena, ", at rates of %s, %.0f months old", oldest, age)
                                                : "";
}

/* Returns whether it rents cards by the hour, else tokens only. */
static bool rents_cards(const struct compare_option *o)
{
    bool any = false;
    for (size_t i = 0; i < o->option->machines.n; i++)
        any |= o->option->machines.v[i].cloud != NULL;
    for (size_t k = 0; k < o->n_phases; k++)
        for (size_t i = 0; i < o->phase[k].option->machines.n; i++)
            any |= o->phase[k].option->machines.v[i].cloud != NULL;
    return any;
}

/* Returns what the rent of a year is, and for how long where it is not the whole horizon. */
static const char *rent_words(const struct page *p, const struct compare_option *o)
{
    const double year = unit_years_to_months(1), horizon = year * p->c->life_years;
    struct str s = str_new(p->arena);
    str_addf(&s, "%s a year %s", amount(p, o->rent * year / o->rent_months), rents_cards(o) ? "of rent" : "for tokens");
    if (o->rent_months < horizon * (1 - DBL_EPSILON * year))
        str_addf(&s, " for %g of the %g months", o->rent_months, horizon);
    str_add(&s, old_offers(p, o));
    return s.text;
}

const char *page_cards_costs(struct arena *a, const struct comparison *c, const struct compare_option *o)
{
    const struct page all = {a, NULL, c}, *p = &all;
    const struct outcome *r = &o->outcome;
    struct str s = str_new(p->arena);
    if (r->price.mid < 0)
        str_addf(&s, "what is sold brings %s more than what is bought costs", amount(p, -r->price.mid));
    else if (page_cards_buys(o) || isnan(r->price.mid))
        str_add(&s, price(p, r->price));
    else if (o->rented && !(o->rent > 0))
        str_add(&s, "a rent that is not known");
    else if (!(o->rent > 0))
        str_add(&s, "nothing: what is owned is enough");
    if (o->rent > 0)
        str_addf(&s, "%s%s", s.len ? " and " : "", rent_words(p, o));
    return s.text;
}

/* Returns what an option is among those side by side: "No. 1: best", with its place in the ranking. */
static const char *tag(const struct page *p, const struct picks *picks, enum pick k)
{
    const struct compare_option *o = picks->of[k];
    const char *what;
    if (k == PICK_BEST)
        what = !p->c->answered           ? "closest, but it will not do"
               : picks->best_is_cheapest ? "best, and the cheapest"
                                         : "best";
    else if (!o->possible)
        what = str_format(p->arena, "%s, %s", k == PICK_NEXT ? "next" : "cheapest of the rest",
                          o->outcome.missing > 0 ? "over budget" : "not possible");
    else if (!picks_serves(p->c, o))
        what = "next, does not serve everything";
    else if (k == PICK_NEXT)
        what = picks->next_is_cheapest ? "runner-up, and the cheapest" : "runner-up";
    else
        what = picks->best_is_cheapest || picks->next_is_cheapest ? "cheapest of the rest" : "cheapest";
    return str_format(p->arena, "No. %.0f: %s", o->outcome.rank, what);
}

/* Opens a row of the table of cards with its label. */
static void label(struct doc_table *t, const char *text)
{
    doc_row_start(t);
    doc_cell_text(t, text);
}

/* Adds "31.0 tok/s (25.5–36.0)". */
static void speed_words(struct str *s, struct range r)
{
    const struct figure *f = results_find(&figures_prediction, "decode_tok_s");
    struct str words = str_new(s->arena);
    fmt_range(&words, f, r);
    const size_t mid = strcspn(words.text, " ");
    str_addf(s, "%.*s tok/s%s", (int)mid, words.text, words.text + mid);
}

/* Says how an option runs workload j: speed against need, engine, or why not. */
static void speed_cell(struct page *p, struct doc_table *t, const struct compare_option *o, size_t j)
{
    const struct workload *w = &p->c->scenario->workloads.v[j];
    const struct compare_cell *cell = &o->cell[j];
    struct str s = str_new(p->arena);
    const char *how = page_runs_how(p->arena, p->c, cell);
    const bool runs = cell->figures.decode_tok_s.mid > 0;
    if (!runs && !cell->api) {
        doc_cell_marked(t, "does not run", DOC_BAD);
        return;
    }
    speed_words(&s, cell->figures.decode_tok_s);
    if (w->need_tok_s > 0)
        str_addf(&s, ", %g needed", w->need_tok_s);
    str_addf(&s, "\nfirst token %s s", fmt_known(p->arena, cell->figures.ttft_s.mid, 2));
    if (w->need_ttft_s > 0)
        str_addf(&s, ", %g allowed", w->need_ttft_s);
    str_add(&s, "\n");
    if (w->any_of.n > 1)
        str_addf(&s, "%s ", page_machines_model_name(cell));
    if (cell->api)
        str_addf(&s, "by the token at %s", cell->api->provider);
    else if (how)
        str_addf(&s, "%s%s", w->any_of.n > 1 ? "in " : "", how);
    if (how && o->option->machines.n > 1)
        str_addf(&s, ", on %s", page_machines_titles(p->arena, cell));
    doc_cell_marked(t, s.text, cell->serves ? DOC_GOOD : cell->too_slow || cell->too_late ? DOC_BAD : DOC_UNKNOWN);
}

/* Says what an option draws, and how full the outlet and the supply are. */
static void power_cell(struct page *p, struct doc_table *t, const struct compare_option *o)
{
    const struct outcome *r = &o->outcome;
    const enum checked worst = r->outlet_verdict == checked_fails || r->breaker_verdict == checked_fails ? checked_fails
                               : r->outlet_verdict == checked_ok && r->breaker_verdict == checked_near
                                   ? checked_near
                                   : r->outlet_verdict;
    static const enum doc_mark marks[] = {[checked_unknown] = DOC_UNKNOWN,
                                          [checked_ok] = DOC_GOOD,
                                          [checked_near] = DOC_WARN,
                                          [checked_fails] = DOC_BAD,
                                          [checked_open_] = DOC_UNKNOWN};
    const struct outlet *outlet = p->c->scenario->site->outlet;
    struct str s = str_new(p->arena);
    if (o->rented) {
        doc_cell_text(t, "none here: it is rented");
        return;
    }
    if (isnan(r->peak_wall_w)) {
        doc_cell_marked(t, "watts not known", DOC_UNKNOWN);
        return;
    }
    str_addf(&s, "%s W decoding, %s W at peak\n", fmt_known(p->arena, r->decode_wall_w, 1),
             fmt_known(p->arena, r->peak_wall_w, 1));
    fmt_percent(&s, r->outlet_frac);
    str_addf(&s, " of what the %s may carry for hours",
             o->option->machines.n > 1 ? "fullest outlet"
             : outlet->name            ? outlet->name
                                       : outlet->id);
    doc_cell_marked(t, s.text, marks[worst]);
}

static void price_cell(struct page *p, struct doc_table *t, const struct compare_option *o)
{
    const char *dates = page_price_basis_dates(p->arena, o);
    doc_cell_text(t, str_format(p->arena, "%s%s%s", page_cards_costs(p->arena, p->c, o), *dates ? "\n" : "", dates));
}

static void years_cell(struct page *p, struct doc_table *t, const struct compare_option *o)
{
    const struct outcome *r = &o->outcome;
    if (isnan(r->life_cost)) {
        doc_cell_marked(t, "not known", DOC_UNKNOWN);
        return;
    }
    struct str s = str_new(p->arena);
    str_addf(&s, "%s paid", amount(p, r->paid_cost));
    if (o->energy_paid > 0)
        str_addf(&s, ", of it %s for electricity", amount(p, o->energy_paid));
    if (o->rent > 0)
        str_addf(&s, "%s %s for rent and tokens", o->energy_paid > 0 ? " and" : ", of it", amount(p, o->rent));
    if (r->resale.mid > 0)
        str_addf(&s, "\n%s after resale", amount(p, r->life_cost));
    doc_cell_text(t, s.text);
}

static void problems_cell(struct page *p, struct doc_table *t, const struct compare_option *o)
{
    enum { SHOWN = 3 };
    const char *problems = page_problems(p->arena, p->c, o, SHOWN), *notes = page_problems_notes(p->arena, p->c, o);
    const bool fails = !o->possible || !picks_serves(p->c, o);
    if (*problems)
        doc_cell_marked(t, problems, fails ? DOC_BAD : DOC_UNKNOWN);
    else if (fails)
        doc_cell_marked(t, "not known", DOC_UNKNOWN);
    else
        doc_cell_marked(t, *notes ? notes : "none found", *notes ? DOC_WARN : DOC_GOOD);
}

typedef void card_cell(struct page *p, struct doc_table *t, const struct compare_option *o);

static void card_row(struct page *p, struct doc_table *t, const struct picks *picks, const char *name, card_cell *cell)
{
    label(t, name);
    for (int k = 0; k < PICK_END; k++)
        if (picks->of[k])
            cell(p, t, picks->of[k]);
}

static void name_cell(struct page *p, struct doc_table *t, const struct compare_option *o)
{
    doc_cell_name(t, o->outcome.id, o->outcome.title, page_option_section(p->arena, o));
}

void page_cards(struct arena *a, struct doc *doc, const struct comparison *c)
{
    struct page all = {a, doc, c}, *p = &all;
    enum { SHOWN = 5 }; /* workloads; the section on speed has all */
    const struct picks picks = picks_of(p->c);
    const struct workload_list *w = &p->c->scenario->workloads;
    struct doc_table *t = doc_table(
        p->doc, "cards",
        str_format(a,
                   "In brackets: 80 %% ranges. Speeds are tokens per second for each user of a workload that has the "
                   "machine to itself. Prices are %s.",
                   page_price_basis_tax(c)));
    t->cards = true;
    doc_column_text(t, "what", "");
    static const char *const keys[] = {"best", "next", "cheapest"};
    for (int k = 0; k < PICK_END; k++)
        if (picks.of[k])
            doc_column_text(t, keys[k], tag(p, &picks, (enum pick)k));
    card_row(p, t, &picks, "option", name_cell);
    card_row(p, t, &picks, "price", price_cell);
    for (size_t j = 0; j < w->n && j < SHOWN; j++) {
        label(t, str_format(p->arena, "%s%s, prompt %s", page_problems_workload(&w->v[j]), page_problems_want(&w->v[j]),
                            fmt_known(p->arena, w->v[j].prompt_tokens, 1)));
        for (int k = 0; k < PICK_END; k++)
            if (picks.of[k])
                speed_cell(p, t, picks.of[k], j);
    }
    card_row(p, t, &picks, "power", power_cell);
    card_row(p, t, &picks, str_format(p->arena, "cost over %g years", p->c->life_years), years_cell);
    card_row(p, t, &picks, "what it will not do, and problems", problems_cell);
}
