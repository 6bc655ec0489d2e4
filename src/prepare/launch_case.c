/* launch_case.c: what an engine has to be told so that it does what a request says.

   Idea: most settings pass through; the rest is what an engine would do otherwise: which devices it would take, the
   months of builds that can do this, which file it would load.
   Invariant: what the engine would choose by itself is left unset (NaN, NULL, unknown), so no command states it.
   Reference: the options, splits and caches of engine records (data/engines*.json), each with its source. */
#include "launch_case.h"

#include "bug.h"
#include "engine_quant.h"
#include "known.h"
#include "model_layers.h"
#include "month.h"
#include "prepare.h"
#include "request.h"
#include "unit.h"

#include <math.h>
#include <string.h>

bool launch_case_current(const struct engine_option *o, double month, enum backend b)
{
    return (!o->backend || o->backend == b) && month_within(month, o->since, o->until);
}

bool launch_case_settable(const struct engine *e, double month, enum backend b, enum sets what)
{
    for (size_t i = 0; i < e->options.n; i++)
        if (e->options.v[i].sets == what && launch_case_current(&e->options.v[i], month, b))
            return true;
    return false;
}

/* CUDA numbers unlike cards by speed, so they have to be chosen too. */
static bool must_choose(const struct request *q)
{
    bool choose = q->cards > q->n;
    for (int i = 0; i < q->n; i++)
        choose |= q->position[i] != i || q->device[i] != q->device[0];
    return choose;
}

static bool any_before_ada(const struct request *q)
{
    bool any = false;
    for (int i = 0; i < q->n; i++)
        any |= q->device[i]->vendor == vendor_nvidia && q->device[i]->family <= family_ampere;
    return any;
}

static bool several_machines(const struct request *q)
{
    bool several = q->net != NULL;
    for (int i = 0; i < q->n; i++)
        several |= q->host[i] > 0;
    return several;
}

static enum split split_of(const struct request *q)
{
    const enum split stated = q->split ? q->split : split_layer;
    return q->n > 1 ? stated : split_unknown;
}

/* Returns the later of two months; NULL is none. */
static const char *later(const char *a, const char *b)
{
    return !a || (b && strcmp(b, a) > 0) ? b : a;
}

/* Returns the first month of a build that has the request's split, with its cache. */
static const char *since(const struct request *q)
{
    const struct engine *e = q->engine;
    const char *month = NULL;
    for (size_t i = 0; e && i < e->splits.n && q->n > 1; i++)
        if (e->splits.v[i].split == split_of(q))
            month = e->splits.v[i].since;
    for (size_t i = 0; e && i < e->caches.n && q->n > 1; i++)
        if (e->caches.v[i].format == q->kv && q->split == split_tensor)
            month = later(month, e->caches.v[i].tensor_since);
    return month;
}

bool launch_case_on_windows(const struct request *q)
{
    const struct device *d = q->device[0];
    const bool own = d->unified == flag_yes && (d->vendor == vendor_apple || d->vendor == vendor_nvidia);
    return q->desktop == desktop_windows && !own;
}

/* Fills what concerns devices and the places of weights. */
static void place(const struct request *q, struct launch_case *out)
{
    const bool some = q->ngl <= model_layers(q->model); /* the output layer counts as one */
    out->layers = some ? q->ngl : NAN;
    out->all_experts = q->experts_on_host >= model_layers(q->model);
    out->expert_layers = out->all_experts ? 0 : q->experts_on_host;
    out->n = q->n;
    out->choose = must_choose(q);
    out->unlike = q->unlike_cards || request_devices_differ(q);
    out->all_cards = q->cards <= q->n;
    out->windows = launch_case_on_windows(q);
    out->since = since(q);
    out->before_ada = any_before_ada(q);
    out->several_machines = several_machines(q);
    out->split = split_of(q);
    for (int i = 0; i < q->n; i++) {
        out->device[i] = q->device[i];
        out->cap_w[i] = q->cap_w[i];
        out->position[i] = q->position[i];
        out->tensor_split[i] = q->tensor_split[i];
    }
    out->limit_mib = q->limit_raised ? floor(unit_b_to_mib(unit_gib_to_b(q->limit_gib[0]))) : (double)NAN;
}

void launch_case_of(const struct catalogue *c, const struct request *q, struct launch_case *out)
{
    BUG_UNLESS(q->n > 0 && q->n <= RESULTS_MAX_DEVICES && q->model && q->quant);
    const struct engine *e = prepare_engine(c, q);
    const double sequences = fmax(known_or(q->parallel, q->batch), 1);
    *out = (struct launch_case){.engine = e,
                                .month = q->engine_month,
                                .backend = prepare_backend(q, e, 0),
                                .model = q->model,
                                .quant = q->quant,
                                .ctx = q->ctx,
                                .ctx_each = floor(q->ctx / sequences),
                                .sequences = sequences,
                                .ubatch = q->ubatch,
                                .kv = q->kv,
                                .flash_attn = q->flash_attn != flag_no,
                                .draft_tokens = q->draft_tokens,
                                .draft_model = q->draft_model,
                                .draft_quant = q->draft_quant ? q->draft_quant : q->quant};
    place(q, out);
}

const struct model_file *launch_case_file(const struct engine *e, const struct model *m, const struct quant *quant)
{
    const struct model_file *of_container = NULL;
    for (size_t i = 0; i < m->files.n; i++) {
        const struct model_file *f = &m->files.v[i];
        if (f->quant == quant && engine_quant_scheme(e, f->scheme))
            return f;
        if (!f->quant && f->scheme == quant->scheme && !of_container && engine_quant_scheme(e, f->scheme))
            of_container = f;
    }
    return of_container;
}
