#include "offload_request.h"

#include "row_request.h"
#include "offload.h"
#include "known.h"

#include <math.h>
#include <string.h>

#define RECORD offload_row
#define TABLE "offload_row.def"
#include "fields.inc"

/* ---- what ran ---- */

static bool model(const struct catalogue *c, const struct offload_row *r, struct offload_request *out)
{
    const struct model *m = catalogue_find(c, &kind_model, r->model);
    if (!m)
        return false;
    out->model = *m;
    if (r->experts_used < m->experts)
        out->model.experts_used = r->experts_used;
    out->q.model = &out->model;
    return true;
}

/* Without a stated quant the file has the tensors of Q4_K_M, scaled to its size. */
static const char *quant(const struct catalogue *c, const struct offload_row *r, struct offload_request *out)
{
    static const double bits = 8; /* per byte */
    const double by_bits_gib = unit_b_to_gib(out->model.params_total * r->bits_per_weight / bits);
    out->file_gib = isnan(r->file_gib) ? by_bits_gib : r->file_gib;
    if (!r->quant && isnan(out->file_gib))
        return "neither quant nor size of the model file stated";
    out->q.quant = catalogue_find(c, &kind_quant, r->quant ? r->quant : "Q4_K_M");
    return out->q.quant ? NULL : "quant not in the catalogue";
}

/* Sets the devices from ids joined by +; several ids must be one for each card. */
static const char *devices(const struct catalogue *c, const struct offload_row *r, struct request *q, const char **what)
{
    int ids = 1;
    if (strcmp(r->gpu, "none") == 0)
        return NULL;
    for (const char *at = strchr(r->gpu, '+'); at; at = strchr(at + 1, '+'))
        ids++;
    const char *reason = row_request_devices(c, NULL, r->gpu, r->gpu_count, q, what);
    if (q->n <= RIG_MAX_DEVICES && (reason || ids == 1 || ids == q->n))
        return reason;
    *what = r->gpu;
    return "cards and gpu_count do not agree";
}

/* Returns the bandwidth of system RAM, GB/s: as stated (the middle of a range), else from channels and transfer rate,
   else the CPU record's; times the sockets. NaN: unknown. */
static double ram_gb_s(const struct catalogue *c, const struct offload_row *r, enum offload_request_basis *basis)
{
    static const double transfer_b = 8; /* a channel is 64 bits wide */
    *basis = OFFLOAD_REQUEST_STATED;
    if (r->ram_low_gb_s > 0)
        return isnan(r->ram_high_gb_s) ? r->ram_low_gb_s : (r->ram_low_gb_s + r->ram_high_gb_s) / 2;
    const struct cpu *cpu = r->cpu ? catalogue_find(c, &kind_cpu, r->cpu) : NULL;
    const double channels = unit_b_s_to_gb_s(r->ram_channels * transfer_b * unit_mhz_to_hz(r->ram_mt_s));
    const double one = isnan(channels) && cpu ? cpu->mem_bw_gb_s : channels;
    *basis = isnan(one) ? OFFLOAD_REQUEST_UNKNOWN : OFFLOAD_REQUEST_DERIVED;
    return one * r->sockets;
}

/* SGLang, and engines that run its kernels, use tensor parallelism by default. */
static bool engine(const struct catalogue *c, const struct offload_row *r, struct request *q)
{
    const char *id = r->kernels ? r->kernels : r->engine;
    q->engine = id ? catalogue_find(c, &kind_engine, id) : prepare_engine(c, q);
    q->split = r->split;
    if (q->engine && q->n > 1 && q->split == split_unknown && strcmp(q->engine->id, "sglang") == 0)
        q->split = split_tensor;
    return q->engine != NULL;
}

/* ---- placement ---- */

/* Returns the number of layers whose experts are on the cards; NaN when the row does not state it. */
static double expert_layers(const struct model *m, const struct offload_row *r)
{
    const double frac = isnan(r->experts_on_gpu) ? r->frac_on_gpu : r->experts_on_gpu / m->experts;
    const double moe = isnan(m->moe_layers) ? m->layers - known_or(m->dense_first, 0) : m->moe_layers;
    return isnan(r->moe_layers_on_gpu) ? frac * moe : r->moe_layers_on_gpu;
}

