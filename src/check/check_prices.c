#include "check_prices.h"

#include "arena.h"
#include "market.h"
#include "price_like.h"
#include "stat.h"

#include <math.h>
#include <string.h>

/* Returns whether the two leave together. */
static bool together(const struct market_quote *a, const struct market_quote *b)
{
    return a->condition == b->condition && a->kind == b->kind && floor(a->month) == floor(b->month) &&
           strcmp(a->from->source, b->from->source) == 0;
}

/* Predicts one observation from the others of its thing. Returns false where there are none. */
static bool predict(struct arena *a, const struct market *m, const struct market_thing *t, size_t i,
                    struct check_prices_row *row)
{
    struct market_thing rest = *t;
    const struct market_quote *q = &t->quote[i];
    rest.quote = ARENA_ARRAY(a, t->n, struct market_quote);
    rest.n = 0;
    size_t counts = 0;
    for (size_t j = 0; j < t->n; j++)
        if (j != i && !together(&t->quote[j], q)) {
            rest.quote[rest.n++] = t->quote[j];
            counts += !t->quote[j].outlier;
        }
    if (counts == 0)
        return false;
    const struct market_ask ask = {.thing = &rest, .condition = q->condition, .region = q->region, .month = q->month};
    const struct market_estimate e = market_estimate(m, &ask);
    *row = (struct check_prices_row){.price = q->from,
                                     .thing = t,
                                     .class_ = t->class_,
                                     .ln_usd = q->ln_usd,
                                     .predicted = e.ln_usd + m->kind[q->kind],
                                     .sigma = hypot(hypot(e.price_sigma, q->noise), m->kind_noise[q->kind])};
    return true;
}

static void leave_things(struct arena *a, const struct market *m, struct check_prices *out)
{
    out->thing = ARENA_ARRAY(a, m->n_things * (condition_end - 1), struct check_prices_row);
    for (int c = 1; c < priceclass_end; c++) {
        size_t n = 0;
        if (market_class_group((enum priceclass)c) != (enum priceclass)c)
            continue;
        const struct price_like_row *rows = price_like_left_out(a, m, (enum priceclass)c, &n);
        for (size_t i = 0; i < n; i++)
            out->thing[out->n_things++] = (struct check_prices_row){
                .thing = rows[i].thing,
                .class_ = rows[i].thing->class_,
                .ln_usd = rows[i].ln_usd,
                .predicted = rows[i].left_out,
                .sigma = hypot(m->like[c].scale * rows[i].sigma, sqrt(rows[i].variance)),
                .whole = true};
    }
}

const struct check_prices *check_prices_run(struct arena *a, const struct market *m, double from_month)
{
    struct check_prices *out = ARENA_NEW(a, struct check_prices);
    size_t most = 0;
    for (size_t i = 0; i < m->n_things; i++)
        most += m->thing[i].n;
    out->observation = ARENA_ARRAY(a, most, struct check_prices_row);
    for (size_t i = 0; i < m->n_things; i++)
        for (size_t j = 0; j < m->thing[i].n; j++)
            if (m->thing[i].quote[j].month >= from_month)
                out->n_observations += predict(a, m, &m->thing[i], j, &out->observation[out->n_observations]);
    leave_things(a, m, out);
    return out;
}

struct check_prices_sum check_prices_sum(struct arena *a, const struct check_prices_row *rows, size_t n,
                                         enum priceclass class_)
{
    static const double z80 = 1.2816, middle = 0.5, most = 0.9;
    double *error = ARENA_ARRAY(a, n, double), *signed_error = ARENA_ARRAY(a, n, double);
    struct check_prices_sum s = {.n = 0};
    double inside = 0;
    for (size_t i = 0; i < n; i++) {
        const double off = rows[i].predicted - rows[i].ln_usd;
        if (isnan(off) || (class_ && rows[i].class_ != class_))
            continue;
        signed_error[s.n] = expm1(off);
        error[s.n++] = fabs(expm1(off));
        inside += fabs(off) <= z80 * rows[i].sigma;
    }
    if (s.n == 0)
        return (struct check_prices_sum){0, NAN, NAN, NAN, NAN};
    s.median_frac = stat_quantile(error, s.n, middle);
    s.p90_frac = stat_quantile(error, s.n, most);
    s.bias_frac = stat_quantile(signed_error, s.n, middle);
    s.inside80_frac = inside / (double)s.n;
    return s;
}

struct check_prices_row *check_prices_of_kind(struct arena *a, const struct check_prices_row *rows, size_t n,
                                              enum condition condition, enum pricekind kind, size_t *found)
{
    struct check_prices_row *out = ARENA_ARRAY(a, n, struct check_prices_row);
    *found = 0;
    for (size_t i = 0; i < n; i++)
        if (rows[i].price && rows[i].price->condition == condition && rows[i].price->kind == kind)
            out[(*found)++] = rows[i];
    return out;
}
