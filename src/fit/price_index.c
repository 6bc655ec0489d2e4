/* price_index.c: robust least squares for the index of a class and the offsets of observations.

   Idea: ln price = level of the thing + index of the class at the month + offset of the condition + offset of the kind
   + offset of the country. The levels are eliminated thing by thing, so the unknowns of one class are few: a value per
   month and two conditions. The index is a random walk with a known step, the offsets have priors, so sparse data leave
   them near what is usual. Asking prices do not enter the index: where few rows are new, one would move the whole
   class. Conditions, kinds and countries are means of the residuals of all rows, solved in turn with the index. Large
   residuals count less (Huber); asking prices have a rule of their own (price_trust.c).
   Invariant: the index is 0 at the date of the market; adding a constant to all observations of a thing changes
   nothing. Reference: P. Huber, Robust Statistics; time-dummy hedonic index (price_fit.h). */
#include "price_index.h"

#include "arena.h"
#include "bug.h"
#include "real.h"
#include "spd.h"

#include <math.h>
#include <string.h>

enum { USED = MARKET_MONTHS, REFURBISHED, N_UNKNOWN, TERMS = 3, PASSES = 4 };

/* Where one observation enters the unknowns of its class. */
struct terms {
    int at[TERMS];
    double by[TERMS];
    int n;
};

static struct terms terms_of(const struct market *m, const struct market_quote *q)
{
    struct terms t = {.n = 0};
    const double at = fmin(fmax(MARKET_MONTHS - 1 + q->month - m->month, 0), MARKET_MONTHS - 1);
    const int low = (int)fmin(floor(at), MARKET_MONTHS - 2);
    t.at[t.n] = low;
    t.by[t.n++] = low + 1 - at;
    t.at[t.n] = low + 1;
    t.by[t.n++] = at - low;
    if (q->condition != condition_new_) {
        t.at[t.n] = q->condition == condition_used ? USED : REFURBISHED;
        t.by[t.n++] = 1;
    }
    return t;
}

double price_index_level(const struct market *m, const struct market_thing *t, const struct market_quote *q)
{
    return q->ln_usd - market_index(m, t->class_, q->month) - m->class_[t->class_].condition[q->condition] -
           m->kind[q->kind] - m->region[q->region];
}

/* Sets the standard deviation of each observation about the level of its thing. */
static void set_sigmas(const struct market *m, struct market_thing *t)
{
    const struct price_class *p = m->class_[t->class_].terms;
    for (size_t i = 0; i < t->n; i++) {
        struct market_quote *q = &t->quote[i];
        const double spread = q->condition == condition_new_ ? p->spread_frac : p->used_spread_frac,
                     kind = real_hypot(m->kind_noise[q->kind], m->kind_single[q->kind]),
                     region = q->region == currency_usd ? 0 : p->region_frac;
        q->sigma = sqrt(spread * spread + q->noise * q->noise + kind * kind + region * region);
    }
}

/* Fills the weights of a thing's observations, by their residuals about its level, and returns that level. */
static double weigh(const struct market *m, const struct market_thing *t, double *weight, double *x)
{
    enum { STEPS = 3 };
    static const double huber = 1.345;
    double level = 0;
    for (size_t i = 0; i < t->n; i++)
        x[i] = price_index_level(m, t, &t->quote[i]);
    for (int pass = 0; pass < STEPS; pass++) {
        double sum = 0, sum_w = 0;
        for (size_t i = 0; i < t->n; i++) {
            const double s = t->quote[i].sigma, far = pass == 0 ? 0 : fabs(x[i] - level) / s;
            weight[i] = t->quote[i].outlier ? 0 : t->quote[i].trust * (far > huber ? huber / far : 1) / (s * s);
            sum += weight[i] * x[i];
            sum_w += weight[i];
        }
        if (sum_w > 0)
            level = sum / sum_w;
    }
    return level;
}

