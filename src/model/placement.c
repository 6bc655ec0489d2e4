#include "placement.h"

#include "activation.h"

#include <math.h>
#include <string.h>

static const double cell_step = 256; /* llama.cpp rounds a cache up to this many cells */

double placement_cells(double ctx)
{
    return ceil(ctx / cell_step) * cell_step;
}

double placement_window_cells(const struct placement_case *c)
{
    const double window = tensors_or(c->llm->model->window_tokens, 0), n = c->kv_unified ? c->n_seq : 1;
    const double ctx = placement_cells(c->kv_unified ? c->ctx : c->ctx / c->n_seq);
    return c->swa_full || window == 0 ? ctx : fmin(ctx, placement_cells(window * n + c->ubatch));
}

static double full_cells(const struct placement_case *c)
{
    return c->kv_unified ? placement_cells(c->ctx) : placement_cells(c->ctx / c->n_seq) * c->n_seq;
}

/* Elements of a layer's K and V rows, as the cache is kept. */
static void rows_of(const struct placement_case *c, const struct llm_layer *l, double *k, double *v)
{
    const struct model *m = c->llm->model;
    *k = l->k_row;
    *v = l->v_row;
    if (m->attention != attention_mla || l->k_row == 0)
        return;
    if (c->latent == PLACEMENT_LATENT_COPIED)
        *v = m->kv_lora_rank;
    if (c->latent == PLACEMENT_LATENT_EXPANDED) {
        *k = m->heads * (m->nope_head_dim + m->rope_head_dim);
        *v = m->heads * m->v_head_dim;
    }
}

/* Over all sequences: of a layer that keeps everything, and of one with a window. */
struct cells {
    double full, window;
};

static struct cells cells_of(const struct placement_case *c)
{
    return (struct cells){full_cells(c), placement_window_cells(c) * (c->kv_unified ? 1 : c->n_seq)};
}

/* Layer by layer: keys and values in formats of their own, or a latent kept in another way. */
static double unlike_cache_b(const struct placement_case *c, const struct cells *n, int first, int last)
{
    double b = 0;
    for (int i = first; i < last; i++) {
        const struct llm_layer *l = &c->llm->layer[i];
        double k, v;
        rows_of(c, l, &k, &v);
        const double cells = !l->full && c->llm->model->attention == attention_window ? n->window : n->full;
        b += cells * (quant_mix_row_b(c->kv, k) + quant_mix_row_b(c->kv_v ? c->kv_v : c->kv, v)) +
             l->state_b * c->n_seq;
    }
    return b;
}

/* Of layers first..last-1, which add up to *s. */
static double cache_b(const struct placement_case *c, const struct cells *n, int first, int last,
                      const struct llm_sum *s)
{
    if (c->kv_v || c->latent != PLACEMENT_LATENT)
        return unlike_cache_b(c, n, first, last);
    return quant_mix_row_b(c->kv, n->full * s->full_rows + n->window * s->window_rows) + s->state_b * c->n_seq;
}

/* Cumulative share of the devices, in single precision as llama.cpp has it. */
static void shares(const struct placement_case *c, const struct rig *r, float out[RIG_MAX_DEVICES])
{
    float sum = 0;
    for (int i = 0; i < r->n; i++) {
        const double share = c->tensor_split ? c->tensor_split[i] : r->dev[i].mem_gib - r->dev[i].overhead_gib;
        sum += (float)share;
        out[i] = sum;
    }
    for (int i = 0; i < r->n; i++)
        out[i] /= sum;
}

/* How many of n positions 0/n, 1/n, ... lie below share: the comparison is in single precision, as llama.cpp's. */
static int positions_below(float share, int n)
{
    int k = (int)(share * (float)n);
    while (k > 0 && !((float)(k - 1) / (float)n < share))
        k--;
    while (k < n && (float)k / (float)n < share)
        k++;
    return k;
}

