#include "page_costs.h"

#include "arena.h"
#include "page_option.h"
#include "str.h"

#include <math.h>

/* ---- years ---- */

/* Returns the option that lists the most years: all list the same. */
static const struct year_cost *years_of(const struct comparison *c, size_t *n)
{
    *n = c->n > 0 ? c->v[0].n_years : 0;
    return *n > 0 ? c->v[0].year : NULL;
}

static void years(struct arena *a, struct doc *d, const struct comparison *c)
{
    enum { SHOWN = 4 }; /* years; of more, some between the first and the last stand in JSON only */
    static const char *const before[] = {"price", NULL}, *const after[] = {"resale", "life_cost", NULL},
                             *const data[] = {"electrician", "energy_cost_year", "rent_year", NULL};
    const struct figure *paid = results_find(&figures_year_cost, "paid");
    const char *currency = enums_text(&enums_currency, (int)d->currency);
    size_t n;
    const struct year_cost *of_first = years_of(c, &n);
    struct doc_table *t = doc_table(
        d, "years",
        str_format(a,
                   "What each option has cost after each of %g years; resale is what the bought things may fetch then, "
                   "and the total cost of ownership is what was paid less that",
                   c->life_years));
    page_option_column(t, "option");
    doc_columns(t, &figures_outcome, before);
    for (size_t i = 0; i < n; i++) {
        doc_column_named(
            t, paid, str_format(a, "paid_%g", of_first[i].year),
            str_format(a, "after %g %s (%s)", of_first[i].year, of_first[i].year > 1 ? "years" : "year", currency));
        t->columns[t->n_columns - 1].data = i + 1 >= SHOWN && i + 1 < n;
    }
    doc_columns(t, &figures_outcome, after);
    doc_columns_data(t, &figures_outcome, data);
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        page_option_row(t, o);
        doc_row(t, &figures_outcome, before, &o->outcome);
        for (size_t k = 0; k < o->n_years; k++)
            doc_cell_figure(t, paid, &o->year[k], DOC_PLAIN);
        doc_row(t, &figures_outcome, after, &o->outcome);
        doc_row(t, &figures_outcome, data, &o->outcome);
    }
}

/* ---- electricity ---- */

/* Returns whether an option's electricity has more than one price. */
static bool has_windows(const struct comparison *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].n_energy > 1)
            return true;
    return false;
}

/* Returns "tariff nsw-ausgrid-dmo-tou of 2026-07-01; use begins at 18 h". */
static const char *tariff_words(struct arena *a, const struct comparison *c)
{
    const struct site *s = c->scenario->site;
    struct str out = str_new(a);
    str_addf(&out, "Electricity by hours of the tariff %s (%s, prices of %s)", s->tariff->id,
             s->tariff->retailer ? s->tariff->retailer : s->tariff->region, s->tariff->date);
    if (has_windows(c))
        str_addf(&out, "; use begins at %g h", isnan(s->use_from_h) ? c->policy->use_from_h : s->use_from_h);
    if (s->own_meter != flag_yes && s->tariff->supply_day > 0)
        str_add(&out, "; the daily charge is not counted, because the house pays it anyway");
    return out.text;
}

static void energy(struct arena *a, struct doc *d, const struct comparison *c)
{
    static const char *const names[] = {"window", "price_kwh", "energy_kwh_year", "energy_cost_year", NULL};
    if (!has_windows(c)) {
        doc_para(d, str_format(a, "%s: one price at all hours.", tariff_words(a, c)));
        return;
    }
    struct doc_table *t = doc_table(d, "energy", tariff_words(a, c));
    page_option_column(t, "option");
    doc_columns(t, &figures_energy_use, names);
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->by_rank[i]->n_energy; k++) {
            page_option_row(t, c->by_rank[i]);
            doc_row(t, &figures_energy_use, names, &c->by_rank[i]->energy[k]);
        }
}

/* ---- workloads ---- */

static void workloads(struct doc *d, const struct comparison *c)
{
    static const char *const names[] = {"workload",         "mtok_year",     "energy_kwh_mtok", "price_kwh",
                                        "energy_cost_mtok", "own_cost_mtok", "cost_mtok",       NULL};
    struct doc_table *t = doc_table(
        d, "token-cost",
        "Cost per million generated tokens by workload: the electricity of its own decoding, "
        "and by its hours a share of everything else");
    page_option_column(t, "option");
    doc_columns(t, &figures_workload_cost, names);
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->scenario->workloads.n; k++) {
            const struct workload_cost *x = &c->by_rank[i]->cost[k];
            if (isnan(x->mtok_year))
                continue;
            page_option_row(t, c->by_rank[i]);
            doc_row(t, &figures_workload_cost, names, x);
        }
}

void page_costs(struct arena *a, struct doc *d, const struct comparison *c)
{
    years(a, d, c);
    energy(a, d, c);
    workloads(d, c);
}
