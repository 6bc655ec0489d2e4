/* price_like.c: the Gaussian process of like things.

   Idea: the rows are things with observations of their own, in each condition in which they were observed. To learn how
   good the process is, all rows of one thing are left out together; that needs no new fit: with the inverse Q of the
   rows' covariance, the errors of the rows B left out are Q_BB^-1 (Q y)_B, and their covariance is Q_BB^-1. The
   standard deviations are scaled so that 80 % of those errors lie within the 80 % range. Invariant: rows of the same
   thing never predict each other. Reference: Rasmussen and Williams (2006), section 5.4.2. */
#include "price_like.h"

#include "arena.h"
#include "bug.h"
#include "market_like.h"
#include "real.h"
#include "spd.h"
#include "stat.h"

#include <math.h>
#include <string.h>

enum { N = MARKET_CLASS_FEATURES, CONDITIONS = condition_end - 1 };

/* One thing in one condition that was observed, and what the law says of it without it. */
struct row {
    const struct market_thing *thing;
    enum condition condition;
    double ln_usd;   /* estimate from its own observations */
    double variance; /* of that estimate */
    double left_out; /* what the process says without any row of the thing; NaN: nothing */
    double sigma;    /* of that, before scaling */
};

static bool observed(const struct market_thing *t, enum condition condition)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->quote[i].condition == condition && !t->quote[i].outlier)
            return true;
    return false;
}

/* Returns the rows of one group: things with observations of their own. */
static struct row *rows_of(struct arena *a, const struct market *m, enum priceclass group, size_t *n)
{
    struct row *rows = ARENA_ARRAY(a, MARKET_LIKE_MOST, struct row);
    *n = 0;
    for (size_t i = 0; i < m->n_things; i++)
        for (int c = 1; market_class_group(m->thing[i].class_) == group && c < condition_end; c++) {
            const struct market_ask ask = {.thing = &m->thing[i],
                                           .condition = (enum condition)c,
                                           .region = currency_usd,
                                           .month = NAN,
                                           .alone = true};
            if (*n == MARKET_LIKE_MOST || !observed(ask.thing, ask.condition))
                continue;
            const struct market_estimate e = market_estimate(m, &ask);
            rows[(*n)++] = (struct row){ask.thing, ask.condition, e.ln_usd, e.mean_sigma * e.mean_sigma, NAN, NAN};
        }
    return rows;
}

/* The process of one group. */
struct process {
    struct row *row;
    size_t n;
    double *feature, *factor, *weight; /* as in struct market_like */
    double *kernel;                    /* n x n, lower half: covariance of the rows without own spread and noise */
    double mean;
    double own[priceclass_end]; /* of each class: spread of ln price of things with the same features */
    double *y;                  /* ln_usd of the rows without the offsets of their conditions */
    double likelihood;          /* ln, without what is the same for every own */
};

static void gather(struct arena *a, const struct market *m, enum priceclass group, struct process *p)
{
    double sum = 0;
    p->row = rows_of(a, m, group, &p->n);
    p->feature = ARENA_ARRAY(a, p->n * N, double);
    p->factor = ARENA_ARRAY(a, p->n * p->n, double);
    p->weight = ARENA_ARRAY(a, p->n, double);
    p->y = ARENA_ARRAY(a, p->n, double);
    p->kernel = ARENA_ARRAY(a, p->n * p->n, double);
    for (size_t i = 0; i < p->n; i++) {
        const struct row *r = &p->row[i];
        market_class_features(r->thing->kind, r->thing->record, r->condition, m->month, p->feature + i * N);
        p->y[i] = r->ln_usd - m->class_[r->thing->class_].condition[r->condition];
        sum += p->y[i];
        for (size_t j = 0; j <= i; j++)
            p->kernel[i * p->n + j] = market_like_kernel(p->feature + i * N, p->feature + j * N);
    }
    p->mean = p->n > 0 ? sum / (double)p->n : NAN;
}

/* Prepares the process with its own spreads. Returns false where its covariance is singular. */
static bool prepare(struct process *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const double own = p->own[p->row[i].thing->class_];
        memcpy(p->factor + i * p->n, p->kernel + i * p->n, (i + 1) * sizeof *p->factor);
        p->factor[i * p->n + i] += own * own + p->row[i].variance;
        p->weight[i] = p->y[i] - p->mean;
    }
    if (!spd_factor(p->factor, p->n))
        return false;
    spd_solve(p->factor, p->n, p->weight);
    p->likelihood = 0;
    for (size_t i = 0; i < p->n; i++)
        p->likelihood -= p->weight[i] * (p->y[i] - p->mean) / 2 + real_log(p->factor[i * p->n + i]);
    return true;
}

/* The prior of own spreads: what is usual, and the factor that is one standard deviation of ln own. */
static const double usual_own = 0.3, own_factor = 1.5;

