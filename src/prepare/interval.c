#include "interval.h"

#include "bug.h"
#include "hash.h"
#include "real.h"

#include <math.h>
#include <stdint.h>

bool interval_deep(double depth)
{
    static const double deep_tokens = 8192;
    return depth >= deep_tokens;
}

struct spread interval_case(const struct constants_case *c, enum phase phase, double depth, double batch)
{
    return (struct spread){
        .phase = phase,
#define KEY(row, key, of, value, doc) .key = value,
#include "spread_key.def"
#undef KEY
    };
}

struct spread interval_group(const struct spread *c, unsigned keys)
{
    struct spread g = {.phase = c->phase, .width = 1, .low95 = NAN, .low80 = NAN, .high80 = NAN, .high95 = NAN};
#define KEY(row, key, of, value, doc)                                                                                  \
    if (keys & INTERVAL_##key)                                                                                         \
        g.key = c->key;
#include "spread_key.def"
#undef KEY
    return g;
}

bool interval_match(const struct spread *s, const struct spread *c)
{
    if (s->phase != c->phase)
        return false;
#define KEY(row, key, of, value, doc)                                                                                  \
    if (s->key && s->key != c->key)                                                                                    \
        return false;
#include "spread_key.def"
#undef KEY
    return true;
}

bool interval_same(const struct spread *a, const struct spread *b)
{
    bool same = a->phase == b->phase;
#define KEY(row, key, of, value, doc) same = same && a->key == b->key;
#include "spread_key.def"
#undef KEY
    return same;
}

static int count_keys(const struct spread *s)
{
    int n = 0;
#define KEY(row, key, of, value, doc) n += s->key ? 1 : 0;
#include "spread_key.def"
#undef KEY
    return n;
}

struct range interval_factors(const struct spread *s)
{
    return (struct range){real_exp(s->width * s->low95), real_exp(s->width * s->low80), 1,
                          real_exp(s->width * s->high80), real_exp(s->width * s->high95)};
}

struct range interval_range(const struct spread_list *all, const struct spread *c)
{
    const struct spread *best = NULL, *own = NULL;
    double width = 1;
    for (size_t i = 0; i < all->n; i++) {
        const struct spread *s = &all->v[i];
        if (!interval_match(s, c))
            continue;
        if (s->own == flag_yes) {
            own = !own || count_keys(s) > count_keys(own) ? s : own;
            continue;
        }
        width *= s->width;
        if (!isnan(s->low95) && (!best || count_keys(s) > count_keys(best)))
            best = s;
    }
    if (own)
        return interval_factors(own);
    if (!best)
        return range_unknown();
    BUG_UNLESS(width > 0);
    struct spread scaled = *best;
    scaled.width = width;
    return interval_factors(&scaled);
}

struct range interval_recall(const struct spread_list *all, const struct spread *c, struct interval_memo *memo)
{
    uint64_t hash = (uint64_t)c->phase;
#define KEY(row, key, of, value, doc) hash = hash_add(hash, (uintptr_t)c->key);
#include "spread_key.def"
#undef KEY
    if (!memo)
        return interval_range(all, c);
    struct interval_memo_entry *e = &memo->entry[hash_fold(hash) & (memo->n - 1)];
    if (e->key.phase == 0 || !interval_same(&e->key, c)) {
        e->key = *c;
        e->range = interval_range(all, c);
    }
    return e->range;
}
