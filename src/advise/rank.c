#include "rank.h"

#include "arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool rank_possible(const struct compare_option *o)
{
    const struct outcome *r = &o->outcome;
    return r->affordable == flag_yes && r->slots_ok != flag_no && r->build_verdict != powerverdict_over &&
           r->psu_verdict != powerverdict_over && r->outlet_verdict != powerverdict_over &&
           r->breaker_verdict != powerverdict_over;
}

/* 0 for the worst option, 1 for the best; unknown counts as worst, all equal as best. */
static double scaled(const struct comparison *c, const struct figure *f, const struct compare_option *o)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < c->n; i++) {
        const double v = results_value(f, &c->v[i].outcome);
        low = isnan(v) ? low : fmin(low, v);
        high = isnan(v) ? high : fmax(high, v);
    }
    const double v = results_value(f, &o->outcome);
    if (isnan(v))
        return 0;
    if (high <= low)
        return 1;
    return f->direction == direction_less ? (high - v) / (high - low) : (v - low) / (high - low);
}

/* Where the scenario weighs nothing: speed, price and running energy alike. */
static const struct priority usual[] = {{.figure = "speed_tok_s", .weight = 1},
                                        {.figure = "life_aud", .weight = 1},
                                        {.figure = "decode_wall_w", .weight = 1}};

static double score(const struct comparison *c, const struct compare_option *o)
{
    const struct priority_list *given = &c->scenario->priorities;
    const struct priority *v = given->n ? given->v : usual;
    const size_t n = given->n ? given->n : sizeof usual / sizeof *usual;
    double sum = 0, weights = 0;
    for (size_t i = 0; i < n; i++) {
        const struct figure *f = results_find(&figures_outcome, v[i].figure);
        if (!f)
            continue;
        sum += v[i].weight * scaled(c, f, o);
        weights += v[i].weight;
    }
    return weights > 0 ? sum / weights
                       : 0; /* where nothing is weighed all are alike; an unknown score would have no order */
}

static int before(const void *a, const void *b)
{
    const struct compare_option *x = *(const struct compare_option *const *)a,
                                *y = *(const struct compare_option *const *)b;
    const int possible = y->possible - x->possible;
    if (possible)
        return possible;
    if (x->outcome.runs != y->outcome.runs)
        return x->outcome.runs > y->outcome.runs ? -1 : 1;
    if (x->outcome.score != y->outcome.score)
        return x->outcome.score > y->outcome.score ? -1 : 1;
    return strcmp(x->outcome.id, y->outcome.id);
}

void rank_options(struct arena *a, struct comparison *c)
{
    const struct compare_option **order = ARENA_ARRAY(a, c->n, const struct compare_option *);
    for (size_t i = 0; i < c->n; i++) {
        c->v[i].outcome.score = score(c, &c->v[i]);
        c->v[i].possible = rank_possible(&c->v[i]);
        order[i] = &c->v[i];
    }
    qsort(order, c->n, sizeof *order, before);
    for (size_t i = 0; i < c->n; i++)
        c->v[order[i] - c->v].outcome.rank = (double)i + 1;
    c->by_rank = order;
}
