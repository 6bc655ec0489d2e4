#include "page_price_basis.h"

#include "arena.h"
#include "fmt.h"

#include <math.h>
#include <string.h>

enum { MONTH = 7 }; /* characters of YYYY-MM */

static const char *currency_of(const struct doc *d)
{
    return enums_text(&enums_currency, (int)d->currency);
}

/* What the bought lines of an option say of their prices. */
struct ages {
    size_t n, stated, observed, carried, estimated, unknown;
    const char *oldest, *newest; /* dates of the newest observation of each line; NULL: none has one */
    double oldest_months;
};

static bool is_bought(const struct compare_option *o, size_t i)
{
    return o->bill.line[i].owned != flag_yes && !o->bill.sold[i];
}

static void count(struct ages *a, const struct bill_line *l)
{
    a->n++;
    a->stated += l->basis == pricebasis_stated;
    a->observed += l->basis == pricebasis_observed;
    a->carried += l->basis == pricebasis_carried;
    a->estimated += l->basis == pricebasis_estimated;
    a->unknown += l->basis == pricebasis_unknown;
    if (!l->date || l->basis == pricebasis_estimated)
        return;
    if (!a->oldest || strcmp(l->date, a->oldest) < 0)
        a->oldest = l->date;
    if (!a->newest || strcmp(l->date, a->newest) > 0)
        a->newest = l->date;
    a->oldest_months = fmax(a->oldest_months, l->age_months);
}

static void add_ages(struct ages *a, const struct compare_option *o)
{
    for (size_t i = 0; i < o->bill.n; i++)
        if (is_bought(o, i))
            count(a, &o->bill.line[i]);
}

static void part(struct str *s, size_t n, const char *what)
{
    if (n > 0)
        str_addf(s, "%s%zu %s", s->len ? ", " : "", n, what);
}

void page_price_basis_age(struct doc *doc, const struct comparison *c, const struct compare_option *o)
{
    struct ages a = {.n = 0};
    struct str s = str_new(doc->arena);
    add_ages(&a, o);
    const bool own = a.n > 0;
    for (size_t i = 0; !own && i < c->n; i++) /* it buys nothing: the others' prices decided that it comes first */
        add_ages(&a, &c->v[i]);
    if (a.n == 0)
        return;
    part(&s, a.stated, "stated by you");
    part(&s, a.observed, "seen in the last six months");
    part(&s, a.carried, "older and carried forward with their class");
    part(&s, a.estimated, "estimated from like parts, never seen");
    part(&s, a.unknown, "unknown");
    if (a.oldest)
        str_addf(&s, "; their newest observations are from %.*s to %.*s", MONTH, a.oldest, MONTH, a.newest);
    const size_t weak = a.carried + a.estimated + a.unknown;
    doc_item(doc, str_format(doc->arena, "Age of the prices on %s: %zu line%s of %s: %s.%s", c->scenario->as_of, a.n,
                             a.n == 1 ? "" : "s", own ? "the bill" : "all bills", s.text,
                             2 * weak > a.n ? " MOST OF THESE PRICES ARE OLD OR ESTIMATED: look them up before you buy "
                                              "(rigplan prices import, or price: on a line)."
                                            : ""));
}

const char *page_price_basis_tax(const struct comparison *c)
{
    return c->tax_frac.mid > 0 ? "with tax" : "without tax";
}

/* Writes the price exactly, so that it can be stated. */
static void lever_price(struct str *s, double price, double step)
{
    if (step < 1)
        str_addf(s, "%.2f", price);
    else
        fmt_number(s, price, 1, true);
}

