#include "sensitivity.h"

#include "money.h"

#include "arena.h"
#include "bill.h"
#include "bug.h"
#include "rank.h"

#include <math.h>
#include <string.h>

/* Copies to *o the figures of option `from` that depend on the price, computed at `factor` times its price. */
static void multiply_price(struct arena *a, const struct comparison *c, const struct compare_option *from,
                           double factor, struct compare_option *o)
{
    const size_t n = from->bill.n;
    struct bill_line *lines = ARENA_ARRAY(a, n + 1, struct bill_line);
    struct fund_use *funds = ARENA_ARRAY(a, c->scenario->funds.n, struct fund_use);
    memcpy(lines, from->bill.line, n * sizeof *lines);
    for (size_t i = 0; i < n; i++)
        if (lines[i].total.mid > 0)
            lines[i].total = range_scale(lines[i].total, factor);
    struct outcome *r = &o->outcome;
    bill_settle(c->terms, lines, n, from->rent, from->purse, funds, r);
    const double more = r->price.mid - from->outcome.price.mid; /* paying more brings no more when it is sold */
    r->paid_cost = from->outcome.paid_cost + more;
    r->life_cost = from->outcome.life_cost + more;
    r->cost_mtok = from->outcome.cost_mtok * (r->life_cost / from->outcome.life_cost); /* the same tokens */
}

/* Returns the index in c->v of the option that comes first when the first one costs `factor` times its price. trial: a
   copy of c, changed by every call. */
static size_t first_at(const struct comparison *c, struct comparison *trial, double factor)
{
    const size_t first = (size_t)(c->by_rank[0] - c->v);
    struct arena *scratch = arena_new();
    multiply_price(scratch, c, &c->v[first], factor, &trial->v[first]);
    rank_options(scratch, trial);
    const size_t now = (size_t)(trial->by_rank[0] - trial->v);
    BUG_UNLESS(now < c->n);
    arena_free(scratch);
    return now;
}

const struct compare_option *sensitivity_price(const struct comparison *c, double *rise_frac)
{
    enum { MOST_PERCENT = 200 };
    BUG_UNLESS(c->n > 0 && c->by_rank && c->by_rank[0]->outcome.rank == 1);
    const struct compare_option *overtaken_by = NULL, *first = c->by_rank[0];
    *rise_frac = NAN;
    if (first->rented || !c->answered)
        return NULL;
    struct arena *a = arena_new();
    struct comparison trial = *c;
    trial.v = ARENA_ARRAY(a, c->n, struct compare_option);
    memcpy(trial.v, c->v, c->n * sizeof *c->v);
    for (int i = 1; i <= MOST_PERCENT && !overtaken_by; i++) {
        const double rise = i / 100.0;
        const size_t now = first_at(c, &trial, 1 + rise);
        const bool will_do = trial.v[now].possible && trial.v[now].outcome.musts >= c->n_musts;
        if (will_do && &c->v[now] == first)
            continue;
        *rise_frac = rise;
        if (!will_do)
            break;
        overtaken_by = &c->v[now];
    }
    arena_free(a);
    return overtaken_by;
}