/* The normal equations of one class. */
struct normal {
    double *a; /* N_UNKNOWN x N_UNKNOWN, lower half */
    double b[N_UNKNOWN];
};

/* Adds the observations of one thing, without asking prices, with its level eliminated. */
static void add_thing(const struct market *m, const struct market_thing *t, const double *weight, struct normal *e)
{
    const struct market_class *c = &m->class_[t->class_];
    double mean[N_UNKNOWN] = {0}, mean_y = 0, sum_w = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct market_quote *q = &t->quote[i];
        const struct terms x = terms_of(m, q);
        const double y = price_index_level(m, t, q) + market_index(m, t->class_, q->month) + c->condition[q->condition];
        if (m->kind_single[q->kind] > 0)
            continue;
        for (int j = 0; j < x.n; j++) {
            mean[x.at[j]] += weight[i] * x.by[j];
            e->b[x.at[j]] += weight[i] * x.by[j] * y;
            for (int k = 0; k < x.n; k++)
                if (x.at[k] <= x.at[j])
                    e->a[x.at[j] * N_UNKNOWN + x.at[k]] += weight[i] * x.by[j] * x.by[k];
        }
        mean_y += weight[i] * y;
        sum_w += weight[i];
    }
    int used[N_UNKNOWN], n_used = 0; /* the unknowns that the thing tells something of */
    for (int j = 0; j < N_UNKNOWN; j++)
        if (mean[j] > 0)
            used[n_used++] = j;
    for (int j = 0; sum_w > 0 && j < n_used; j++) {
        const double share = mean[used[j]] / sum_w;
        e->b[used[j]] -= share * mean_y;
        for (int k = 0; k <= j; k++)
            e->a[used[j] * N_UNKNOWN + used[k]] -= share * mean[used[k]];
    }
}

static void add_prior(struct normal *e, int i, double value, double sigma)
{
    e->a[i * N_UNKNOWN + i] += 1 / (sigma * sigma);
    e->b[i] += value / (sigma * sigma);
}

/* Part of the spread of the ratios from thing to thing by which the ratio of a class may be off. */
static const double ratio_share = 0.5;

/* Returns the usual ln ratio of a condition. */
static double usual(const struct price_class *p, enum condition condition)
{
    return condition == condition_used          ? real_log(p->used_price_frac)
           : condition == condition_refurbished ? real_log(p->refurbished_price_frac)
                                                : 0;
}

/* Adds that the index is a random walk that ends at 0, and the usual ratios of the conditions. */
static void add_priors(const struct price_class *p, struct normal *e)
{
    static const double anchor = 1e-3;
    const double step = 1 / (p->index_frac * p->index_frac);
    for (int i = 0; i + 1 < MARKET_MONTHS; i++) {
        e->a[i * N_UNKNOWN + i] += step;
        e->a[(i + 1) * N_UNKNOWN + i + 1] += step;
        e->a[(i + 1) * N_UNKNOWN + i] -= step;
    }
    add_prior(e, MARKET_MONTHS - 1, 0, anchor);
    add_prior(e, USED, usual(p, condition_used), ratio_share * p->condition_frac);
    add_prior(e, REFURBISHED, usual(p, condition_refurbished), ratio_share * p->condition_frac);
}

static void fit_class(struct market *m, enum priceclass class_, double *const weight[], struct normal *e)
{
    struct market_class *c = &m->class_[class_];
    memset(e->a, 0, sizeof *e->a * N_UNKNOWN * N_UNKNOWN);
    memset(e->b, 0, sizeof e->b);
    for (size_t i = 0; i < m->n_things; i++)
        if (m->thing[i].class_ == class_ && m->thing[i].n > 1)
            add_thing(m, &m->thing[i], weight[i], e);
    add_priors(c->terms, e);
    if (!spd_factor(e->a, N_UNKNOWN))
        return;
    spd_solve(e->a, N_UNKNOWN, e->b);
    for (int i = 0; i < MARKET_MONTHS; i++)
        c->index[i] = e->b[i] - e->b[MARKET_MONTHS - 1];
}