/* What layers add to the place that computes them; part is 1, or 1/n under tensor parallelism. */
static void add_work(struct placement_device *to, const struct placement_case *c, const struct llm_sum *s, int layers,
                     double part)
{
    to->read_b += s->read_b * part;
    to->experts_b += s->experts_b * part;
    to->flop += s->flop * part;
    to->expert_flop += s->expert_flop * part;
    to->n_layers += layers;
    to->n_expert_layers += (int)s->expert_layers;
    to->full_row_b += quant_mix_row_b(c->kv, s->full_read_rows) * part;
    to->window_row_b += quant_mix_row_b(c->kv, s->window_read_rows) * part;
    to->state_b += s->state_b * part;
    to->attn_layers_full += s->full_layers * part;
    to->attn_layers_window += s->window_layers * part;
}

/* What a step works on of layers first..last-1, which add up to *held: that, or *fewer where prediction layers are
   among them: they have a cache, but no step reads it. */
static struct llm_sum *worked_on(const struct llm *l, int first, int last, struct llm_sum *held, struct llm_sum *fewer)
{
    const int end = (int)l->model->layers;
    if (last <= end)
        return held;
    *fewer = llm_between(l, first < end ? first : end, end);
    return fewer;
}

/* Of the layers first..last-1 some may leave their routed experts on the host: off what is held and worked on. */
static void leave_experts(const struct placement_case *c, struct placement *out, int first, int last,
                          struct llm_sum *held, struct llm_sum *work)
{
    if (!(c->experts_on_host > first))
        return;
    const int stays = (int)fmin(last, c->experts_on_host);
    const struct llm_sum host = llm_between(c->llm, first, stays);
    out->host_weights_b += host.experts_gpu_b;
    out->host.experts_b += host.experts_b;
    out->host.expert_flop += host.expert_flop;
    out->host.n_expert_layers += (int)host.expert_layers;
    held->gpu_b -= host.experts_gpu_b;
    work->experts_b -= host.experts_b;
    work->expert_flop -= host.expert_flop;
}

/* Layers first..last-1 on device d, the routed experts of the leading layers perhaps on the host. */
static void put_layers(const struct placement_case *c, const struct cells *n, struct placement *out, int d, int first,
                       int last)
{
    struct placement_device *to = &out->dev[d];
    struct llm_sum held = llm_between(c->llm, first, last), fewer,
                   *work = worked_on(c->llm, first, last, &held, &fewer);
    leave_experts(c, out, first, last, &held, work);
    to->weights_b += held.gpu_b;
    if (!c->kv_on_host)
        to->kv_b += cache_b(c, n, first, last, &held);
    add_work(to, c, work, last - first, 1);
}

static void put_layers_on_host(const struct placement_case *c, const struct cells *n, struct placement *out, int last)
{
    const struct llm_sum s = llm_between(c->llm, 0, last);
    out->layers_on_host = last;
    out->host_weights_b += s.gpu_b;
    out->host.kv_b += cache_b(c, n, 0, last, &s);
    add_work(&out->host, c, &s, last, 1);
}

/* First the host, then the devices in order, by share; the output layer comes last and is the first to be offloaded. */
static void by_layers(const struct placement_case *c, const struct cells *cells, const struct rig *r,
                      struct placement *out)
{
    const int n = c->llm->n_layers;
    const double wanted = isnan(c->ngl) ? n + 1 : fmin(c->ngl, n + 1);
    const int on_devices = r->n > 0 ? (int)wanted : 0, first = n + 1 - on_devices;
    float share[RIG_MAX_DEVICES];
    shares(c, r, share);
    if (first > 0)
        put_layers_on_host(c, cells, out, first < n ? first : n);
    for (int d = 0, at = 0; d < r->n && on_devices > 0; d++) {
        const int end = d == r->n - 1 ? on_devices : positions_below(share[d], on_devices);
        const int last = first + end < n ? first + end : n;
        if (first + at < last)
            put_layers(c, cells, out, d, first + at, last);
        if (end == on_devices && at < end) {
            out->dev[d].weights_b += c->llm->output_gpu_b;
            out->dev[d].holds_output = true;
        }
        at = end > at ? end : at;
    }
    if (on_devices == 0) {
        out->host.holds_output = true;
        out->host_weights_b += c->llm->model->tied == flag_yes ? 0 : c->llm->output_gpu_b;
    }
}

