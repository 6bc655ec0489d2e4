#include "rank.h"

#include "arena.h"
#include "bug.h"
#include "cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Returns whether the house can carry it: nothing that was checked fails. */
static bool nothing_fails(const struct outcome *r)
{
    return r->build_verdict != checked_fails && r->psu_verdict != checked_fails && r->outlet_verdict != checked_fails &&
           r->breaker_verdict != checked_fails;
}

bool rank_possible(const struct compare_option *o)
{
    return o->outcome.affordable == flag_yes && nothing_fails(&o->outcome);
}

/* Money and house: 2 possible, 1 no check fails but something is unknown, 0 impossible. */
static int grade(const struct compare_option *o)
{
    const struct outcome *r = &o->outcome;
    if (r->affordable == flag_no || !nothing_fails(r))
        return 0;
    return r->affordable == flag_yes ? 2 : 1;
}

/* Options whose figures differ by less than this part are alike: sums in another order differ by it. */
static const double alike_frac = 1e-9;

/* Returns how many workloads rest on rates that no record states. */
static int assumed_rates(const struct comparison *c, const struct compare_option *o)
{
    int n = 0;
    for (size_t w = 0; w < c->scenario->workloads.n; w++)
        n += o->cell[w].n_devices > 0 && o->cell[w].figures.assumed > assumed_nothing;
    return n;
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
    if (high - low <= alike_frac * fabs(high))
        return 1;
    return f->direction == direction_less ? (high - v) / (high - low) : (v - low) / (high - low);
}

/* Returns the decode speed of the fastest option that runs workload w; 0 where none does. */
static double fastest(const struct comparison *c, size_t w)
{
    double most = 0;
    for (size_t i = 0; i < c->n; i++)
        if (cells_runs(&c->v[i].cell[w]))
            most = fmax(most, c->v[i].cell[w].figures.decode_tok_s.mid);
    return most;
}

/* Returns the weighted mean of decode over that of the fastest option; unknown where no option runs anything. */
static double speed_frac(const struct comparison *c, const struct compare_option *o)
{
    const struct workload_list *list = &c->scenario->workloads;
    double sum = 0, weights = 0;
    for (size_t w = 0; w < list->n; w++) {
        const double most = fastest(c, w);
        if (!(most > 0))
            continue;
        if (cells_runs(&o->cell[w]))
            sum += list->v[w].weight * o->cell[w].figures.decode_tok_s.mid / most;
        weights += list->v[w].weight;
    }
    return weights > 0 ? sum / weights : NAN;
}

struct priority_list rank_priorities(const struct scenario *s)
{
    static struct priority standard[] = {{.figure = "speed_tok_s", .weight = 1},
                                         {.figure = "life_cost", .weight = 1},
                                         {.figure = "decode_wall_w", .weight = 1}};
    return s->priorities.n ? s->priorities
                           : (struct priority_list){.v = standard, .n = sizeof standard / sizeof *standard};
}

const struct figure *rank_figure(const struct priority *p)
{
    const bool speed = strcmp(p->figure, "speed_tok_s") == 0;   /* known for all only on the same workloads */
    const bool watts = strcmp(p->figure, "decode_wall_w") == 0; /* what is assumed wins nothing: its high end counts */
    return results_find(&figures_outcome, speed ? "speed_frac" : watts ? "wall_high_w" : p->figure);
}

static double score(const struct comparison *c, const struct compare_option *o)
{
    const struct priority_list list = rank_priorities(c->scenario);
    double sum = 0, weights = 0;
    for (size_t i = 0; i < list.n; i++) {
        const struct figure *f = rank_figure(&list.v[i]);
        if (!f)
            continue;
        sum += list.v[i].weight * scaled(c, f, o);
        weights += list.v[i].weight;
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
    const struct outcome *p = &x->outcome, *q = &y->outcome;
    if (p->musts != q->musts)
        return p->musts > q->musts ? -1 : 1;
    if (isnan(p->life_cost) != isnan(q->life_cost)) /* what is unknown never stands above what is known */
        return isnan(p->life_cost) ? 1 : -1;
    if (grade(x) != grade(y))
        return grade(y) - grade(x);
    if (fabs(p->score - q->score) > alike_frac)
        return p->score > q->score ? -1 : 1;
    if (p->failed != q->failed)
        return p->failed < q->failed ? -1 : 1;
    if (p->unchecked != q->unchecked)
        return p->unchecked < q->unchecked ? -1 : 1;
    if (x->assumed_rates != y->assumed_rates)
        return x->assumed_rates < y->assumed_rates ? -1 : 1;
    return strcmp(x->outcome.id, y->outcome.id);
}

void rank_speeds(struct comparison *c)
{
    for (size_t i = 0; i < c->n; i++) {
        c->v[i].outcome.speed_frac = speed_frac(c, &c->v[i]);
        c->v[i].assumed_rates = assumed_rates(c, &c->v[i]);
    }
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
