#include "picks.h"

#include <math.h>

bool picks_serves(const struct comparison *c, const struct compare_option *o)
{
    return o->outcome.musts >= c->n_musts && o->outcome.runs > 0;
}

/* Returns what the funds pay for an option: its price, and its rent over the horizon. */
static double paid(const struct compare_option *o)
{
    return o->outcome.price.mid + o->rent;
}

/* Returns whether a costs less than b; what can be had comes before what cannot. */
static bool is_cheaper(const struct compare_option *a, const struct compare_option *b)
{
    if (a->possible != b->possible)
        return a->possible;
    return paid(a) < paid(b) || (isnan(paid(b)) && !isnan(paid(a)));
}

/* Returns the cheapest option that serves, without two of them (NULL: without none); NULL: none serves. */
static const struct compare_option *cheapest(const struct comparison *c, const struct compare_option *but,
                                             const struct compare_option *but_too)
{
    const struct compare_option *best = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        if (picks_serves(c, o) && o != but && o != but_too && (!best || is_cheaper(o, best)))
            best = o;
    }
    return best;
}

struct picks picks_of(const struct comparison *c)
{
    struct picks p = {.of = {[PICK_BEST] = c->by_rank[0], [PICK_NEXT] = c->n > 1 ? c->by_rank[1] : NULL}};
    const struct compare_option *least = cheapest(c, NULL, NULL);
    p.best_is_cheapest = least && least->possible && least == p.of[PICK_BEST];
    p.next_is_cheapest = least && least->possible && least == p.of[PICK_NEXT];
    p.of[PICK_CHEAPEST] = cheapest(c, p.of[PICK_BEST], p.of[PICK_NEXT]);
    return p;
}

struct picks_tightest picks_tightest(const struct comparison *c, const struct compare_option *o)
{
    struct picks_tightest t = {.need_frac = NAN};
    for (size_t j = 0; j < c->scenario->workloads.n; j++) {
        const struct workload *w = &c->scenario->workloads.v[j];
        const struct compare_cell *cell = &o->cell[j];
        const double frac = cell->figures.decode_tok_s.mid / w->need_tok_s;
        if (w->want != want_must || !(w->need_tok_s > 0) || !(frac > 0))
            continue;
        if (!t.workload || frac < t.need_frac)
            t = (struct picks_tightest){w, cell, frac};
    }
    return t;
}

bool picks_close(const struct comparison *c)
{
    const struct range *price = &c->by_rank[0]->outcome.price;
    return c->answered && price->mid > 0 && c->overtaken_at_frac <= price->high80 / price->mid - 1;
}
