/* placement.c: distributes a model over devices and host as llama.cpp does.

   Idea: a layer split gives each device a run of layers in proportion to its free memory (or --tensor-split), in
   single precision like llama.cpp, because one rounding moves a layer. With fewer layers on devices than the model
   has, the first ones stay on the host; the output layer comes last. A tensor split divides every layer; vectors
   are repeated.
   Cache: cells * (K row + V row) per layer, window layers keep fewer cells; recurrent layers keep a state per
   sequence.
   Invariant: every layer is in exactly one place (tensor split: one part of it on every device).
   Reference: llama.cpp's loader; docs/model.md, "Cache and state" and "Placement"; data/measured/memory.csv agrees. */
#include "placement.h"

#include "activation.h"
#include "bug.h"
#include "known.h"

#include <math.h>
#include <string.h>

static const double cell_step = 256; /* llama.cpp rounds a cache up to this many cells */

double placement_cells(double ctx)
{
    return ceil(ctx / cell_step) * cell_step;
}

double placement_window_cells(const struct placement_case *c)
{
    const double window = known_or(c->llm->model->window_tokens, 0), n = c->kv_unified ? c->n_seq : 1;
    const double ctx = placement_cells(c->kv_unified ? c->ctx : c->ctx / c->n_seq);
    return c->swa_full || window == 0 ? ctx : fmin(ctx, placement_cells(window * n + c->ubatch));
}

double placement_window_read(const struct placement_case *c)
{
    const double window = c->llm->model->window_tokens;
    if (c->swa_full && !isnan(window))
        return INFINITY;
    return c->engine->gguf == flag_yes && isnan(c->engine->pool_frac) ? window + c->ubatch : window;
}

/* Returns the cells, over all sequences, of a layer that keeps the whole context. */
static double full_cells(const struct placement_case *c)
{
    return c->kv_unified ? placement_cells(c->ctx) : placement_cells(c->ctx / c->n_seq) * c->n_seq;
}

/* Fills *k and *v with the elements of a layer's K and V rows in the cache. */
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

/* Cells over all sequences. */
struct cells {
    double full, window; /* of a layer that keeps everything; of a window layer */
};

static struct cells cells_of(const struct placement_case *c)
{
    return (struct cells){full_cells(c), placement_window_cells(c) * (c->kv_unified ? 1 : c->n_seq)};
}

/* Returns the cache bytes of layers first..last-1, layer by layer: for keys and values in different formats, or a
   latent row that is not kept alone. */
static double cache_by_layer_b(const struct placement_case *c, const struct cells *n, int first, int last)
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

/* Returns the cache and state bytes of layers first..last-1, whose sums are *s. */
static double cache_b(const struct placement_case *c, const struct cells *n, int first, int last,
                      const struct llm_sum *s)
{
    if (c->kv_v || c->latent != PLACEMENT_LATENT)
        return cache_by_layer_b(c, n, first, last);
    return quant_mix_row_b(c->kv, n->full * s->full_rows + n->window * s->window_rows) + s->state_b * c->n_seq;
}

/* Fills out with the cumulative shares of the devices, in single precision like llama.cpp. */
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

/* Returns how many of the positions 0/n, 1/n, ... (n-1)/n are below share; compared in single precision, like
 * llama.cpp. */
static int positions_below(float share, int n)
{
    int k = (int)(share * (float)n);
    while (k > 0 && !((float)(k - 1) / (float)n < share))
        k--;
    while (k < n && (float)k / (float)n < share)
        k++;
    return k;
}

/* Returns the format at whose pace the cache is read: some engines unpack a smaller one first. */
static const struct format *cache_read_as(const struct placement_case *c)
{
    const bool unpacked = c->kv->block_weights > 1 && c->engine->cache_unpacked == flag_yes && c->engine->caches.n > 0;
    return unpacked ? c->engine->caches.v[0].format : c->kv;
}

/* Adds the work of layers with sums *s to the place that computes them; part is 1, or the device's part of a tensor
   split. */
