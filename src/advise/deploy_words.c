#include "deploy_words.h"

#include "arena.h"
#include "bug.h"
#include "known.h"
#include "str.h"

#include <math.h>

/* "rtx-3090", "2 x rtx-3090", "rtx-4090 + 2 x rtx-3090". */
static const char *cards_of(struct arena *a, const struct request *q)
{
    struct str s = str_new(a);
    for (int i = 0, n; i < q->n; i += n) {
        for (n = 1; i + n < q->n && q->device[i + n] == q->device[i]; n++)
            ;
        str_add(&s, i > 0 ? " + " : "");
        if (n > 1)
            str_addf(&s, "%d x ", n);
        str_add(&s, q->device[i]->id);
    }
    return s.text;
}

static const char *positions_of(struct arena *a, const struct request *q)
{
    struct str s = str_new(a);
    for (int i = 0; i < q->n; i++)
        str_addf(&s, "%s%d", i > 0 ? "," : "", q->position[i]);
    return s.text;
}

/* Returns the shares as --tensor-split takes them; NULL: the engine's own. Layers are whole numbers. */
static const char *shares_of(struct arena *a, const struct request *q)
{
    struct str s = str_new(a);
    if (q->n < 2 || isnan(q->tensor_split[0]))
        return NULL;
    for (int i = 0; i < q->n; i++)
        str_addf(&s, "%s%.4g", i > 0 ? "," : "", q->tensor_split[i]);
    return s.text;
}

static enum weights_where where_of(enum deploy_where w)
{
    switch (w) {
    case DEPLOY_EXPERTS_IN_RAM: return weights_where_experts;
    case DEPLOY_LAYERS_IN_RAM: return weights_where_layers;
    default: return weights_where_devices;
    }
}

struct deployed deploy_words(struct arena *a, const struct deployment *d)
{
    const struct request *q = &d->q;
    BUG_UNLESS(q->engine && q->quant && q->kv);
    const double sequences = known_or(q->parallel, known_or(q->batch, 1));
    return (struct deployed){.engine = q->engine->id,
                             .backend = prepare_backend(q, q->engine, 0),
                             .quant = q->quant->id,
                             .bits = d->bits,
                             .cache = q->kv->id,
                             .cache_bits = d->cache_bits,
                             .cards = cards_of(a, q),
                             .positions = positions_of(a, q),
                             .split = d->kind.split,
                             .shares = shares_of(a, q),
                             .where = where_of(d->kind.where),
                             .ngl = q->ngl,
                             .n_cpu_moe = q->experts_on_host,
                             .ubatch_tokens = q->ubatch,
                             .ctx_each_tokens = q->ctx / sequences,
                             .sequences = sequences,
                             .tok_s = d->tok_s,
                             .tok_s_low80 = d->tok_s_low80,
                             .tok_s_high80 = d->tok_s_high80,
                             .ttft_s = d->ttft_s,
                             .answer_s = d->answer_s,
                             .limit_w = isinf(d->watts) ? (double)NAN : d->watts,
                             .serves = d->serves ? flag_yes : flag_no,
                             .measured = d->measured ? flag_yes : flag_no};
}

static enum why_not why_of(const struct deploy_miss *m)
{
    switch (m->rule) {
    case COMPATIBILITY_YES: return m->missing_gib > 0 ? why_not_memory : why_not_speed;
    case COMPATIBILITY_DEVICE_BACKEND:
    case COMPATIBILITY_ENGINE_BACKEND: return why_not_backend;
    case COMPATIBILITY_QUANT: return why_not_quant;
    case COMPATIBILITY_DENSE: return why_not_dense;
    case COMPATIBILITY_FAMILY:
    case COMPATIBILITY_FAMILY_QUANT: return why_not_family;
    case COMPATIBILITY_STATED: return why_not_stated;
    case COMPATIBILITY_WINDOWS: return why_not_windows;
    case COMPATIBILITY_SPLIT: return why_not_split;
    case COMPATIBILITY_MAKERS: return why_not_makers;
    case COMPATIBILITY_SHARES: return why_not_split;
    case COMPATIBILITY_CACHE:
    case COMPATIBILITY_FLASH_CACHE:
    case COMPATIBILITY_FP8_CACHE:
    case COMPATIBILITY_TENSOR_CACHE:
    case COMPATIBILITY_TENSOR_FLASH: return why_not_cache;
    case COMPATIBILITY_HEADS: return why_not_heads;
    case COMPATIBILITY_NVLINK:
    case COMPATIBILITY_BRIDGE: return why_not_link;
    default: return why_not_host;
    }
}

struct not_deployed deploy_words_miss(struct arena *a, const struct deploy_miss *m)
{
    return (struct not_deployed){.engine = m->kind.engine->id,
                                 .split = m->kind.split,
                                 .where = where_of(m->kind.where),
                                 .quant = m->q.quant ? m->q.quant->id : NULL,
                                 .cards = cards_of(a, &m->q),
                                 .why = why_of(m),
                                 .reason = m->lack ? m->lack->why : NULL,
                                 .missing_gib = m->missing_gib};
}
