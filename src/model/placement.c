#include "placement.h"

#include "buffers.h"

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

/* Cells of a layer over all sequences. */
static double layer_cells(const struct placement_case *c, const struct llm_layer *l)
{
    const bool window = !l->full && c->llm->model->attention == attention_window;
    const double streams = c->kv_unified ? 1 : c->n_seq;
    if (window)
        return placement_window_cells(c) * streams;
    return placement_cells(c->kv_unified ? c->ctx : c->ctx / c->n_seq) * streams;
}

static double cache_b(const struct placement_case *c, const struct llm_layer *l)
{
    const double cells = layer_cells(c, l);
    return cells * (mix_row_b(c->kv, l->k_row) + mix_row_b(c->kv, l->v_row)) + l->state_b * c->n_seq;
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

static int device_of(const float *share, int n, float position)
{
    int d = 0;
    while (d < n - 1 && !(position < share[d]))
        d++;
    return d;
}

/* What a layer adds to the place that computes it; part is 1, or 1/n under tensor parallelism. */
static void add_work(struct placement_device *to, const struct placement_case *c, const struct llm_layer *l, double part)
{
    const double row_b = mix_row_b(c->kv, l->k_row) + mix_row_b(c->kv, l->v_row);
    const bool window = !l->full && c->llm->model->attention == attention_window;
    to->read_b += l->read_b * part;
    to->experts_b += l->experts_b * part;
    to->flop += l->flop * part;
    to->expert_flop += l->expert_flop * part;
    to->n_layers++;
    to->n_expert_layers += l->experts;
    if (l->k_row > 0) {
        to->full_row_b += window ? 0 : row_b * part;
        to->window_row_b += window ? row_b * part : 0;
        to->attn_layers_full += window ? 0 : part;
        to->attn_layers_window += window ? part : 0;
    }
}

static bool experts_stay(const struct placement_case *c, const struct llm_layer *l, int i)
{
    return l->experts && i < c->experts_on_host;
}

/* A layer on device d, its routed experts perhaps on the host. */
static void put_layer(const struct placement_case *c, struct placement *out, int d, int i)
{
    const struct llm_layer *l = &c->llm->layer[i];
    struct placement_device *to = &out->dev[d];
    struct llm_layer dense = *l;
    const bool loaded = i < c->llm->model->layers; /* prediction layers are in the file but not loaded; their cache is */
    const bool stay = experts_stay(c, l, i);
    if (!loaded)
        dense.gpu_b = dense.read_b = dense.experts_b = dense.flop = dense.expert_flop = 0;
    if (stay) {
        out->host_weights_b += l->experts_gpu_b;
        out->host.experts_b += l->experts_b;
        out->host.expert_flop += l->expert_flop;
        out->host.n_expert_layers++;
        dense.gpu_b -= l->experts_gpu_b;
        dense.experts_b = dense.expert_flop = 0;
    }
    to->weights_b += dense.gpu_b;
    if (!c->kv_on_host)
        to->kv_b += cache_b(c, l);
    add_work(to, c, &dense, 1);
}

static void put_layer_on_host(const struct placement_case *c, struct placement *out, int i)
{
    const struct llm_layer *l = &c->llm->layer[i];
    out->layers_on_host++;
    if (i >= c->llm->model->layers)
        return;
    out->host_weights_b += l->gpu_b;
    out->host.kv_b += cache_b(c, l);
    add_work(&out->host, c, l, 1);
}

static void put_output(struct placement_device *to, const struct llm *l)
{
    to->weights_b += l->output_gpu_b;
    to->holds_output = true;
}

/* First the host, then the devices in order, by share; the output layer comes last and is the first to be offloaded. */
static void by_layers(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    const int n = c->llm->n_layers;
    const double wanted = isnan(c->ngl) ? n + 1 : fmin(c->ngl, n + 1);
    const int on_devices = r->n > 0 ? (int)wanted : 0, first = n + 1 - on_devices;
    float share[RIG_MAX_DEVICES];
    shares(c, r, share);
    for (int i = 0; i < n; i++) {
        if (i < first)
            put_layer_on_host(c, out, i);
        else
            put_layer(c, out, device_of(share, r->n, (float)(i - first) / (float)on_devices), i);
    }
    if (on_devices > 0)
        put_output(&out->dev[device_of(share, r->n, (float)(n - first) / (float)on_devices)], c->llm);
    else {
        out->host.holds_output = true;
        out->host_weights_b += c->llm->model->tied == flag_yes ? 0 : c->llm->output_gpu_b;
    }
}

/* Every layer on every device; norms are repeated. */
static void by_tensors(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    float share[RIG_MAX_DEVICES];
    shares(c, r, share);
    for (int d = 0; d < r->n; d++) {
        const double given = (double)(share[d] - (d ? share[d - 1] : 0));
        const double part = c->tensor_split ? given : 1.0 / r->n;
        struct placement_device *to = &out->dev[d];
        for (int i = 0; i < c->llm->n_layers; i++) {
            const struct llm_layer *l = &c->llm->layer[i];
            const bool loaded = i < c->llm->model->layers;
            to->weights_b += loaded ? (l->gpu_b - l->vectors_b) * part + l->vectors_b : 0;
            to->kv_b += cache_b(c, l) * part;
            if (loaded)
                add_work(to, c, l, part);
        }
        to->weights_b += c->llm->output_gpu_b * part;
        to->holds_output = true;
    }
}

static void kinds_of_layers(const struct placement_case *c, const struct placement *out, int d, int first, int last, struct buffers_device *b)
{
    *b = (struct buffers_device){.holds_output = out->dev[d].holds_output};
    for (int i = first; i < last; i++) {
        const struct llm_layer *l = &c->llm->layer[i];
        const bool window = !l->full && c->llm->model->attention == attention_window;
        b->dense |= !l->experts && i < c->llm->model->layers;
        b->experts |= l->experts;
        b->full |= !window;
        b->window |= window;
    }
}

static void buffers(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    const bool all_there = out->layers_on_host == 0 && out->host.n_expert_layers == 0 && !c->kv_on_host;
    const double copies = tensors_or(c->copies, c->engine->pipeline_copies);
    const bool pipelined = c->split == split_layer && r->n > 1 && all_there && copies > 1;
    out->pipeline_copies = pipelined ? copies : 1;
    int first = (int)out->layers_on_host;
    for (int d = 0; d < r->n; d++) {
        struct buffers_device b;
        const int last = c->split == split_tensor ? c->llm->n_layers : first + out->dev[d].n_layers;
        kinds_of_layers(c, out, d, c->split == split_tensor ? 0 : first, last, &b);
        first = last;
        b.pipelined = pipelined;
        if (out->layers_on_host > 0)
            b.streamed_b = c->llm->largest_b;
        else if (out->host.n_expert_layers > 0)
            b.streamed_b = c->llm->largest_experts_b;
        if (b.dense || b.experts || b.holds_output)
            out->dev[d].compute_b = buffers_device_b(c, &b);
    }
    out->host_compute_b = buffers_host_b(c, out->pipeline_copies);
}

/* An engine with a pool keeps the whole file on the devices, in equal parts; its activations are a reserve. */
static void by_pool(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    const double embedding_b = c->llm->embedding_b / r->n;
    for (int d = 0; d < r->n; d++) {
        out->dev[d].weights_b += c->llm->model->tied == flag_yes ? 0 : embedding_b;
        out->dev[d].compute_b = unit_gib_to_b(tensors_or(c->engine->reserve_gib, 0));
    }
}

void placement_make(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    memset(out, 0, sizeof *out);
    out->n = r->n;
    out->pipeline_copies = 1;
    if (c->split == split_tensor && r->n > 1)
        by_tensors(c, r, out);
    else
        by_layers(c, r, out);
    if (c->engine->gguf != flag_yes) {
        by_pool(c, r, out);
        return;
    }
    out->host_weights_b += c->llm->embedding_b;
    if (c->kv_on_host)
        for (int i = 0; i < c->llm->n_layers; i++)
            out->host.kv_b += cache_b(c, &c->llm->layer[i]);
    buffers(c, r, out);
}
