#include "prepare.h"

#include "bug.h"
#include "engine_batches.h"
#include "family.h"
#include "interval.h"
#include "known.h"
#include "month.h"
#include "path.h"

#include <math.h>
#include <string.h>

const struct engine *prepare_engine(const struct catalogue *c, const struct request *q)
{
    const struct engine *e = q->engine ? q->engine : catalogue_usual_engine(c);
    BUG_UNLESS(e != NULL); /* consistency_catalogue refuses a catalogue without a usual engine */
    return e;
}

enum backend prepare_backend(const struct request *q, const struct engine *e, int i)
{
    return q->backend != backend_unknown ? q->backend : rig_backend(q->device[i], e);
}

static double desktop_gib(enum desktop d, const struct policy *p)
{
    return d == desktop_linux_ ? p->desktop_gib : d == desktop_windows ? p->desktop_windows_gib : 0;
}

struct rig_device prepare_device(const struct request *q, const struct engine *e, const struct policy *p, int i)
{
    BUG_UNLESS(i >= 0 && i < q->n);
    const struct device *d = q->device[i];
    const double nominal = isnan(q->mem_gib[i]) ? d->mem_gib : q->mem_gib[i];
    const enum backend b = prepare_backend(q, e, i);
    if (q->endless_memory)
        return (struct rig_device){.device = d, .mem_gib = 1e9, .nominal_gib = 1e9, .cap_w = q->cap_w[i], .backend = b};
    if (q->bare_memory)
        return (struct rig_device){
            .device = d, .mem_gib = nominal, .nominal_gib = nominal, .cap_w = q->cap_w[i], .backend = b};
    if (d->unified == flag_yes)
        return rig_chip(d, p, b, nominal, q->limit_gib[i]);
    return rig_card(d, p, b, nominal, q->position[i] == 0 && q->host[i] == 0 ? desktop_gib(q->desktop, p) : 0,
                    q->cap_w[i]);
}

static void prepare_rig(const struct catalogue *c, const struct request *q, const struct engine *e, struct rig *r)
{
    const struct policy *p = catalogue_policy(c);
    BUG_UNLESS(q->n >= 0 && q->n <= RIG_MAX_DEVICES);
    r->n = q->split == split_none && q->n > 1 ? 1 : q->n; /* without a split llama.cpp uses only the first GPU */
    for (int i = 0; i < r->n; i++) {
        r->dev[i] = prepare_device(q, e, p, i);
        r->dev[i].assumed = i > 0 && q->device[i] == q->device[i - 1] ? r->dev[i - 1].assumed
                                                                      : family_assumed(&c->devices, q->device[i]);
    }
    rig_join(&c->links, r, q->link, q->bridge, known_or(q->lanes, p->lanes), q->p2p);
    r->link_assumed = !q->link && isnan(q->lanes) && !q->net && !rig_is_nvlink(r->link);
    r->link_silent = r->link_assumed && q->measured;
    for (int i = 0; i < r->n; i++)
        r->dev[i].host = q->host[i];
    r->net = r->n > 1 ? q->net : NULL;
    if (r->net && rig_hosts(r) == r->n) /* one device each: nothing is joined within a machine */
        r->link = r->net;
    r->ram_gib = r->n > 0 && rig_unified(r) ? 0 : known_or(q->ram_gib, p->ram_gib);
    r->ram_gb_s = known_or(q->ram_gb_s, p->ram_gb_s);
    if (q->ram_guessed)
        r->ram_gb_s = fmin(r->ram_gb_s, p->ram_gb_s);
}

/* Copies the request's shares to *out; returns false when it states none. */
static bool copy_shares(const struct request *q, struct prepared *out)
{
    memcpy(out->tensor_split, q->tensor_split, sizeof out->tensor_split);
    return q->n > 0 && !isnan(q->tensor_split[0]);
}

/* Returns the policy's context, limited to that of the model, but at least used. */
static double default_ctx(const struct request *q, const struct policy *p, double used)
{
    return fmin(fmax(used, p->ctx_tokens), fmax(used, q->model->max_ctx_tokens));
}

/* Returns the engine whose kernels run: some engines use another engine's kernels on Apple chips. */
static const struct engine *kernel_engine(const struct engine *e, const struct device *d, const struct quant *q)
{
    return e->apple_kernels && d->vendor == vendor_apple && q->scheme != scheme_gguf && q->scheme != scheme_own
               ? e->apple_kernels
               : e;
}

