#include "possible.h"

#include <math.h>

bool possible_quant(const struct engine *e, const struct quant *q)
{
    for (size_t i = 0; i < e->reads.n; i++)
        if (e->reads.v[i].scheme == q->scheme || e->reads.v[i].quant == q)
            return true;
    return false;
}

bool possible_heads(const struct model *m, int n)
{
    const double kv = m->kv_heads, cards = n;
    const bool kv_divides = kv >= cards ? fmod(kv, cards) == 0 : fmod(cards, kv) == 0;
    return fmod(m->heads, cards) == 0 && (kv_divides || m->attention == attention_mla);
}

static bool host_asked(const struct setup_request *q)
{
    return q->experts_on_host > 0 || (!isnan(q->ngl) && q->ngl <= q->model->layers);
}

static enum possible_rule of_host(const struct setup_request *q, const struct engine *e)
{
    if (!host_asked(q))
        return POSSIBLE_YES;
    if (e->gguf != flag_yes)
        return POSSIBLE_HOST_ENGINE;
    if (q->device[0]->unified == flag_yes)
        return POSSIBLE_HOST_UNIFIED;
    return q->n > 1 && q->split == split_tensor ? POSSIBLE_HOST_TENSOR : POSSIBLE_YES;
}

static enum possible_rule of_cache(const struct setup_request *q, const struct engine *e)
{
    const bool quantised = q->kv && q->kv->block_weights > 1, tensor = q->n > 1 && q->split == split_tensor;
    if (e->gguf != flag_yes)
        return POSSIBLE_YES;
    if (q->kv && q->kv->qclass == qclass_fp8 && !quantised)
        return POSSIBLE_FP8_CACHE;
    if (quantised && q->flash_attn == flag_no)
        return POSSIBLE_FLASH_CACHE;
    if (tensor && q->flash_attn == flag_no)
        return POSSIBLE_TENSOR_FLASH;
    return tensor && quantised ? POSSIBLE_TENSOR_CACHE : POSSIBLE_YES;
}

static int without_nvlink(const struct setup_request *q)
{
    int i = 0;
    while (i < q->n && q->device[i]->nvlink_gb_s > 0 && q->device[i] == q->device[i - i % 2])
        i++;
    return i;
}

struct possible possible_check(const struct setup_request *q, const struct engine *e)
{
    const bool tensor = q->n > 1 && q->split == split_tensor;
    for (int i = 0; i < q->n; i++) {
        const enum backend b = setup_backend(q, e, i);
        if (!rig_runs(q->device[i], b))
            return (struct possible){POSSIBLE_DEVICE_BACKEND, i, b};
        if (!rig_has(e, b))
            return (struct possible){POSSIBLE_ENGINE_BACKEND, i, b};
        if (e->gguf != flag_yes && b != setup_backend(q, e, 0))
            return (struct possible){POSSIBLE_MAKERS, i, b};
    }
    const struct possible first = {.backend = setup_backend(q, e, 0)};
    struct possible out = first;
    if (!possible_quant(e, q->quant))
        out.rule = POSSIBLE_QUANT;
    else if (of_cache(q, e) != POSSIBLE_YES)
        out.rule = of_cache(q, e);
    else if (tensor && e->equal_heads == flag_yes && !possible_heads(q->model, q->n))
        out.rule = POSSIBLE_HEADS;
    else if (q->bridge && (q->n < 3 || q->bridge->type != linktype_nvlink || q->device[0]->nvlink_gpus > 2))
        out.rule = POSSIBLE_BRIDGE;
    else if ((rig_is_nvlink(q->link) || q->bridge) && q->n > 1 && without_nvlink(q) < q->n)
        out = (struct possible){POSSIBLE_NVLINK, without_nvlink(q), first.backend};
    else
        out.rule = of_host(q, e);
    return out;
}
