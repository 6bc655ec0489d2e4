#include "rank.h"

#include "arena.h"
#include "bug.h"

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

/* Returns the figure scaled from the worst option (0) to the best (1); 0 where it is unknown, 1 where all are equal. */
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

/* Priorities of a scenario that states none. */
static const struct priority standard[] = {{.figure = "speed_tok_s", .weight = 1},
                                           {.figure = "life_aud", .weight = 1},
                                           {.figure = "decode_wall_w", .weight = 1}};

static double score(const struct comparison *c, const struct compare_option *o)
{
    const struct priority_list *given = &c->scenario->priorities;
    const struct priority *v = given->n ? given->v : standard;
    const size_t n = given->n ? given->n : sizeof standard / sizeof *standard;
    double sum = 0, weights = 0;
    for (size_t i = 0; i < n; i++) {
        const struct figure *f = results_find(&figures_outcome, v[i].figure);
        if (!f)
            continue;
        sum += v[i].weight * scaled(c, f, o);
        weights += v[i].weight;
    }
    if (!(weights > 0)) /* every weight is 0: equal scores, because an unknown score could not be sorted */
        return 0;
    const double mean = sum / weights;
    BUG_UNLESS(mean >= 0 && mean <= 1 + 1e-9);
    return mean;
}

static int better_first(const void *a, const void *b)
{
    const struct compare_option *x = *(const struct compare_option *const *)a;
    const struct compare_option *y = *(const struct compare_option *const *)b;
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
    qsort(order, c->n, sizeof *order, better_first);
    for (size_t i = 0; i < c->n; i++)
        c->v[order[i] - c->v].outcome.rank = (double)i + 1;
    BUG_UNLESS(c->n > 0 && order[0]->outcome.rank == 1);
    c->by_rank = order;
}
