/* price_trust.c: see price_trust.h.

   Idea: two rules. A hard one for every observation: beyond 3.5 robust standard deviations from the median of its
   thing it is an error. A soft one for kinds of which a single one may be a mere wish (asking prices,
   price_kind.single_frac): it counts less the further it lies from what the others of its condition say, and nothing
   beyond twice the standard deviation. What the others say is their mean at its month, without it; month by month, and
   by the drift of the thing the less the further away, so a few that agree and are as new outweigh older ones and
   keep their weight. The scatter of the others is learned: the spread of the class counts as much as three of them.
   Invariant: trust is in 0..1; without enough others it is 1.
   References: B. Iglewicz and D. Hoaglin, How to Detect Outliers (1993), for 3.5; A. Beaton and J. Tukey, The Fitting
   of Power Series (1974), for the biweight. */
#include "price_trust.h"

#include "arena.h"
#include "bug.h"
#include "price_index.h"
#include "real.h"
#include "stat.h"
#include "unit.h"

#include <math.h>

enum { FEWEST = 5, PASSES = 3 }; /* observations that tell an outlier; rounds of the soft rule */

static const double mad_to_sigma = 1.4826;

/* What the rows of one month say together; they share the drift. */
struct month {
    double month; /* of its oldest row */
    double weight, weighted;
};

/* The observations of a thing in one condition that are no outliers, oldest first. */
struct rows {
    struct market_quote **quote;
    double *level, *off, *variance, *scratch; /* off: distance from what the others say; variance: of what they say */
    double *weight, *weighted;                /* of the other rows of its month */
    size_t *in;                               /* its month */
    size_t n, n_months;
    struct month *months;
};

static double spread_of(const struct price_class *p, enum condition condition)
{
    return condition == condition_new_ ? p->spread_frac : p->used_spread_frac;
}

static double weight_of(const struct market_quote *q)
{
    return q->trust / (q->sigma * q->sigma);
}

/* Sums up the rows from..to-1, which are all of a month, and for each of them those before and behind it: so the work
   grows with the rows and not with their square. */
static void sum_month(struct rows *r, size_t from, size_t to)
{
    struct month *all = &r->months[r->n_months];
    *all = (struct month){.month = r->quote[from]->month};
    for (size_t j = from; j < to; j++) {
        const double w = weight_of(r->quote[j]);
        r->in[j] = r->n_months;
        r->weight[j] = all->weight;
        r->weighted[j] = all->weighted;
        all->weight += w;
        all->weighted += w * r->level[j];
    }
    double weight = 0, weighted = 0;
    for (size_t j = to; j-- > from;) {
        const double w = weight_of(r->quote[j]);
        r->weight[j] += weight;
        r->weighted[j] += weighted;
        weight += w;
        weighted += w * r->level[j];
    }
    r->n_months++;
}

static void sum_months(struct rows *r)
{
    r->n_months = 0;
    for (size_t from = 0, to; from < r->n; from = to) {
        const double month = floor(r->quote[from]->month);
        for (to = from; to < r->n && floor(r->quote[to]->month) <= month;)
            to++;
        sum_month(r, from, to);
    }
}

/* Compares row i with what the others say. */
static void compare(const struct price_class *p, const struct rows *r, size_t i)
{
    double sum = 0, precision = 0;
    for (size_t k = 0; k < r->n_months; k++) {
        const bool own = k == r->in[i];
        const double weight = own ? r->weight[i] : r->months[k].weight,
                     weighted = own ? r->weighted[i] : r->months[k].weighted,
                     gap = fabs(r->months[k].month - r->quote[i]->month);
        if (weight > 0) {
            const double of_month = 1 / (1 / weight + p->drift_frac * p->drift_frac * gap);
            precision += of_month;
            sum += of_month * weighted / weight;
        }
    }
    BUG_UNLESS(precision > 0); /* trust is above 0, and there are others */
    r->off[i] = fabs(r->level[i] - sum / precision);
    r->variance[i] = 1 / precision;
}

