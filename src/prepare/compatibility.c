#include "compatibility.h"

#include "bug.h"

#include <math.h>

bool compatibility_quant(const struct engine *e, const struct quant *q)
{
    for (size_t i = 0; i < e->reads.n; i++)
        if (e->reads.v[i].scheme == q->scheme || e->reads.v[i].quant == q)
            return true;
    return false;
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
    return q->experts_on_host > 0 || (!isnan(q->ngl) && q->ngl <= q->model->layers);
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
    return tensor && quantised ? COMPATIBILITY_TENSOR_CACHE : COMPATIBILITY_YES;
}

/* Returns the first card without NVLink or with another kind of card in its pair; q->n when there is none. */
static int without_nvlink(const struct request *q)
{
    int i = 0;
    while (i < q->n && q->device[i]->nvlink_gb_s > 0 && q->device[i] == q->device[i - i % 2])
        i++;
    return i;
}

struct compatibility compatibility_check(const struct request *q, const struct engine *e)
{
    const bool tensor = q->n > 1 && q->split == split_tensor;
    for (int i = 0; i < q->n; i++) {
        const enum backend b = prepare_backend(q, e, i);
        if (!rig_runs(q->device[i], b))
            return (struct compatibility){COMPATIBILITY_DEVICE_BACKEND, i, b};
        if (!rig_has(e, b))
            return (struct compatibility){COMPATIBILITY_ENGINE_BACKEND, i, b};
        if (e->gguf != flag_yes && b != prepare_backend(q, e, 0))
            return (struct compatibility){COMPATIBILITY_MAKERS, i, b};
    }
    const struct compatibility first = {.backend = prepare_backend(q, e, 0)};
    struct compatibility out = first;
    if (!compatibility_quant(e, q->quant))
        out.rule = COMPATIBILITY_QUANT;
    else if (check_cache(q, e) != COMPATIBILITY_YES)
        out.rule = check_cache(q, e);
    else if (tensor && e->equal_heads == flag_yes && !compatibility_heads(q->model, q->n))
        out.rule = COMPATIBILITY_HEADS;
    else if (q->bridge && (q->n < 3 || q->bridge->type != linktype_nvlink || q->device[0]->nvlink_gpus > 2))
        out.rule = COMPATIBILITY_BRIDGE;
    else if ((rig_is_nvlink(q->link) || q->bridge) && q->n > 1 && without_nvlink(q) < q->n)
        out = (struct compatibility){COMPATIBILITY_NVLINK, without_nvlink(q), first.backend};
    else
        out.rule = check_host(q, e);
    return out;
}
