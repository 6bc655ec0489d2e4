#include "interval.h"

#include <math.h>

bool interval_deep(double depth)
{
    static const double deep = 8192;
    return depth >= deep;
}

struct spread interval_case(const struct constants_case *k, enum phase phase, double depth, double batch)
{
    return (struct spread){.phase = phase,
                           .split = k->split,
                           .pool = constants_pool(k->device),
                           .vendor = k->device->vendor,
                           .build = k->build,
                           .kernels = k->engine->kernels ? k->engine->kernels : k->engine,
                           .backend = k->backend,
                           .device = k->device,
                           .deep = interval_deep(depth) ? flag_yes : flag_no,
                           .batched = batch > 1 ? flag_yes : flag_no};
}

struct spread interval_group(const struct spread *c, unsigned keys)
{
    struct spread g = {.phase = c->phase, .width = 1, .low95 = NAN, .low80 = NAN, .high80 = NAN, .high95 = NAN};
    if (keys & INTERVAL_SPLIT)
        g.split = c->split;
    if (keys & INTERVAL_POOL)
        g.pool = c->pool;
    if (keys & INTERVAL_VENDOR)
        g.vendor = c->vendor;
    if (keys & INTERVAL_BUILD)
        g.build = c->build;
    if (keys & INTERVAL_KERNELS)
        g.kernels = c->kernels;
    if (keys & INTERVAL_BACKEND)
        g.backend = c->backend;
    if (keys & INTERVAL_DEVICE)
        g.device = c->device;
    if (keys & INTERVAL_DEEP)
        g.deep = c->deep;
    if (keys & INTERVAL_BATCHED)
        g.batched = c->batched;
    return g;
}

bool interval_match(const struct spread *s, const struct spread *c)
{
    return s->phase == c->phase && (s->split == split_unknown || s->split == c->split) &&
           (s->pool == pool_unknown || s->pool == c->pool) && (s->vendor == vendor_unknown || s->vendor == c->vendor) &&
           (s->build == build_unknown || s->build == c->build) && (!s->kernels || s->kernels == c->kernels) &&
           (s->backend == backend_unknown || s->backend == c->backend) && (!s->device || s->device == c->device) &&
           (s->deep == flag_unknown || s->deep == c->deep) && (s->batched == flag_unknown || s->batched == c->batched);
}

bool interval_same(const struct spread *a, const struct spread *b)
{
    return a->phase == b->phase && a->split == b->split && a->pool == b->pool && a->vendor == b->vendor &&
           a->build == b->build && a->kernels == b->kernels && a->backend == b->backend && a->device == b->device &&
           a->deep == b->deep && a->batched == b->batched;
}

static int keys_of(const struct spread *s)
{
    return (s->split != split_unknown) + (s->pool != pool_unknown) + (s->vendor != vendor_unknown) +
           (s->build != build_unknown) + (s->kernels != NULL) + (s->backend != backend_unknown) + (s->device != NULL) +
           (s->deep != flag_unknown) + (s->batched != flag_unknown);
}

struct range interval_factors(const struct spread *s)
{
    return (struct range){exp(s->width * s->low95), exp(s->width * s->low80), 1, exp(s->width * s->high80),
                          exp(s->width * s->high95)};
}

struct range interval_range(const struct spread_list *all, const struct spread *c)
{
    const struct spread *best = NULL;
    double width = 1;
    for (size_t i = 0; i < all->n; i++) {
        const struct spread *s = &all->v[i];
        if (!interval_match(s, c))
            continue;
        width *= s->width;
        if (!isnan(s->low95) && (!best || keys_of(s) > keys_of(best)))
            best = s;
    }
    if (!best)
        return range_unknown();
    struct spread of = *best;
    of.width = width;
    return interval_factors(&of);
}
