#include "rented.h"

#include "arena.h"
#include "bug.h"
#include "money.h"
#include "rent.h"

#include <math.h>
#include <stdlib.h>

/* ---- what is asked ---- */

static int by_value(const void *x, const void *y)
{
    const double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* Returns the middle decode speed of the options that serve the workload on cards, or by an API; of two middle ones the
   slower. NaN: none serves it so, or no speed is known. */
static double middle_speed(struct arena *a, const struct comparison *c, size_t w, bool by_api)
{
    double *speeds = ARENA_ARRAY(a, c->n, double);
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_cell *cell = &c->v[i].cell[w];
        if (cell->serves && (cell->api != NULL) == by_api && !isnan(cell->figures.decode_tok_s.mid))
            speeds[n++] = cell->figures.decode_tok_s.mid;
    }
    qsort(speeds, n, sizeof *speeds, by_value);
    return n > 0 ? speeds[(n - 1) / 2] : NAN;
}

/* What runs on cards counts first: an API's speed says less about what a workload asks. */
static double usual_speed(struct arena *a, const struct comparison *c, size_t w)
{
    const double on_cards = middle_speed(a, c, w, false);
    return isnan(on_cards) ? middle_speed(a, c, w, true) : on_cards;
}

void rented_demand(struct arena *a, struct comparison *c)
{
    const struct workload_list *list = &c->scenario->workloads;
    c->demand = ARENA_ARRAY(a, list->n, struct compare_demand);
    for (size_t i = 0; i < list->n; i++) {
        const struct workload *w = &list->v[i];
        struct compare_demand *d = &c->demand[i];
        d->basis = !isnan(w->daily_requests) ? COMPARE_BY_REQUESTS
                   : !isnan(w->need_tok_s)   ? COMPARE_BY_NEED
                                             : COMPARE_BY_SPEED;
        d->tok_s = isnan(w->need_tok_s) ? usual_speed(a, c, i) : w->need_tok_s;
        const struct rent_tokens n = rent_tokens_year(w, d->tok_s, c->scenario->site->use_days_year);
        d->prompt_mtok = n.prompt;
        d->cached_mtok = n.cached;
        d->generated_mtok = n.generated;
    }
}

/* ---- what is paid ---- */

/* Returns a + b, whose ranges go up and down together. */
static struct range add(struct range a, struct range b)
{
    return (struct range){a.low95 + b.low95, a.low80 + b.low80, a.mid + b.mid, a.high80 + b.high80,
                          a.high95 + b.high95};
}

bool rented_runs(const struct comparison *c, const struct compare_option *o, size_t i, size_t w)
{
    const struct compare_cell *cell = &o->cell[w];
    const struct machine *m = o->machine[i].machine;
    bool here = false;
    BUG_UNLESS(w < c->scenario->workloads.n);
    for (int k = 0; k < cell->n_machines; k++)
        here |= cell->machine[k] == m;
    return here && (m->api || (m->cloud && cell->figures.verdict != verdict_no && !cell->no_host));
}

struct rented_part rented_part(const struct comparison *c, const struct compare_option *o, size_t i, size_t w)
{
    const struct machine *m = o->machine[i].machine;
    const struct compare_demand *d = &c->demand[w];
    const struct rent_tokens n = {d->prompt_mtok, d->cached_mtok, d->generated_mtok};
    if (m->api)
        return (struct rented_part){.date = o->cell[w].api->date,
                                    .h_year = NAN,
                                    .mtok_year = n.prompt + n.cached + n.generated,
                                    .cost_year = rent_tokens_cost(c->terms, o->cell[w].api, m->api->taxed, &n)};
    const struct cloud *seen = rent_cloud_at(c->catalogue, m->cloud->offer, c->terms->as_of);
    const double h_year = c->scenario->workloads.v[w].use_h_day * c->scenario->site->use_days_year;
    return (struct rented_part){.date = seen ? seen->date : NULL,
                                .h_year = h_year,
                                .mtok_year = NAN,
                                .cost_year = rent_year(c->terms, m->cloud, h_year)};
}

double rented_age_months(const struct comparison *c, const char *date)
{
    return rent_age_months(date, c->scenario->as_of);
}

/* Returns what the API machine bills for the workloads that it runs. */
static struct range tokens_year(const struct comparison *c, const struct compare_option *o, size_t i)
{
    struct range sum = range_exact(0);
    for (size_t w = 0; w < c->scenario->workloads.n; w++)
        if (rented_runs(c, o, i, w))
            sum = add(sum, rented_part(c, o, i, w).cost_year);
    return sum;
}

void rented_run(const struct comparison *c, struct compare_option *o)
{
    o->rent_range = range_exact(0);
    for (size_t i = 0; i < o->option->machines.n; i++) {
        struct machine_use *u = &o->machine[i].use;
        const struct machine *m = o->machine[i].machine;
        if (m->cloud)
            o->machine[i].seen = rent_cloud_at(c->catalogue, m->cloud->offer, c->terms->as_of);
        u->rent_year = m->cloud ? rent_year(c->terms, m->cloud, u->busy_h_day * c->scenario->site->use_days_year)
                       : m->api ? tokens_year(c, o, i)
                                : range_exact(0);
        o->rent_range = add(o->rent_range, u->rent_year);
    }
    o->outcome.rent_year = o->rent_range.mid;
}
