#include "check_prices.h"

#include "arena.h"
#include "bug.h"
#include "hash.h"
#include "market.h"
#include "price_fit.h"
#include "price_trust.h"
#include "stat.h"

#include <math.h>
#include <string.h>

enum { FOLDS = 10 }; /* parts into which observations and things are cut */

/* Returns the hash with a text more. */
static uint64_t text_hash(uint64_t h, const char *text)
{
    for (; *text; text++)
        h = hash_add(h, (unsigned char)*text);
    return h;
}

/* Returns whether the two leave together. */
static bool together(const struct market_quote *a, const struct market_quote *b)
{
    return a->condition == b->condition && a->kind == b->kind && floor(a->month) == floor(b->month) &&
           strcmp(a->from->source, b->from->source) == 0;
}

/* Returns the fold of an observation. Those that leave together are of one fold. */
static size_t fold_of(const struct market_thing *t, const struct market_quote *q)
{
    uint64_t h = text_hash(hash_start(), schema_id(t->kind, t->record));
    h = text_hash(h, q->from->source);
    h = hash_add(h, (uint64_t)floor(q->month));
    h = hash_add(h, (uint64_t)(q->condition * pricekind_end + q->kind));
    return (size_t)(hash_fold(h) % FOLDS);
}

/* Returns the fold of a thing that is left out whole. */
static size_t fold_of_thing(const struct market_thing *t)
{
    return (size_t)(hash_fold(text_hash(hash_start(), schema_id(t->kind, t->record))) % FOLDS);
}

/* Returns the market fitted without the observations of one fold, or (whole) without the things of one. */
static const struct market *market_without(struct arena *a, const struct market *m, size_t fold, bool whole)
{
    struct catalogue *c = ARENA_NEW(a, struct catalogue);
    struct price *kept = ARENA_ARRAY(a, m->catalogue->prices.n, struct price);
    size_t n = 0;
    for (size_t i = 0; i < m->n_things; i++)
        for (size_t j = 0; j < m->thing[i].n; j++)
            if ((whole ? fold_of_thing(&m->thing[i]) : fold_of(&m->thing[i], &m->thing[i].quote[j])) != fold)
                kept[n++] = *m->thing[i].quote[j].from;
    *c = *m->catalogue;
    c->prices = (struct price_list){n, kept};
    return price_fit(a, c, m->exchange.own, m->as_of);
}

/* Predicts observation i of thing t of the market m from the others of its thing, for which a has room; index, offsets
   and like things are those of `fitted`, which does not know it. Returns false where there are no others. */
static bool predict_in(struct arena *a, const struct market *fitted, const struct market *m, size_t t, size_t i,
                       struct check_prices_row *row)
{
    const struct market_thing *all = &m->thing[t];
    const struct market_quote *q = &all->quote[i];
    struct market_thing rest = fitted->thing[t];
    size_t counts = 0;
    rest.quote = ARENA_ARRAY(a, all->n, struct market_quote);
    rest.n = 0;
    for (size_t j = 0; j < all->n; j++)
        if (j != i && !together(&all->quote[j], q))
            rest.quote[rest.n++] = all->quote[j];
    price_trust_mark(a, fitted, &rest);
    for (size_t j = 0; j < rest.n; j++)
        counts += !rest.quote[j].outlier;
    if (counts == 0)
        return false;
    const struct market_ask ask = {.thing = &rest, .condition = q->condition, .region = q->region, .month = q->month};
    const struct market_estimate e = market_estimate(fitted, &ask);
    *row = (struct check_prices_row){.price = q->from,
                                     .thing = all,
                                     .class_ = all->class_,
                                     .ln_usd = q->ln_usd,
                                     .predicted = e.ln_usd + fitted->kind[q->kind],
                                     .sigma = hypot(hypot(e.price_sigma, q->noise),
                                                    hypot(fitted->kind_noise[q->kind], fitted->kind_single[q->kind]))};
    return true;
}

static bool predict(const struct market *fitted, const struct market *m, size_t t, size_t i,
                    struct check_prices_row *row)
{
    struct arena *scratch = arena_new();
    const bool done = predict_in(scratch, fitted, m, t, i, row);
    arena_free(scratch);
    return done;
}

/* Returns which observations of a thing are left out: every one, of many each of that number. */
static size_t step_of(const struct market_thing *t)
{
    return 1 + t->n / (CHECK_PRICES_MOST_OF_ONE + 1);
}

static void leave_observations(struct arena *a, const struct market *m, double from_month, struct check_prices *out)
{
    size_t most = 0;
    for (size_t i = 0; i < m->n_things; i++)
        most += m->thing[i].n;
    out->observation = ARENA_ARRAY(a, most, struct check_prices_row);
    for (size_t fold = 0; fold < FOLDS; fold++) {
        struct arena *scratch = arena_new();
        const struct market *fitted = market_without(scratch, m, fold, false);
        for (size_t i = 0; i < m->n_things; i++)
            for (size_t j = 0; j < m->thing[i].n; j += step_of(&m->thing[i]))
                if (m->thing[i].quote[j].month >= from_month && fold_of(&m->thing[i], &m->thing[i].quote[j]) == fold)
                    out->n_observations += predict(fitted, m, i, j, &out->observation[out->n_observations]);
        arena_free(scratch);
    }
}

/* Estimates a thing in one condition from its like, and compares that with the estimate from its own observations. */
static void leave_thing(const struct market *fitted, const struct market *m, size_t t, enum condition condition,
                        struct check_prices *out)
{
    struct market_ask ask = {
        .thing = &m->thing[t], .condition = condition, .region = currency_usd, .month = NAN, .alone = true};
    const struct market_estimate own = market_estimate(m, &ask);
    ask.thing = &fitted->thing[t];
    ask.alone = false;
    const struct market_estimate like = market_estimate(fitted, &ask);
    BUG_UNLESS(like.n == 0);
    out->thing[out->n_things++] = (struct check_prices_row){.thing = &m->thing[t],
                                                            .class_ = m->thing[t].class_,
                                                            .ln_usd = own.ln_usd,
                                                            .predicted = like.ln_usd,
                                                            .sigma = hypot(like.mean_sigma, own.mean_sigma),
                                                            .whole = true};
}

static bool observed(const struct market_thing *t, enum condition condition)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->quote[i].condition == condition && !t->quote[i].outlier)
            return true;
    return false;
}

static void leave_things(struct arena *a, const struct market *m, struct check_prices *out)
{
    out->thing = ARENA_ARRAY(a, m->n_things * (condition_end - 1), struct check_prices_row);
    for (size_t fold = 0; fold < FOLDS; fold++) {
        struct arena *scratch = arena_new();
        const struct market *fitted = market_without(scratch, m, fold, true);
        for (size_t i = 0; i < m->n_things; i++)
            for (int c = 1; fold_of_thing(&m->thing[i]) == fold && c < condition_end; c++)
                if (observed(&m->thing[i], (enum condition)c))
                    leave_thing(fitted, m, i, (enum condition)c, out);
        arena_free(scratch);
    }
}

const struct check_prices *check_prices_run(struct arena *a, const struct market *m, double from_month)
{
    struct check_prices *out = ARENA_NEW(a, struct check_prices);
    leave_observations(a, m, from_month, out);
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
