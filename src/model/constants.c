#include "constants.h"

#include <math.h>

enum build constants_build(const struct model *m)
{
    if (m->linear_layers > 0)
        return build_hybrid;
    return m->experts > 0 ? build_moe : build_dense;
}

enum pool constants_pool(const struct device *d)
{
    if (d->unified == flag_yes)
        return pool_shared;
    return d->memory == memkind_hbm ? pool_hbm : pool_gddr;
}

enum epoch constants_epoch(double month)
{
    static const struct {
        double before;
        enum epoch epoch;
    } spans[] = {
        {12 * 2024, epoch_y2023}, {12 * 2025, epoch_y2024}, {12 * 2025 + 6, epoch_y2025a}, {12 * 2026, epoch_y2025b}};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        if (month < spans[i].before)
            return spans[i].epoch;
    return epoch_y2026;
}

static const struct engine *kernels(const struct engine *e)
{
    return e->kernels ? e->kernels : e;
}

bool constants_match(const struct calibration *k, const struct constants_case *c)
{
    return (!k->device || k->device == c->device) && (!k->engine || k->engine == c->engine) &&
           (!k->kernels || k->kernels == kernels(c->engine)) &&
           (k->vendor == vendor_unknown || k->vendor == c->device->vendor) &&
           (k->backend == backend_unknown || k->backend == c->backend) &&
           (k->gguf == flag_unknown || k->gguf == c->engine->gguf) &&
           (k->family == family_unknown || k->family == c->device->family) &&
           (k->pool == pool_unknown || k->pool == constants_pool(c->device)) &&
           (k->era == epoch_unknown || k->era == c->epoch) && (k->qclass == qclass_unknown || k->qclass == c->qclass) &&
           (k->build == build_unknown || k->build == c->build) &&
           (k->flash_attn == flag_unknown || k->flash_attn == c->flash_attn) &&
           (k->wide_heads == flag_unknown || k->wide_heads == c->wide_heads) &&
           (k->wide == flag_unknown || k->wide == c->wide) && (k->split == split_unknown || k->split == c->split);
}

void constants_resolve(const struct calibration_list *all, const struct constants_case *c, struct constants *out)
{
    for (int i = 0; i < constant_end; i++)
        out->v[i] = NAN;
    for (size_t i = 0; i < all->n; i++) {
        const struct calibration *k = &all->v[i];
        if (constants_match(k, c))
            out->v[k->constant] = isnan(out->v[k->constant]) ? k->value : out->v[k->constant] * k->value;
    }
}