/* Weighted residuals of what shares one offset. */
struct offset {
    double sum, weight;
};

struct offsets {
    struct offset kind[pricekind_end], region[currency_end], condition[priceclass_end][condition_end];
};

static void add_residual(struct offset *o, double weight, double residual)
{
    o->sum += weight * residual;
    o->weight += weight;
}

static void add_residuals(const struct market *m, const struct market_thing *t, const double *weight, double level,
                          struct offsets *o)
{
    const double *condition = m->class_[t->class_].condition;
    for (size_t j = 0; j < t->n; j++) {
        const struct market_quote *q = &t->quote[j];
        const double left = price_index_level(m, t, q) - level;
        add_residual(&o->kind[q->kind], weight[j], left + m->kind[q->kind]);
        add_residual(&o->region[q->region], weight[j], left + m->region[q->region]);
        add_residual(&o->condition[t->class_][q->condition], weight[j], left + condition[q->condition]);
    }
}

/* Returns the mean of the residuals, held back by what is usual. */
static double held(const struct offset *o, double usual_value, double sigma)
{
    const double hold = 1 / (sigma * sigma);
    return (o->sum + hold * usual_value) / (o->weight + hold);
}

/* Moves the offsets of kinds, countries and conditions to the means of the residuals. */
static void fit_offsets(struct market *m, double *const weight[], const double *level)
{
    static const double region_prior = 0.1, of_kind = 0.1;
    struct offsets o = {.kind = {{0}}};
    for (size_t i = 0; i < m->n_things; i++)
        if (m->thing[i].n > 1)
            add_residuals(m, &m->thing[i], weight[i], level[i], &o);
    for (size_t i = 0; i < m->catalogue->price_kinds.n; i++) {
        const struct price_kind *k = &m->catalogue->price_kinds.v[i];
        if (k->fixed != flag_yes)
            m->kind[k->kind] = held(&o.kind[k->kind], real_log(k->over_frac), of_kind);
    }
    for (int i = 1; i < currency_end; i++)
        if (i != currency_usd)
            m->region[i] = held(&o.region[i], 0, region_prior);
    for (int c = 1; c < priceclass_end; c++)
        for (int k = 1; k < condition_end; k++) {
            const struct price_class *p = m->class_[c].terms;
            if (k != condition_new_)
                m->class_[c].condition[k] = held(&o.condition[c][k], usual(p, (enum condition)k),
                                                 ratio_share * p->condition_frac);
        }
}

void price_index_fit(struct arena *a, struct market *m, int rounds)
{
    double **weight = ARENA_ARRAY(a, m->n_things, double *), *level = ARENA_ARRAY(a, m->n_things, double);
    struct normal e = {.a = ARENA_ARRAY(a, (size_t)N_UNKNOWN * N_UNKNOWN, double)};
    size_t most = 0;
    for (size_t i = 0; i < m->n_things; i++) {
        weight[i] = ARENA_ARRAY(a, m->thing[i].n, double);
        most = m->thing[i].n > most ? m->thing[i].n : most;
        set_sigmas(m, &m->thing[i]);
    }
    double *scratch = ARENA_ARRAY(a, most, double);
    for (int round = 0; round < rounds; round++) {
        for (size_t i = 0; i < m->n_things; i++)
            level[i] = weigh(m, &m->thing[i], weight[i], scratch);
        for (int c = 1; c < priceclass_end; c++)
            fit_class(m, (enum priceclass)c, weight, &e);
        for (int pass = 0; pass < PASSES; pass++) {
            for (size_t i = 0; i < m->n_things; i++)
                level[i] = weigh(m, &m->thing[i], weight[i], scratch);
            fit_offsets(m, weight, level);
        }
    }
}