struct constants_case prepare_constants_case(const struct predict_case *p, const struct rig *rig, int at, double month)
{
    const struct placement_case *m = &p->memory;
    const struct rig_device *r = &rig->dev[at];
    const struct device *d = r->device;
    BUG_UNLESS(at >= 0 && at < rig->n);
    struct constants_case out = (struct constants_case){.device = d,
                                                        .engine = kernel_engine(m->engine, d, m->llm->quant),
                                                        .model = m->llm->model,
                                                        .backend = r->backend,
                                                        .epoch = constants_epoch(month),
                                                        .qclass = m->llm->qclass,
                                                        .flash_attn = m->flash_attn ? flag_yes : flag_no,
                                                        .split = m->split,
                                                        .own = flag_yes,
                                                        .link_stated = rig->n < 2          ? flag_unknown
                                                                       : rig->link_assumed ? flag_no
                                                                                           : flag_yes};
    out.link_known = rig->n < 2 ? flag_unknown : rig->link_silent ? flag_no : flag_yes;
    path_recurrent(m->engine, m->llm->model, month, &out);
    out.slow_attention = path_slow_attention(&out, month) ? flag_yes : flag_no;
    return out;
}

void prepare_constants(const struct catalogue *c, double month, struct predict_case *p, struct rig *r,
                       struct prepare_memo *memo)
{
    for (int i = 0; i < r->n; i++) {
        struct rig_device *d = &r->dev[i];
        if (i > 0 && d->device == d[-1].device && d->backend == d[-1].backend) {
            d->constants = d[-1].constants;
            d->path = d[-1].path;
            continue;
        }
        const struct constants_case k = prepare_constants_case(p, r, i, month);
        d->path = path_of(&k, p->memory.llm->quant, month);
        if (memo)
            d->constants = *constants_recall(&c->calibrations, &k, &memo->constants);
        else
            constants_resolve(&c->calibrations, &k, &d->constants);
    }
    p->decode_spread = p->prefill_spread = range_unknown();
    if (r->n == 0)
        return;
    const struct constants_case first = prepare_constants_case(p, r, 0, month);
    const struct spread decode = interval_case(&first, phase_decode, p->depth, p->batch),
                        prefill = interval_case(&first, phase_prefill, p->depth, p->batch);
    p->decode_spread = interval_recall(&c->spreads, &decode, memo ? &memo->intervals : NULL);
    p->prefill_spread = interval_recall(&c->spreads, &prefill, memo ? &memo->intervals : NULL);
}

/* ---- speculative decoding ---- */

/* The whole draft model is on the first device. */
static void add_draft_model(const struct catalogue *c, const struct request *q, struct prepared *s)
{
    struct request d = *q;
    struct placement pl;
    d.n = 1;
    d.split = split_none;
    d.model = q->draft_model;
    d.quant = q->draft_quant ? q->draft_quant : q->quant;
    d.ctx = s->predict.memory.ctx;
    d.parallel = s->predict.memory.n_seq;
    d.ngl = d.draft_tokens = NAN;
    d.experts_on_host = 0;
    BUG_UNLESS(isnan(d.draft_tokens) && s->drafts != s);
    if (!prepare_case(c, &d, s->drafts))
        return;
    memory_place(&s->drafts->predict.memory, &s->drafts->rig, &pl);
    s->draft.model = &s->drafts->predict;
    s->draft.rig = &s->drafts->rig;
    s->draft.gib = unit_b_to_gib(pl.dev[0].weights_b + pl.dev[0].kv_b + pl.dev[0].compute_b);
    s->rig.dev[0].overhead_gib += s->draft.gib;
}

/* Prediction layers are on the device of the last layer; with tensor parallelism they are split over all devices. */
static void add_prediction_layers(struct prepared *s)
{
    const bool all = s->predict.memory.split == split_tensor;
    double b = 0;
    for (int i = (int)s->llm.model->layers; i < s->llm.n_layers; i++)
        b += s->llm.layer[i].gpu_b;
    s->draft.gib = unit_b_to_gib(b);
    for (int d = all ? 0 : s->rig.n - 1; d < s->rig.n; d++)
        s->rig.dev[d].overhead_gib += s->draft.gib / (all ? s->rig.n : 1);
}

static void add_draft(const struct catalogue *c, const struct request *q, struct prepared *s)
{
    if (isnan(q->draft_tokens))
        return;
    BUG_UNLESS(s->drafts != NULL);
    s->draft = (struct predict_draft){.tokens = q->draft_tokens, .accept_frac = q->accept_frac};
    if (q->draft_model)
        add_draft_model(c, q, s);
    else
        add_prediction_layers(s);
    s->predict.draft = &s->draft;
}

/* Returns whether builds of that month sort tokens by expert on the processor. */
static bool sorts_on_host(const struct engine *e, enum backend b, double month)
{
    for (size_t i = 0; i < e->runs_on.n; i++)
        if (e->runs_on.v[i].backend == b && e->runs_on.v[i].sorts_on_host_until)
            return month_within(month, NULL, e->runs_on.v[i].sorts_on_host_until);
    return false;
}

/* Returns the micro-batches that builds of that month keep in flight: one on backends without events that one device
   could wait for of another; NaN: the engine's own number. */
static double copies_in_flight(const struct engine *e, enum backend b, double month)
{
    for (size_t i = 0; i < e->runs_on.n; i++)
        if (e->runs_on.v[i].backend == b && e->runs_on.v[i].pipelined_since)
            return month_within(month, e->runs_on.v[i].pipelined_since, NULL) ? NAN : 1;
    return NAN;
}

