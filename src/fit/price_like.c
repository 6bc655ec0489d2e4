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
#include "spd.h"
#include "stat.h"

#include <math.h>
#include <string.h>

enum { N = MARKET_CLASS_FEATURES, CONDITIONS = condition_end - 1, FEW = 10 };

/* Standard deviation by which things with the same features differ. */
static const double own = 0.15;

static bool observed(const struct market_thing *t, enum condition condition)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->quote[i].condition == condition && !t->quote[i].outlier)
            return true;
    return false;
}

/* Returns the rows of one group: things with observations of their own. */
static struct price_like_row *rows_of(struct arena *a, const struct market *m, enum priceclass group, size_t *n)
{
    struct price_like_row *rows = ARENA_ARRAY(a, MARKET_LIKE_MOST, struct price_like_row);
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
            rows[(*n)++] = (struct price_like_row){ask.thing, ask.condition, e.ln_usd, e.mean_sigma * e.mean_sigma, NAN,
                                                   NAN};
        }
    return rows;
}

/* The process of one group. */
struct process {
    struct price_like_row *row;
    size_t n;
    double *feature, *factor, *weight; /* as in struct market_like */
    double mean;
};

/* Returns false where there are no rows. */
static bool prepare(struct arena *a, const struct market *m, enum priceclass group, struct process *p)
{
    double sum = 0;
    p->row = rows_of(a, m, group, &p->n);
    p->feature = ARENA_ARRAY(a, p->n * N, double);
    p->factor = ARENA_ARRAY(a, p->n * p->n, double);
    p->weight = ARENA_ARRAY(a, p->n, double);
    for (size_t i = 0; i < p->n; i++) {
        market_class_features(p->row[i].thing->kind, p->row[i].thing->record, p->row[i].condition, m->month,
                              p->feature + i * N);
        sum += p->row[i].ln_usd;
    }
    p->mean = p->n > 0 ? sum / (double)p->n : NAN;
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = 0; j <= i; j++)
            p->factor[i * p->n + j] = market_like_kernel(p->feature + i * N, p->feature + j * N);
        p->factor[i * p->n + i] += own * own + p->row[i].variance;
        p->weight[i] = p->row[i].ln_usd - p->mean;
    }
    if (p->n == 0 || !spd_factor(p->factor, p->n))
        return false;
    spd_solve(p->factor, p->n, p->weight);
    return true;
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

struct price_like_row *price_like_left_out(struct arena *a, const struct market *m, enum priceclass group, size_t *n)
{
    struct process p;
    const bool good = prepare(a, m, group, &p);
    *n = good ? p.n : 0;
    if (good)
        leave_all_out(a, &p);
    return p.row;
}

/* Gives every thing what the others suggest of it. */
static void tell_things(struct market *m, const struct process *p, double scale)
{
    for (size_t i = 0; i < p->n; i++) {
        struct market_thing *t = &m->thing[p->row[i].thing - m->thing];
        if (!isnan(p->row[i].left_out))
            t->suggestion[t->n_suggestions++] = (struct market_suggestion){p->row[i].condition, p->row[i].left_out,
                                                                           scale * p->row[i].sigma};
    }
}

static void fit_group(struct arena *a, struct market *m, enum priceclass group)
{
    static const double z80 = 1.2816, inside = 0.8;
    struct process p;
    if (!prepare(a, m, group, &p))
        return;
    leave_all_out(a, &p);
    size_t known = 0;
    double *error = ARENA_ARRAY(a, p.n, double);
    for (size_t i = 0; i < p.n; i++)
        if (!isnan(p.row[i].left_out))
            error[known++] = fabs(p.row[i].ln_usd - p.row[i].left_out) / hypot(p.row[i].sigma, sqrt(p.row[i].variance));
    const double found = known > 0 ? stat_quantile(error, known, inside) / z80 : 1;
    const double scale = known < FEW ? fmax(1, found) : found; /* a few errors do not make the process surer */
    tell_things(m, &p, scale);
    m->like[group] = (struct market_like){
        .n = p.n, .feature = p.feature, .weight = p.weight, .factor = p.factor, .mean = p.mean, .scale = scale};
}

void price_like_fit(struct arena *a, struct market *m)
{
    for (int c = 1; c < priceclass_end; c++)
        if (market_class_group((enum priceclass)c) == (enum priceclass)c)
            fit_group(a, m, (enum priceclass)c);
}
