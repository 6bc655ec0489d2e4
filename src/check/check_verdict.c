#include "check_verdict.h"

#include "bug.h"
#include "known.h"

#include <math.h>
#include <string.h>

/* Returns the context that the benchmark reserved, tokens: the stated context, else the tokens that the run used, else
   one micro-batch. */
static double context_of(const struct speed_row *r, double micro_batch)
{
    const double used = known_or(r->depth_tokens, 0) + known_or(r->prompt_tokens, 0) + known_or(r->gen_tokens, 0);
    return known_or(r->ctx, used > 0 ? used : micro_batch);
}

/* Returns the device's memory, GiB: the catalogue's, else as stated, else the most or least that it is sold with. */
static double size_of(const struct device *d, double stated, bool most)
{
    if (!isnan(d->mem_gib))
        return d->mem_gib;
    return isnan(stated) ? (most ? d->sold_most_gib : d->sold_least_gib) : stated;
}

/* Returns how much memory the GPU may use in a catalogue machine with a chip of the same family and the same memory,
   GiB; NaN: not known. */
static double limit_of(const struct catalogue *c, const struct device *d, double mem_gib)
{
    for (size_t i = 0; i < c->systems.n; i++)
        if (c->systems.v[i].chip && c->systems.v[i].chip->family == d->family && c->systems.v[i].mem_gib == mem_gib)
            return c->systems.v[i].gpu_limit_gib;
    return NAN;
}

/* Returns the engine with its pool widened to all that programs may use, since a benchmark may have raised the default
   fraction. */
static struct engine widest_pool(const struct engine *e, const struct rig_device *d)
{
    struct engine all = *e;
    if (!isnan(e->pool_frac))
        all.pool_frac = d->mem_gib / rig_shown_gib(d);
    return all;
}

/* Widens the pool as far as a benchmark may have: all that the driver shows, in which the engine's reserve is room for
   the context too, and no more requests at once than there is room to sample. */
static void widen(struct prepared *s, struct engine *all)
{
    const double reserve_gib = known_or(s->predict.memory.engine->reserve_gib, 0);
    *all = widest_pool(s->predict.memory.engine, &s->rig.dev[0]);
    for (int i = 0; i < s->rig.n && !isnan(all->pool_frac); i++)
        s->rig.dev[i].overhead_gib = fmax(0, s->rig.dev[i].overhead_gib - reserve_gib);
    s->predict.memory.engine = all;
    s->predict.memory.act_logits = NAN;
}

static bool judge(const struct catalogue *c, const struct request *q, struct prepared *s, bool *fits, bool *tight)
{
    struct memory m;
    if (!prepare_case(c, q, s))
        return false;
    struct engine all;
    widen(s, &all);
    s->predict.memory.ngl = INFINITY;
    memory_judge(&s->predict.memory, &s->rig, catalogue_policy(c), &m);
    *fits = m.verdict == verdict_fits || m.verdict == verdict_tight;
    *tight = m.verdict == verdict_tight;
    return true;
}

void check_verdict_row(const struct catalogue *c, const struct speed_row *r, struct request *q, struct prepared *s,
                       struct check_row *row)
{
    bool fits[2] = {false, false}, tight[2] = {false, false};
    row->unjudged = NULL;
    if (!r->fits)
        return;
    if (strcmp(r->fits, "partial") == 0 && (!isnan(r->ngl) || !isnan(r->n_cpu_moe))) {
        row->unjudged = "whoever ran it chose what stays in system RAM: it may or may not fit";
        return;
    }
    const bool queues = q->engine->gguf != flag_yes; /* with a pool, sequences that find no room wait their turn */
    q->ctx = context_of(r, known_or(r->ubatch, q->engine->prefill_tokens)) * (queues ? 1 : r->batch);
    q->parallel = queues ? 1 : r->batch;
    q->endless_memory = false;
    for (int most = 0; most < 2; most++) {
        for (int i = 0; i < q->n; i++) {
            q->mem_gib[i] = size_of(q->device[i], r->mem_gib, most == 1);
            q->limit_gib[i] = q->device[i]->unified == flag_yes ? limit_of(c, q->device[i], q->mem_gib[i]) : NAN;
            if (isnan(q->mem_gib[i])) {
                row->unjudged = "memory size not stated";
                return;
            }
        }
        if (!judge(c, q, s, &fits[most], &tight[most]))
            return;
    }
    if (fits[0] != fits[1]) {
        row->unjudged = "memory size not stated, and the sizes sold give different verdicts";
        return;
    }
    BUG_UNLESS(!tight[0] || fits[0]);
    row->judged = true;
    row->ran = strcmp(r->fits, "yes") == 0;
    row->fits = fits[0];
    row->tight = tight[0] || tight[1];
}