static void add_work(struct placement_device *to, const struct placement_case *c, const struct llm_sum *s, int layers,
                     double part)
{
    to->read_b += s->read_b * part;
    to->experts_b += s->experts_b * part;
    to->flop += s->flop * part;
    to->expert_flop += s->expert_flop * part;
    to->n_layers += layers;
    to->n_expert_layers += (int)s->expert_layers;
    to->full_row_b += quant_mix_row_b(cache_read_as(c), s->full_read_rows) * part;
    to->window_row_b += quant_mix_row_b(cache_read_as(c), s->window_read_rows) * part;
    to->state_b += s->state_b * part;
    to->attn_layers_full += s->full_layers * part;
    to->attn_layers_window += s->window_layers * part;
}

/* Returns the sums over the layers first..last-1 that a step computes: *held, or *fewer if some are prediction layers,
   which have a cache but are never computed. */
static struct llm_sum *worked_on(const struct llm *l, int first, int last, struct llm_sum *held, struct llm_sum *fewer)
{
    const int end = (int)l->model->layers;
    if (last <= end)
        return held;
    *fewer = llm_between(l, first < end ? first : end, end);
    return fewer;
}

/* Moves the routed experts of the layers below experts_on_host among first..last-1 to the host: subtracts them from
   what the device holds and works on. */
static void leave_experts(const struct placement_case *c, struct placement *out, int first, int last,
                          struct llm_sum *held, struct llm_sum *work)
{
    if (!(c->experts_on_host > first))
        return;
    const int end = (int)fmin(last, c->experts_on_host);
    const struct llm_sum host = llm_between(c->llm, first, end);
    out->host_weights_b += host.experts_gpu_b;
    out->host.experts_b += host.experts_b;
    out->host.expert_flop += host.expert_flop;
    out->host.n_expert_layers += (int)host.expert_layers;
    held->gpu_b -= host.experts_gpu_b;
    work->experts_b -= host.experts_b;
    work->expert_flop -= host.expert_flop;
}