/* What part of the cache rows a device of tensor parallelism keeps. Engines that share by whole heads repeat a head
   where the cards outnumber them, and do not divide a latent row; llama.cpp divides by its shares. */
static double cache_part(const struct placement_case *c, double part)
{
    const struct model *m = c->llm->model;
    if (c->engine->gguf == flag_yes)
        return part;
    return m->attention == attention_mla ? 1 : fmax(part, 1 / m->kv_heads);
}

/* Every layer on every device; norms are repeated. */
static void by_tensors(const struct placement_case *c, const struct cells *cells, const struct rig *r,
                       struct placement *out)
{
    const int n = c->llm->n_layers;
    struct llm_sum s = llm_between(c->llm, 0, n), fewer, *work = worked_on(c->llm, 0, n, &s, &fewer);
    leave_experts(c, out, 0, n, &s, work);
    const double state_b = s.state_b * c->n_seq, rows_b = cache_b(c, cells, 0, n, &s) - state_b;
    float share[RIG_MAX_DEVICES];
    shares(c, r, share);
    for (int d = 0; d < r->n; d++) {
        const double given = (double)(share[d] - (d ? share[d - 1] : 0));
        const double part = c->tensor_split ? given : 1.0 / r->n;
        struct placement_device *to = &out->dev[d];
        to->weights_b = (s.gpu_b - s.vectors_b + c->llm->output_gpu_b) * part + s.vectors_b;
        to->kv_b = rows_b * cache_part(c, part) + state_b * part;
        to->holds_output = true;
        add_work(to, c, work, (int)c->llm->model->layers, part);
        to->full_row_b = quant_mix_row_b(c->kv, work->full_read_rows) * cache_part(c, part);
        to->window_row_b = quant_mix_row_b(c->kv, work->window_read_rows) * cache_part(c, part);
    }
}

static void count_copies(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    const bool all_there = out->layers_on_host == 0 && out->host.n_expert_layers == 0 && !c->kv_on_host;
    const double copies = tensors_or(c->copies, c->engine->pipeline_copies);
    const bool pipelined = c->split == split_layer && r->n > 1 && all_there && copies > 1;
    out->pipeline_copies = pipelined ? copies : 1;
}

/* An engine with a pool keeps the whole file on the devices, in equal parts; its activations are a reserve. */
static void by_pool(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    const double embedding_b = c->llm->embedding_b / r->n;
    for (int d = 0; d < r->n; d++) {
        out->dev[d].weights_b += (c->llm->model->tied == flag_yes ? 0 : embedding_b) + c->llm->ple_b / r->n;
        out->dev[d].compute_b = unit_gib_to_b(tensors_or(c->engine->reserve_gib, 0)) +
                                activation_b(c->llm, c->engine, c->ubatch, r->n);
    }
}

void placement_layers(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    const struct cells cells = cells_of(c);
    memset(&out->dev, 0, (size_t)r->n * sizeof *out->dev);
    out->host = (struct placement_device){0};
    out->host_weights_b = out->host_compute_b = out->layers_on_host = 0;
    out->n = r->n;
    out->pipeline_copies = 1;
    if (c->split == split_tensor && r->n > 1)
        by_tensors(c, &cells, r, out);
    else
        by_layers(c, &cells, r, out);
    if (c->engine->gguf != flag_yes) {
        by_pool(c, r, out);
        return;
    }
    out->host_weights_b += c->llm->embedding_b + c->llm->ple_b;
    if (c->kv_on_host) {
        const struct llm_sum all = llm_between(c->llm, 0, c->llm->n_layers);
        out->host.kv_b = cache_b(c, &cells, 0, c->llm->n_layers, &all);
    }
    count_copies(c, r, out);
}
