/* path.c: which units of a device do an engine's work.

   Idea: a card's record states what its units can do; whether an engine uses them on a backend, for a format of the
   weights and a width of the heads, is a fact about the engine's code of that month. Those facts are rows of `paths`
   of the engine whose kernels run.
   Invariant: without a row that matches, everything runs on the fastest units, as before.
   Reference: docs/model.md, section 2, "Units"; each row names its source. */
#include "path.h"

#include "month.h"

#include <math.h>
#include <string.h>

/* Returns the width of the heads of the layers that keep the whole context; a latent row is one wide head. */
static double full_width(const struct model *m)
{
    if (m->attention == attention_mla)
        return m->kv_lora_rank + m->rope_head_dim;
    return isnan(m->global_head_dim) ? m->head_dim : m->global_head_dim;
}

/* Returns true if the model has no more query heads for each head of keys and values than the row says; all heads
   share a latent row. */
static bool few_queries(const struct engine_path *p, const struct model *m)
{
    if (isnan(p->queries_most))
        return true;
    return m->attention != attention_mla && m->heads / m->kv_heads <= p->queries_most;
}

static bool holds(const struct engine_path *p, const struct constants_case *c)
{
    const struct device *d = c->device;
    if (p->backend != c->backend || (p->vendor && p->vendor != d->vendor) || (p->family && p->family != d->family))
        return false;
    if ((p->flash_attn && p->flash_attn != c->flash_attn) || !few_queries(p, c->model))
        return false;
    return !p->arch || strncmp(p->arch, d->arch, strlen(p->arch)) == 0;
}

/* Returns true if weights of that format are among those of the row. */
static bool of_class(const struct engine_path *p, const struct format *f)
{
    return (!p->qclass || p->qclass == f->qclass) && (!p->format || p->format == f);
}

/* Returns true if heads of that width are among those of the row. */
static bool covers(const struct engine_path *p, double width)
{
    return isnan(p->head_above) || width > p->head_above;
}

/* Returns the engine whose paths hold: its own where it states any, else those of the engine whose kernels it runs. */
static const struct engine *path_engine(const struct engine *e)
{
    return e->kernels && e->paths.n == 0 ? e->kernels : e;
}

const struct engine_path *path_slow_attention(const struct constants_case *c, double month)
{
    const struct engine *e = path_engine(c->engine);
    const struct engine_path *slow = NULL;
    for (size_t i = 0; i < e->paths.n; i++) {
        const struct engine_path *p = &e->paths.v[i];
        if (p->slow_decode && holds(p, c) && covers(p, full_width(c->model)) && month_within(month, p->since, p->until))
            slow = p->slow_decode == flag_yes ? p : NULL;
    }
    return slow;
}

void path_recurrent(const struct engine *e, const struct model *m, double month, struct constants_case *c)
{
    const struct engine *own = path_engine(e);
    c->unfused = c->chunked = m->linear_layers > 0 ? flag_no : flag_unknown;
    if (!(m->linear_layers > 0))
        return;
    for (size_t i = 0; i < own->unfused.n; i++) {
        const struct engine_unfused *u = &own->unfused.v[i];
        if (u->attention != m->attention || !month_within(month, NULL, u->until))
            continue;
        c->unfused = flag_yes;
        c->chunked = u->chunked == flag_yes ? flag_yes : c->chunked;
    }
}

struct rig_path path_of(const struct constants_case *c, const struct quant *q, double month)
{
    const struct engine *e = path_engine(c->engine);
    const double full = full_width(c->model);
    struct rig_path out = {.slow_decode = path_slow_attention(c, month)};
    for (size_t i = 0; i < e->paths.n; i++) {
        const struct engine_path *p = &e->paths.v[i];
        const bool dense = of_class(p, q->base), experts = of_class(p, q->experts ? q->experts : q->base);
        if (!holds(p, c) || !month_within(month, p->since, p->until))
            continue;
        out.products = p->products && dense ? p->products : out.products;
        out.attention = p->attention && covers(p, full) ? p->attention : out.attention;
        out.window_attention = p->attention && covers(p, c->model->head_dim) ? p->attention : out.window_attention;
        out.unpacks = p->unpacks && dense ? p->unpacks == flag_yes : out.unpacks;
        out.widens = p->as_stored && (dense || experts) ? p->as_stored == flag_no : out.widens;
        out.tiles_fit = p->tiles_fit && experts ? p->tiles_fit == flag_yes : out.tiles_fit;
        if (!isnan(p->pad_hidden) && experts)
            out.pad_hidden = p->pad_hidden;
        if (!isnan(p->pad_ffn) && experts)
            out.pad_ffn = p->pad_ffn;
        if (!isnan(p->conversion) && dense) {
            out.converts_b = p->conversion;
            out.converts_from = p->from_tokens;
        }
        if (!isnan(p->expert_us) && experts) {
            out.expert_us = p->expert_us;
            out.experts_from = p->from_tokens;
        }
    }
    return out;
}
