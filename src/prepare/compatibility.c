#include "compatibility.h"

#include "bug.h"
#include "engine_quant.h"
#include "launch_case.h"
#include "model_layers.h"
#include "month.h"

#include <math.h>
#include <string.h>

/* Returns the engine's way to share a model so; NULL: it has none. A pipeline is a layer split. */
static const struct engine_split *split_of(const struct engine *e, double month, enum split s)
{
    const enum split asked = s == split_pipeline || s == split_unknown ? split_layer : s;
    for (size_t i = 0; i < e->splits.n; i++) {
        const struct engine_split *one = &e->splits.v[i];
        if (one->split == asked && month_within(month, one->since, one->until))
            return one;
    }
    return NULL;
}

bool compatibility_split(const struct engine *e, const struct request *q, enum split s)
{
    const struct engine_split *way = split_of(e, q->engine_month, s);
    if (!way)
        return s == split_none;
    for (size_t i = 0; i < way->not_models.n; i++)
        if (strcmp(way->not_models.v[i], q->model->id) == 0)
            return false;
    if (way->vulkan == flag_no && q->n > 0 && prepare_backend(q, e, 0) == backend_vulkan)
        return false;
    return way->latent != flag_no || q->model->attention != attention_mla;
}

void compatibility_take_split(struct request *q)
{
    const struct engine *e = q->engine;
    if (e && e->splits.n > 0 && q->n > 1 && q->split == split_unknown && !compatibility_split(e, q, split_unknown))
        q->split = e->splits.v[0].split;
}

bool compatibility_heads(const struct model *m, int n)
{
    BUG_UNLESS(n > 0);
    const double kv = m->kv_heads, cards = n;
    const bool kv_divides = kv >= cards ? fmod(kv, cards) == 0 : fmod(cards, kv) == 0;
    return fmod(m->heads, cards) == 0 && (kv_divides || m->attention == attention_mla);
}

static bool uses_host(const struct request *q)
{
    return q->experts_on_host > 0 || (!isnan(q->ngl) && q->ngl <= model_layers(q->model));
}

static enum compatibility_rule check_host(const struct request *q, const struct engine *e)
{
    if (!uses_host(q))
        return COMPATIBILITY_YES;
    if (e->gguf != flag_yes)
        return COMPATIBILITY_HOST_ENGINE;
    if (q->device[0]->unified == flag_yes)
        return COMPATIBILITY_HOST_UNIFIED;
    return q->n > 1 && q->split == split_tensor ? COMPATIBILITY_HOST_TENSOR : COMPATIBILITY_YES;
}

/* Returns whether the engine keeps its cache in the format of the request; true where its formats are not on record. */
static bool has_cache(const struct request *q, const struct engine *e)
{
    bool has = !q->kv || e->caches.n == 0;
    for (size_t i = 0; i < e->caches.n; i++)
        has |= e->caches.v[i].format == q->kv;
    return has;
}

/* Returns whether the engine keeps a quantised cache of that format under a tensor split. */
static bool has_tensor_cache(const struct request *q, const struct engine *e)
{
    for (size_t i = 0; i < e->caches.n; i++) {
        const struct engine_cache *c = &e->caches.v[i];
        if (c->format == q->kv && c->tensor_since && month_within(q->engine_month, c->tensor_since, NULL))
            return true;
    }
    return false;
}

static enum compatibility_rule check_cache(const struct request *q, const struct engine *e)
{
    const bool quantised = q->kv && q->kv->block_weights > 1, tensor = q->n > 1 && q->split == split_tensor;
    if (e->gguf != flag_yes)
        return COMPATIBILITY_YES;
    if (q->kv && q->kv->qclass == qclass_fp8 && !quantised)
        return COMPATIBILITY_FP8_CACHE;
    if (quantised && q->flash_attn == flag_no)
        return COMPATIBILITY_FLASH_CACHE;
    if (tensor && q->flash_attn == flag_no)
        return COMPATIBILITY_TENSOR_FLASH;
    return tensor && quantised && !has_tensor_cache(q, e) ? COMPATIBILITY_TENSOR_CACHE : COMPATIBILITY_YES;
}

/* Returns whether the engine stores only experts in the format of the quant, and the model has none. */
static bool lacks_experts(const struct request *q, const struct engine *e)
{
    for (size_t i = 0; i < e->reads.n; i++) {
        const struct quant *as = e->reads.v[i].as;
        if (e->reads.v[i].quant == q->quant && as && as->experts && as->experts != as->base)
            return !(q->model->experts > 0);
    }
    return false;
}