/* Puts layers first..last-1 on device d, except routed experts that stay on the host. */
static void put_layers(const struct placement_case *c, const struct cells *n, struct placement *out, int d, int first,
                       int last)
{
    struct placement_device *to = &out->dev[d];
    struct llm_sum held = llm_between(c->llm, first, last), fewer;
    struct llm_sum *work = worked_on(c->llm, first, last, &held, &fewer);
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

/* Layer split: the first layers go to the host if need be, then each device gets its share in order. The output layer
   is the last position and the first to be on a device. */
static void by_layers(const struct placement_case *c, const struct cells *cells, const struct rig *r,
                      struct placement *out)
{
    const int n = c->llm->n_layers;
    const double wanted = isnan(c->ngl) ? n + 1 : fmin(c->ngl, n + 1);
    const int on_devices = r->n > 0 ? (int)wanted : 0, first = n + 1 - on_devices;
    float share[RIG_MAX_DEVICES];
    BUG_UNLESS(0 <= on_devices && on_devices <= n + 1);
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

/* Returns the part of the cache rows that a device of a tensor split keeps. llama.cpp divides them like the weights.
   Engines that divide by whole KV heads repeat a head if there are more cards than heads, and keep a latent row
   whole. heads: of the layers in question. */
static double cache_part(const struct placement_case *c, double part, double heads)
{
    if (c->engine->gguf == flag_yes)
        return part;
    return c->llm->model->attention == attention_mla ? 1 : fmax(part, 1 / heads);
}

struct placement_parts placement_cache_parts(const struct placement_case *c, double part)
{
    const struct model *m = c->llm->model;
    return (struct placement_parts){cache_part(c, part, known_or(m->global_kv_heads, m->kv_heads)),
                                    cache_part(c, part, m->kv_heads)};
}

/* Returns the bytes of cache rows of all layers on a device that keeps these parts of them. rows_b: of the whole
   model. */
static double rows_part_b(const struct placement_case *c, const struct cells *n, const struct llm_sum *s,
                          const struct placement_parts *part, double rows_b)
{
    if (!(part->full > part->window)) /* the same part of every layer, whose keys and values may differ in format */
        return rows_b * part->window;
    return quant_mix_row_b(c->kv, n->full * s->full_rows) * part->full +
           quant_mix_row_b(c->kv, n->window * s->window_rows) * part->window;
}

/* Tensor split: a part of every layer on every device; vectors are repeated. */
static void by_tensors(const struct placement_case *c, const struct cells *cells, const struct rig *r,
                       struct placement *out)
{
    const int n = c->llm->n_layers;
    struct llm_sum s = llm_between(c->llm, 0, n), fewer;
    struct llm_sum *work = worked_on(c->llm, 0, n, &s, &fewer);
    leave_experts(c, out, 0, n, &s, work);
    const double state_b = s.state_b * c->n_seq, rows_b = cache_b(c, cells, 0, n, &s) - state_b;
    float share[RIG_MAX_DEVICES];
    shares(c, r, share);
    for (int d = 0; d < r->n; d++) {
        const double given = (double)(share[d] - (d ? share[d - 1] : 0));
        const double part = c->tensor_split ? given : 1.0 / r->n;
        struct placement_device *to = &out->dev[d];
        BUG_UNLESS(!(part < 0) && !(part > 1));
        to->weights_b = (s.gpu_b - s.vectors_b + c->llm->output_gpu_b) * part + s.vectors_b;
        const struct placement_parts kept = placement_cache_parts(c, part);
        to->kv_b = rows_part_b(c, cells, &s, &kept, rows_b) + state_b * part;
        to->holds_output = true;
        add_work(to, c, work, (int)c->llm->model->layers, part);
        to->full_row_b = quant_mix_row_b(cache_read_as(c), work->full_read_rows) * kept.full;
        to->window_row_b = quant_mix_row_b(cache_read_as(c), work->window_read_rows) * kept.window;
    }
}

/* Sets the micro-batches in flight: a layer split over several devices with nothing on the host is pipelined. */
static void count_copies(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    const bool all_on_devices = out->layers_on_host == 0 && out->host.n_expert_layers == 0 && !c->kv_on_host;
    const double copies = known_or(c->copies, c->engine->pipeline_copies);
    const bool pipelined = c->split == split_layer && r->n > 1 && all_on_devices && copies > 1;
    out->pipeline_copies = pipelined ? copies : 1;
}

/* Returns how much larger a width is as a multiple of `step`; 1: it is one, or nothing is padded. */
static double padded(double width, double step)
{
    return step > 0 && width > 0 ? ceil(width / step) * step / width : 1;
}

/* Returns the bytes by which routed experts of a device grow where its kernels want wider matrices; n: cards that share
   each expert. */
static double experts_pad_b(const struct placement_case *c, const struct rig_device *d,
                            const struct placement_device *at, double n)
{
    const struct model *m = c->llm->model;
    const double wider = padded(m->hidden, d->path.pad_hidden) * padded(m->expert_ffn / n, d->path.pad_ffn);
    return at->experts_b > 0 ? at->experts_b * (wider - 1) : 0;
}

/* Engines that read no GGUF keep the whole file on the devices, the embeddings in equal parts; activations and the
   engine's reserve count as compute buffers. */
static void by_pool(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    const double embedding_b = c->llm->embedding_b / r->n, step_b = activation_b(c->llm, c->engine, c->ubatch, r->n);
    const double act_b = activation_peak_b(c->llm, step_b, c->act_logits, c->max_seqs);
    for (int d = 0; d < r->n; d++) {
        out->dev[d].weights_b += (c->llm->model->tied == flag_yes ? 0 : embedding_b) + c->llm->ple_b / r->n;
        out->dev[d].weights_b += experts_pad_b(c, &r->dev[d], &out->dev[d], c->split == split_tensor ? r->n : 1);
        out->dev[d].compute_b = unit_gib_to_b(known_or(c->engine->reserve_gib, 0)) + act_b;
    }
}

void placement_layers(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    const struct cells cells = cells_of(c);
    BUG_UNLESS(0 <= r->n && r->n <= RIG_MAX_DEVICES);
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