/* Returns what the engine loads under the name of the quant: the released gpt-oss has 16-bit matrices beside its
   experts, the GGUF file of that name 8-bit ones. */
static const struct quant *loaded_quant(const struct engine *e, const struct quant *q)
{
    for (size_t i = 0; i < e->reads.n; i++)
        if (e->reads.v[i].quant == q && e->reads.v[i].as)
            return e->reads.v[i].as;
    return q;
}

bool prepare_case(const struct catalogue *c, const struct request *q, struct prepared *out)
{
    const bool drafts_itself = !isnan(q->draft_tokens) && !q->draft_model;
    const struct quant *loaded = loaded_quant(prepare_engine(c, q), q->quant);
    if (!llm_prepare_file(q->model, loaded, (struct llm_file){q->apart || drafts_itself, q->repo}, &out->llm))
        return false;
    memset(out->own_buffers, 0, sizeof out->own_buffers);
    prepare_again(c, q, out);
    return true;
}

/* Sets what the engine's server puts into a step. Where the engine reserves cache for each sequence, there are as many
   as it reserves it for. */
static void set_batch(const struct request *q, struct placement_case *m)
{
    const struct engine_batch *b = engine_batches_find(m->engine, q->n > 0 ? q->device[0] : NULL, q->engine_month);
    const bool pool = !isnan(m->engine->pool_frac);
    m->max_seqs = !pool ? m->n_seq : b ? b->max_seqs : NAN;
    /* a deployment states the engine's own micro-batch, which is that of no card in particular */
    const bool usual = isnan(q->ubatch) ||
                       !(q->ubatch < m->engine->prefill_tokens || q->ubatch > m->engine->prefill_tokens);
    m->budget_tokens = usual ? (b ? b->budget_tokens : NAN) : q->ubatch;
    m->prompts_apart = b && b->prompts_apart == flag_yes;
    const bool chunks_whole = b && b->chunks_whole == flag_yes && q->model->window_chunks == flag_yes;
    m->swa_full = m->swa_full || (b && b->window_whole == flag_yes) || chunks_whole;
    m->act_logits = b ? b->act_logits : NAN;
    m->outside_gib = q->usual_pool && b ? known_or(b->outside_gib, 0) : 0;
    m->ubatch = known_or(pool ? m->budget_tokens : NAN, m->ubatch); /* a prompt alone fills the same steps */
}

void prepare_again(const struct catalogue *c, const struct request *q, struct prepared *out)
{
    out->predict = (struct predict_case){0};
    struct predict_case *p = &out->predict;
    struct placement_case *m = &p->memory;
    const struct policy *policy = catalogue_policy(c);
    p->depth = known_or(q->depth, 0);
    p->prompt = known_or(q->prompt, policy->prompt_tokens);
    p->gen = known_or(q->gen, policy->gen_tokens);
    p->batch = known_or(q->batch, 1);
    p->clients = q->clients;
    m->llm = &out->llm;
    out->own_cache = (struct compute_buffers_cache){.entry = out->own_buffers, .n = PREPARE_OWN_BUFFERS};
    m->cache = out->cache ? out->cache : &out->own_cache;
    m->engine = prepare_engine(c, q);
    prepare_rig(c, q, m->engine, &out->rig);
    m->kv = q->kv ? q->kv : policy->kv;
    m->n_seq = known_or(q->parallel, p->batch);
    m->ctx = known_or(q->ctx, default_ctx(q, policy, (p->depth + fmax(p->prompt, p->gen)) * p->batch));
    m->ubatch = known_or(q->ubatch, m->engine->prefill_tokens);
    m->n_outputs = m->engine->outputs_limited == flag_yes ? m->n_seq : NAN;
    m->ngl = q->ngl;
    m->graphs = m->engine->graphs;
    m->swa_full = m->engine->window_whole == flag_yes;
    set_batch(q, m);
    m->attn_batch_mib = NAN;
    m->copies = out->rig.n > 0 ? copies_in_flight(m->engine, out->rig.dev[0].backend, q->engine_month) : NAN;
    m->may_drop_copies = m->engine->pipeline_dropped_since &&
                         month_within(q->engine_month, m->engine->pipeline_dropped_since, NULL);
    m->experts_on_host = q->experts_on_host;
    m->split = out->rig.n < 2 ? split_none : q->split == split_unknown ? split_layer : q->split;
    m->tensor_split = copy_shares(q, out) ? out->tensor_split : NULL;
    m->flash_attn = q->flash_attn != flag_no;
    m->kv_unified = true;
    m->sorts_on_host = out->rig.n > 0 && sorts_on_host(m->engine, out->rig.dev[0].backend, q->engine_month);
    prepare_constants(c, q->engine_month, p, &out->rig, out->memo);
    add_draft(c, q, out);
    BUG_UNLESS(p->batch > 0 && m->n_seq > 0 && m->ctx > 0);
}