static bool place(const struct offload_row *r, struct offload_request *out)
{
    const struct model *m = &out->model;
    struct request *q = &out->q;
    if (q->n == 0)
        return true;
    q->ngl = r->ngl;
    if (!(m->experts > 0)) {
        q->ngl = isnan(r->ngl) ? r->frac_on_gpu * (m->layers + 1) : r->ngl;
        return !isnan(q->ngl);
    }
    const double on_host = m->layers - expert_layers(m, r);
    q->experts_on_host = r->experts_on_cpu == flag_yes ? INFINITY : isnan(r->n_cpu_moe) ? on_host : r->n_cpu_moe;
    if (isnan(q->experts_on_host) && !isnan(r->ngl))
        q->experts_on_host = 0;
    return !isnan(q->experts_on_host);
}

/* ---- load ---- */

static void load(const struct offload_row *r, struct offload_request *out)
{
    struct request *q = &out->q;
    q->ubatch = r->ubatch;
    q->prompt = isnan(r->prompt_tokens) ? r->ubatch : r->prompt_tokens;
    out->prompt_known = !isnan(q->prompt);
    q->depth = isnan(r->depth_tokens) ? r->prompt_tokens : r->depth_tokens;
    q->batch = r->batch;
    out->stream_tokens = r->prefill_on == prefill_on_cpu ? INFINITY : NAN;
    if (r->prefill_on == prefill_on_gpu) { /* the whole prompt at once */
        out->stream_tokens = 2;
        q->ubatch = q->prompt;
    }
}

const char *offload_request_read(const struct catalogue *c, const struct offload_row *r, struct offload_request *out,
                                 const char **what)
{
    *out = (struct offload_request){.q = request_nothing(), .file_gib = NAN};
    *what = NULL;
    if (r->not_modelled != not_modelled_unknown)
        return enums_words(&enums_not_modelled, (int)r->not_modelled);
    *what = r->model;
    if (!model(c, r, out))
        return "model not in the catalogue";
    *what = r->quant;
    const char *why = quant(c, r, out);
    if (why)
        return why;
    *what = r->gpu;
    why = devices(c, r, &out->q, what);
    if (why)
        return why;
    *what = r->kernels ? r->kernels : r->engine;
    if (!engine(c, r, &out->q))
        return "engine not in the catalogue";
    *what = NULL;
    out->q.ram_gb_s = ram_gb_s(c, r, &out->ram);
    out->q.endless_memory = true;
    load(r, out);
    return place(r, out) ? NULL : "the placement (ngl, n_cpu_moe or a fraction) is not stated";
}

bool offload_request_prepare(const struct catalogue *c, struct offload_request *t, struct prepared *s,
                             struct placement *pl)
{
    s->rig = (struct rig){0};
    if (!prepare_case(c, &t->q, s))
        return false;
    if (s->rig.n > 0 && isnan(s->rig.dev[0].constants.v[constant_weight_bw]))
        return false;
    if (!isnan(t->file_gib))
        llm_scale(&s->llm, unit_gib_to_b(t->file_gib) / s->llm.total_b);
    t->engine = *s->predict.memory.engine;
    if (!isnan(t->stream_tokens))
        t->engine.stream_tokens = t->stream_tokens;
    s->predict.memory.engine = &t->engine;
    placement_layers(&s->predict.memory, &s->rig, pl);
    return true;
}

bool offload_request_reads_ram(const struct prepared *s, const struct placement *pl, bool decode)
{
    const double n_tok = decode ? s->predict.batch : fmin(s->predict.prompt, s->predict.memory.ubatch);
    const bool uses_ram = pl->host.n_layers > 0 || pl->host.n_expert_layers > 0 || pl->host.holds_output;
    return uses_ram && !offload_copies(&s->predict.memory, &s->rig, n_tok);
}
