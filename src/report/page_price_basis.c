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
    bool own; /* those of the option itself */
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

/* Returns what is said of the prices of an option, or of all where it buys nothing: the others' prices decided that it
   comes first. */
static struct ages ages_of(const struct comparison *c, const struct compare_option *o)
{
    struct ages a = {.n = 0};
    add_ages(&a, o);
    a.own = a.n > 0;
    for (size_t i = 0; !a.own && i < c->n; i++)
        add_ages(&a, &c->v[i]);
    return a;
}

/* Adds "2025-04 to 2026-10", or one month. */
static void months(struct str *s, const struct ages *a)
{
    str_addf(s, "%.*s", MONTH, a->oldest);
    if (strncmp(a->oldest, a->newest, MONTH) != 0)
        str_addf(s, " to %.*s", MONTH, a->newest);
}

static const char *age_words(struct arena *arena, const struct comparison *c, const struct ages *a)
{
    struct str s = str_new(arena);
    part(&s, a->stated, "stated");
    part(&s, a->observed, "seen in the last six months");
    part(&s, a->carried, "seen earlier and carried forward with the prices of like things");
    part(&s, a->estimated, "never seen and estimated from like things");
    part(&s, a->unknown, "unknown");
    if (a->oldest) {
        str_add(&s, "; last seen ");
        months(&s, a);
    }
    return str_format(arena, "Prices of %s on %s: %s.", a->own ? "the parts" : "the parts of all options",
                      c->scenario->as_of, s.text);
}

static bool most_are_weak(const struct ages *a)
{
    return 2 * (a->carried + a->estimated + a->unknown) > a->n;
}

void page_price_basis_warning(struct doc *doc, const struct comparison *c, const struct compare_option *o)
{
    const struct ages a = ages_of(c, o);
    if (a.n > 0 && most_are_weak(&a))
        doc_note(doc, DOC_WARN, a.n == 1 ? "The price is old or estimated." : "Most prices are old or estimated.",
                 str_format(doc->arena, "%s Look them up before you buy, and run this again with what you find.",
                            age_words(doc->arena, c, &a)));
}

void page_price_basis_age(struct doc *doc, const struct comparison *c, const struct compare_option *o)
{
    const struct ages a = ages_of(c, o);
    if (a.n > 0 && !most_are_weak(&a))
        doc_item_labelled(doc, "Age of the prices.", age_words(doc->arena, c, &a));
}

const char *page_price_basis_dates(struct arena *arena, const struct compare_option *o)
{
    struct ages a = {.n = 0};
    struct str s = str_new(arena);
    add_ages(&a, o);
    if (a.n == 0)
        return "";
    const size_t weak = a.carried + a.estimated + a.unknown;
    if (a.oldest) {
        str_add(&s, "seen ");
        months(&s, &a);
    }
    if (a.oldest && a.carried > 0)
        str_addf(&s, ", up to %.0f months ago", a.oldest_months);
    if (weak == a.n)
        str_addf(&s, "%s%s", s.len ? "; " : "", a.n == 1 ? "old or estimated" : "all old or estimated");
    else if (weak > 0)
        str_addf(&s, "%s%zu of %zu old or estimated", s.len ? "; " : "", weak, a.n);
    return s.text;
}

const char *page_price_basis_tax(const struct comparison *c)
{
    return c->tax_frac.mid > 0 ? "with tax" : "without tax";
}

/* Returns the price exactly, so that it can be stated. */
static const char *lever_price(struct arena *a, double price, double step)
{
    struct str s = str_new(a);
    if (step < 1)
        str_addf(&s, "%.2f", price);
    else
        fmt_number(&s, price, 1, true);
    return s.text;
}

static void lever(struct doc_table *t, const struct compare_lever *l)
{
    struct arena *a = t->arena;
    const bool stated = l->line->basis == pricebasis_stated;
    doc_row_start(t);
    doc_cell_text(t, str_format(a, "%s, %s", l->line->name, enums_words(&enums_condition, (int)l->line->condition)));
    doc_cell_text(t, lever_price(a, l->now, l->step));
    doc_cell_text(t, str_format(a, "%s (%+.*f %%)", lever_price(a, l->price, l->step),
                                fabs(l->change_frac) < 0.01 ? 1 : 0, l->change_frac * 100));
    if (stated)
        doc_cell_text(t, "stated");
    else
        doc_cell_marked(t, l->likely ? "within it" : "outside of it", l->likely ? DOC_WARN : DOC_PLAIN);
    doc_cell_text(t, l->first ? l->first->outcome.title : "no option will do");
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
    if (c->n_levers == 0) {
        doc_item_labelled(doc, "Prices that would change the answer.", "None alone, even at half or double.");
        return;
    }
    struct doc_table *t = doc_table(
        doc, "levers",
        str_format(doc->arena, "Prices that would change the answer, each alone in every option (%s%s%s)",
                   currency_of(doc), c->reclaimed_frac > 0 ? ", with tax as they are stated" : "",
                   any_factored(c) ? ", before price factors and shocks" : ""));
    doc_column_text(t, "part", "price of");
    doc_column_text(t, "now", "now");
    doc_column_text(t, "then", "at");
    doc_column_text(t, "likely", "80 % range");
    doc_column_text(t, "first", "comes first");
    t->columns[1].right = t->columns[2].right = true;
    for (size_t i = 0; i < c->n_levers; i++)
        lever(t, &c->lever[i]);
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
    static const char *const names[] = {"condition", "unit_price", "basis", "observations", "date", "age_months", NULL};
    const struct figure *id = results_find(&figures_bill_line, "id");
    taxes(doc, c);
    struct doc_table *t = doc_table(doc, "prices", "Price of each thing that an option buys");
    doc_column_named(t, id, "id", "part");
    doc_columns(t, &figures_bill_line, names);
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < c->by_rank[i]->bill.n; j++)
            if (is_bought(c->by_rank[i], j) && !listed(c, i, j)) {
                const struct bill_line *l = &c->by_rank[i]->bill.line[j];
                doc_row_start(t);
                doc_cell_shown(t, id, l, l->name);
                doc_row(t, &figures_bill_line, names, l);
            }
}