/* Returns the variance of single rows about the others: that of the class, and what the rows of the last year show. */
static double scatter(const struct market *m, const struct rows *r, double spread)
{
    static const double prior = 3; /* rows that the class counts as */
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        if (m->month - r->quote[i]->month < unit_years_to_months(1))
            r->scratch[n++] = r->off[i];
    const double sigma = n > 0 ? mad_to_sigma * stat_quantile(r->scratch, n, 0.5) : 0;
    return (prior * spread * spread + (double)n * sigma * sigma) / (prior + (double)n);
}

static void weigh_rows(const struct market *m, const struct price_class *p, struct rows *r, double spread)
{
    static const double most = 2, least = 1e-3; /* standard deviations; trust beyond them */
    for (int pass = 0; pass < PASSES; pass++) {
        sum_months(r);
        for (size_t i = 0; i < r->n; i++)
            compare(p, r, i);
        const double single = scatter(m, r, spread);
        for (size_t i = 0; i < r->n; i++) {
            struct market_quote *q = r->quote[i];
            const double far = r->off[i] / sqrt(single + q->noise * q->noise + r->variance[i]) / most,
                         inside = fmax(0, 1 - far * far);
            if (m->kind_single[q->kind] > 0)
                q->trust = fmax(least, inside * inside);
        }
    }
}

static void weigh(struct arena *a, const struct market *m, struct market_thing *t, enum condition condition)
{
    const struct price_class *p = m->class_[t->class_].terms;
    struct rows r = {.quote = ARENA_ARRAY(a, t->n, struct market_quote *),
                     .level = ARENA_ARRAY(a, t->n, double),
                     .off = ARENA_ARRAY(a, t->n, double),
                     .variance = ARENA_ARRAY(a, t->n, double),
                     .scratch = ARENA_ARRAY(a, t->n, double),
                     .weight = ARENA_ARRAY(a, t->n, double),
                     .weighted = ARENA_ARRAY(a, t->n, double),
                     .in = ARENA_ARRAY(a, t->n, size_t),
                     .months = ARENA_ARRAY(a, t->n, struct month)};
    for (size_t i = 0; i < t->n; i++)
        if (t->quote[i].condition == condition && !t->quote[i].outlier) {
            r.level[r.n] = price_index_level(m, t, &t->quote[i]);
            r.quote[r.n++] = &t->quote[i];
            t->quote[i].trust = 1;
        }
    if (r.n >= FEWEST)
        weigh_rows(m, p, &r, spread_of(p, condition));
}

static void mark_outliers(struct arena *a, const struct market *m, struct market_thing *t)
{
    static const double most = 3.5;
    const struct price_class *p = m->class_[t->class_].terms;
    double *v = ARENA_ARRAY(a, t->n, double);
    for (size_t i = 0; i < t->n; i++)
        v[i] = price_index_level(m, t, &t->quote[i]);
    const double middle = stat_quantile(v, t->n, 0.5);
    for (size_t i = 0; i < t->n; i++)
        v[i] = fabs(v[i] - middle);
    const double sigma = stat_quantile(v, t->n, 0.5) * mad_to_sigma;
    for (size_t i = 0; i < t->n; i++) {
        const struct market_quote *q = &t->quote[i];
        const double own = real_hypot(spread_of(p, q->condition), p->drift_frac * sqrt(fmax(0, m->month - q->month)));
        t->quote[i].outlier = fabs(price_index_level(m, t, q) - middle) > most * fmax(sigma, own);
    }
}

void price_trust_mark(struct arena *a, const struct market *m, struct market_thing *t)
{
    for (size_t i = 0; i < t->n; i++) {
        t->quote[i].outlier = false;
        t->quote[i].trust = 1;
    }
    if (t->n < FEWEST)
        return;
    mark_outliers(a, m, t);
    for (int c = 1; c < condition_end; c++)
        weigh(a, m, t, (enum condition)c);
}