/* Returns the first card without NVLink or with another kind of card in its pair; q->n when there is none. */
static int without_nvlink(const struct request *q)
{
    int i = 0;
    while (i < q->n && q->device[i]->nvlink_gb_s > 0 && q->device[i] == q->device[i - i % 2])
        i++;
    return i;
}

/* Returns whether the row is about device i of the request and its quant. */
static bool lacks(const struct engine_lack *l, const struct request *q, int i)
{
    if (l->device ? l->device != q->device[i] : l->family != q->device[i]->family)
        return false;
    return l->quant ? l->quant == q->quant : !l->scheme || l->scheme == q->quant->scheme;
}

/* Returns COMPATIBILITY_FAMILY or _FAMILY_QUANT where the engine lacks something on the device's family. *out becomes
   the record that says so. */
static enum compatibility_rule check_family(const struct request *q, const struct engine *e, int i,
                                            const struct engine_lack **out)
{
    *out = NULL;
    if (q->quant->scheme == scheme_mlx && q->device[i]->vendor != vendor_apple)
        return COMPATIBILITY_FAMILY_QUANT; /* MLX runs on Apple chips only */
    for (size_t k = 0; k < e->lacks.n; k++) {
        const struct engine_lack *l = &e->lacks.v[k];
        const bool whole = !l->quant && !l->scheme;
        if (l->runs == flag_yes || !lacks(l, q, i))
            continue;
        *out = l;
        return whole ? COMPATIBILITY_FAMILY : COMPATIBILITY_FAMILY_QUANT;
    }
    return COMPATIBILITY_YES;
}

const struct engine_lack *compatibility_unadvised(const struct request *q, const struct engine *e, bool engine_stated,
                                                  bool quant_stated)
{
    for (int i = 0; i < q->n; i++)
        for (size_t k = 0; k < e->lacks.n; k++) {
            const bool whole = !e->lacks.v[k].quant && !e->lacks.v[k].scheme;
            if (lacks(&e->lacks.v[k], q, i) && !(whole ? engine_stated : engine_stated && quant_stated))
                return &e->lacks.v[k];
        }
    return NULL;
}

struct compatibility compatibility_check(const struct request *q, const struct engine *e)
{
    const bool tensor = q->n > 1 && q->split == split_tensor;
    for (int i = 0; i < q->n; i++) {
        const enum backend b = prepare_backend(q, e, i);
        if (!rig_runs(q->device[i], b))
            return (struct compatibility){COMPATIBILITY_DEVICE_BACKEND, i, b, NULL};
        if (!rig_has(e, b))
            return (struct compatibility){COMPATIBILITY_ENGINE_BACKEND, i, b, NULL};
        if (e->gguf != flag_yes && b != prepare_backend(q, e, 0))
            return (struct compatibility){COMPATIBILITY_MAKERS, i, b, NULL};
        const struct engine_lack *lack;
        const enum compatibility_rule rule = check_family(q, e, i, &lack);
        if (rule != COMPATIBILITY_YES)
            return (struct compatibility){rule, i, b, lack};
    }
    const struct compatibility first = {.backend = prepare_backend(q, e, 0)};
    struct compatibility out = first;
    if (!engine_quant_loads(e, q->quant))
        out.rule = COMPATIBILITY_QUANT;
    else if (lacks_experts(q, e))
        out.rule = COMPATIBILITY_DENSE;
    else if (launch_case_on_windows(q) && e->windows == flag_no)
        out.rule = COMPATIBILITY_WINDOWS;
    else if (q->n > 1 && !compatibility_split(e, q, q->split))
        out.rule = COMPATIBILITY_SPLIT;
    else if (check_cache(q, e) != COMPATIBILITY_YES)
        out.rule = check_cache(q, e);
    else if (!has_cache(q, e))
        out.rule = COMPATIBILITY_CACHE;
    else if (tensor && e->gguf != flag_yes && !isnan(q->tensor_split[0]))
        out.rule = COMPATIBILITY_SHARES;
    else if (tensor && e->equal_heads == flag_yes && !compatibility_heads(q->model, q->n))
        out.rule = COMPATIBILITY_HEADS;
    else if (q->bridge && (q->n < 3 || q->bridge->type != linktype_nvlink || q->device[0]->nvlink_gpus > 2))
        out.rule = COMPATIBILITY_BRIDGE;
    else if ((rig_is_nvlink(q->link) || q->bridge) && q->n > 1 && without_nvlink(q) < q->n)
        out = (struct compatibility){COMPATIBILITY_NVLINK, without_nvlink(q), first.backend, NULL};
    else
        out.rule = check_host(q, e);
    return out;
}