static void lever(struct doc *doc, const struct compare_lever *l, struct str *s)
{
    const bool stated = l->line->basis == pricebasis_stated;
    str_addf(s, "%s%s %s at %s ", s->len ? "; " : "", enums_words(&enums_condition, (int)l->line->condition),
             l->line->name, currency_of(doc));
    lever_price(s, l->price, l->step);
    str_addf(s, " instead of %s", stated ? "the stated " : "");
    lever_price(s, l->now, l->step);
    str_addf(s, " (%+.*f %%", fabs(l->change_frac) < 0.01 ? 1 : 0, l->change_frac * 100);
    if (!stated)
        str_addf(s, ", %s its 80 %% range", l->likely ? "within" : "outside");
    str_add(s, "): ");
    if (l->first)
        str_addf(s, "\"%s\" would come first", l->first->outcome.title);
    else
        str_add(s, "no option would do");
}

/* Returns whether an option's price factor or a shock stands between what is stated and what is paid. */
static bool any_factored(const struct comparison *c)
{
    bool any = false;
    for (size_t i = 0; i < c->n_levers; i++)
        any |= fabs(c->lever[i].now / (1 + c->reclaimed_frac) - c->lever[i].line->unit_price.mid) >
               1e-9 * c->lever[i].now;
    return any;
}

void page_price_basis_levers(struct doc *doc, const struct comparison *c)
{
    struct str s = str_new(doc->arena);
    for (size_t i = 0; i < c->n_levers; i++)
        lever(doc, &c->lever[i], &s);
    if (c->n_levers == 0)
        doc_item(doc, "Prices that would change the answer: none alone, even at half or double.");
    else
        doc_item(doc,
                 str_format(doc->arena, "Prices that would change the answer%s%s (each alone, in every option): %s.",
                            c->reclaimed_frac > 0 ? ", with tax as they are stated" : "",
                            any_factored(c) ? ", before price factors and shocks" : "", s.text));
}

/* ---- the table ---- */

/* Returns whether an earlier option or line has the thing in that condition. */
static bool listed(const struct comparison *c, size_t option, size_t line)
{
    const struct bill_line *l = &c->by_rank[option]->bill.line[line];
    for (size_t i = 0; i <= option; i++) {
        const struct compare_option *o = c->by_rank[i];
        for (size_t j = 0; j < (i < option ? o->bill.n : line); j++)
            if (is_bought(o, j) && o->bill.line[j].condition == l->condition && strcmp(o->bill.line[j].id, l->id) == 0)
                return true;
    }
    return false;
}

static void taxes(struct doc *doc, const struct comparison *c)
{
    const struct scenario *s = c->scenario;
    struct str text = str_new(doc->arena);
    str_addf(&text, "All amounts are in %s. ", currency_of(doc));
    if (c->tax_frac.mid > 0) {
        str_addf(&text, "Prices include a tax of %.3g %%", c->tax_frac.mid * 100);
        if (c->tax_frac.low80 < c->tax_frac.high80)
            str_addf(&text, " (%.3g to %.3g %%, by state and town: state it as tax_frac or site.state)",
                     c->tax_frac.low80 * 100, c->tax_frac.high80 * 100);
        str_add(&text, ". ");
    } else
        str_addf(&text, "No tax is added%s. ",
                 c->reclaimed_frac > 0       ? ", because the buyer gets it back, and stated prices count without it"
                 : s->registered == flag_yes ? ", because the buyer gets it back"
                                             : "");
    str_add(&text,
            "A price is the market's estimate from all observations of the thing, of every country, kind and "
            "condition, weighted by age; old ones are carried forward with the prices of their class, and what was "
            "never seen is estimated from like things, with a wider range. An unknown value stays unknown; it is "
            "never taken as 0.");
    doc_para(doc, text.text);
}

void page_price_basis_table(struct doc *doc, const struct comparison *c)
{
    static const char *const names[] = {"id",           "condition", "unit_price", "basis",
                                        "observations", "date",      "age_months", NULL};
    taxes(doc, c);
    struct doc_table *t = doc_table(doc, "prices", "Price of each thing that an option buys");
    doc_columns(t, &figures_bill_line, names);
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < c->by_rank[i]->bill.n; j++)
            if (is_bought(c->by_rank[i], j) && !listed(c, i, j)) {
                doc_row_start(t);
                doc_row(t, &figures_bill_line, names, &c->by_rank[i]->bill.line[j]);
            }
}