/* Sets the own spread of one class to the most likely one, given those of the others and the prior. */
static void learn_class(struct process *p, enum priceclass class_)
{
    static const double tried[] = {0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8};
    double best = -INFINITY, own = usual_own;
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        const double z = real_log(tried[i] / usual_own) / real_log(own_factor);
        p->own[class_] = tried[i];
        if (prepare(p) && p->likelihood - z * z / 2 > best) {
            best = p->likelihood - z * z / 2;
            own = tried[i];
        }
    }
    p->own[class_] = own;
}

/* Prepares the process with the own spreads of its classes that are most likely; a class of few things has about the
   usual one. Returns false where there are no rows. */
static bool learn(struct process *p, enum priceclass group)
{
    for (int c = 1; c < priceclass_end; c++)
        p->own[c] = usual_own;
    for (int c = 1; p->n > 0 && c < priceclass_end; c++)
        if (market_class_group((enum priceclass)c) == group)
            learn_class(p, (enum priceclass)c);
    return p->n > 0 && prepare(p);
}

/* Sets what the process says of the rows first..end-1, which are all of one thing. */
static void leave_out(const struct process *p, double *column, size_t first, size_t end)
{
    double q[CONDITIONS * CONDITIONS], error[CONDITIONS], variance[CONDITIONS];
    const size_t n = end - first;
    BUG_UNLESS(n <= CONDITIONS);
    for (size_t i = 0; i < n; i++) {
        memset(column, 0, p->n * sizeof *column);
        column[first + i] = 1;
        spd_solve(p->factor, p->n, column);
        memcpy(q + i * n, column + first, n * sizeof *q);
        error[i] = p->weight[first + i];
    }
    if (!spd_factor(q, n))
        return;
    spd_solve(q, n, error);
    for (size_t i = 0; i < n; i++) {
        double unit[CONDITIONS] = {0};
        const double own = p->own[p->row[first].thing->class_];
        unit[i] = 1;
        spd_solve(q, n, unit);
        variance[i] = unit[i];
        p->row[first + i].left_out = p->row[first + i].ln_usd - error[i];
        p->row[first + i].sigma = sqrt(fmax(variance[i] - p->row[first + i].variance, own * own));
    }
}

static void leave_all_out(struct arena *a, const struct process *p)
{
    double *column = ARENA_ARRAY(a, p->n, double);
    for (size_t first = 0, end = 0; first < p->n; first = end) {
        while (end < p->n && p->row[end].thing == p->row[first].thing)
            end++;
        leave_out(p, column, first, end);
    }
}

/* Gives every thing what the others suggest of it. */
static void tell_things(struct market *m, const struct process *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct market_thing *t = &m->thing[p->row[i].thing - m->thing];
        if (!isnan(p->row[i].left_out))
            t->suggestion[t->n_suggestions++] = (struct market_suggestion){
                p->row[i].condition, p->row[i].left_out, m->class_[t->class_].like_scale * p->row[i].sigma};
    }
}

/* Returns what standard deviations are multiplied by, so that 80 % of the left-out rows of a class lie within the 80 %
   range; at most 1. 1 counts as ten rows: a few errors do not tell. Errors larger than the process expects are part of
   the own spread instead: multiplied, the spread of everything that was never seen would grow with them. */
static double scale_of(struct arena *a, const struct process *p, enum priceclass class_)
{
    static const double z80 = 1.2816, inside = 0.8, prior = 10;
    size_t known = 0;
    double *error = ARENA_ARRAY(a, p->n, double);
    for (size_t i = 0; i < p->n; i++) {
        const struct row *r = &p->row[i];
        if (!isnan(r->left_out) && r->thing->class_ == class_)
            error[known++] = fabs(r->ln_usd - r->left_out) / real_hypot(r->sigma, sqrt(r->variance));
    }
    const double found = known > 0 ? stat_quantile(error, known, inside) / z80 : 1;
    return fmin(1, sqrt((prior + (double)known * found * found) / (prior + (double)known)));
}

static void fit_group(struct arena *a, struct market *m, enum priceclass group)
{
    struct process p = {.n = 0};
    gather(a, m, group, &p);
    if (!learn(&p, group))
        return;
    leave_all_out(a, &p);
    for (int c = 1; c < priceclass_end; c++)
        if (market_class_group((enum priceclass)c) == group) {
            m->class_[c].like_own = p.own[c];
            m->class_[c].like_scale = scale_of(a, &p, (enum priceclass)c);
        }
    tell_things(m, &p);
    m->like[group] = (struct market_like){
        .n = p.n, .feature = p.feature, .weight = p.weight, .factor = p.factor, .mean = p.mean};
}

void price_like_fit(struct arena *a, struct market *m)
{
    for (int c = 1; c < priceclass_end; c++)
        if (market_class_group((enum priceclass)c) == (enum priceclass)c)
            fit_group(a, m, (enum priceclass)c);
}
