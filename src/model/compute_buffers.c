#include "compute_buffers.h"

#include "llama_graph.h"
#include "bug.h"
#include "ggml_alloc.h"

#include <math.h>

/* Layers alike leave memory in a state that comes back after a few of them (data/measured/memory.csv: after one, two or
   three), so whole rounds of so many periods may be left out between the first and the last ones. */
enum { ROUND_PERIODS = 6, KEPT_PERIODS = 3, KEPT_COARSE = 2 };

/* What to build: all that matters, or, of graphs that would be too large, only a few layers of each place. */
struct plan {
    const struct placement *p;
    bool tensors, coarse;
};

/* Layers first..last-1, which lie together in one place. */
static void build_run(struct llama_graph *b, int first, int last, int place, bool coarse)
{
    const struct placement_case *c = b->c;
    const struct model *m = c->llm->model;
    const int host = b->g->host, end = (int)fmin(last, m->layers),
              period = (int)tensors_or(m->full_period, 1) * (int)m->moe_period;
    const int kept = coarse ? KEPT_COARSE : KEPT_PERIODS * period, round = coarse ? 1 : ROUND_PERIODS * period;
    int alike = coarse ? first : (int)fmax(first, tensors_or(m->dense_first, 0));
    if (c->experts_on_host > alike && c->experts_on_host < end && !coarse)
        alike = (int)c->experts_on_host;
    const int from = alike + kept, spare = end - from - kept, left_out = spare > 0 ? spare / round * round : 0;
    for (int i = first; i < end; i++)
        if (i < from || i >= from + left_out)
            llama_graph_layer(b, i, place, i < c->experts_on_host ? host : place, c->kv_on_host ? host : place);
}

/* A tensor split: every device computes every layer, as one device alone would. */
static void build(struct llama_graph *b, const struct plan *plan)
{
    const struct placement *p = plan->p;
    int at = (int)p->layers_on_host, output = b->g->host;
    build_run(b, 0, plan->tensors ? 0 : at, b->g->host, plan->coarse);
    for (int d = 0; d < (plan->tensors ? 1 : p->n); d++) {
        build_run(b, plan->tensors ? 0 : at, plan->tensors ? b->c->llm->n_layers : at + p->dev[d].n_layers, d,
                  plan->coarse);
        at += p->dev[d].n_layers;
        if (p->dev[d].holds_output)
            output = d;
    }
    llama_graph_output(b, output);
}

void compute_buffers_fill(const struct placement_case *c, struct placement *out)
{
    struct ggml_graph g;
    struct ggml_sched s;
    struct llama_graph b;
    double size_b[GGML_GRAPH_MAX_PLACES];
    struct plan plan = {out, c->split == split_tensor && out->n > 1, false};
    const int places = plan.tensors ? 1 : out->n;
    for (int try = 0; try < 2; try++) {
        plan.coarse = try > 0;
        ggml_graph_begin(&g, places);
        llama_graph_begin(&b, &g, c, out->layers_on_host == 0 && !out->host.holds_output);
        build(&b, &plan);
        if (!g.full)
            ggml_sched_make(&g, places > 0 && b.tokens >= c->engine->stream_tokens, &s);
        if (!g.full)
            break;
    }
    BUG_UNLESS(!g.full);
    ggml_alloc_sizes(&g, &s, (int)out->pipeline_copies, size_b);
    for (int d = 0; d < out->n; d++)
        out->dev[d].compute_b = size_b[plan.tensors ? 0 : d];
    out->host_compute_b = size_b[places];
}

static int output_device(const struct placement *p)
{
    for (int d = 0; d < p->n; d++)
        if (p->dev[d].holds_output)
            return d;
    return -1;
}

void compute_buffers_store(const struct placement_case *c, const struct placement *p, struct placement_buffers *out)
{
    *out = (struct placement_buffers){.llm = c->llm,
                                      .kv = c->kv,
                                      .kv_v = c->kv_v,
                                      .ctx = c->ctx,
                                      .n_seq = c->n_seq,
                                      .ubatch = c->ubatch,
                                      .n_outputs = c->n_outputs,
                                      .experts_on_host = c->experts_on_host,
                                      .copies = p->pipeline_copies,
                                      .layers_on_host = p->layers_on_host,
                                      .split = c->split,
                                      .flash_attn = c->flash_attn,
                                      .kv_unified = c->kv_unified,
                                      .kv_on_host = c->kv_on_host,
                                      .swa_full = c->swa_full,
                                      .n = p->n};
    out->output = output_device(p);
    out->host_b = p->host_compute_b;
    for (int d = 0; d < p->n; d++) {
        out->n_layers[d] = p->dev[d].n_layers;
        out->device_b[d] = p->dev[d].compute_b;
    }
}

static bool same(double x, double y)
{
    return x == y || (isnan(x) && isnan(y));
}

static bool same_case(const struct placement_case *c, const struct placement_buffers *k)
{
    return k->llm == c->llm && k->kv == c->kv && k->kv_v == c->kv_v && k->ctx == c->ctx && k->n_seq == c->n_seq &&
           k->ubatch == c->ubatch && same(k->n_outputs, c->n_outputs) && k->experts_on_host == c->experts_on_host &&
           k->split == c->split && k->flash_attn == c->flash_attn && k->kv_unified == c->kv_unified &&
           k->kv_on_host == c->kv_on_host && k->swa_full == c->swa_full;
}

static bool same_placement(const struct placement *p, const struct placement_buffers *k)
{
    bool all = k->n == p->n && k->copies == p->pipeline_copies && k->layers_on_host == p->layers_on_host &&
               k->output == output_device(p);
    for (int d = 0; d < p->n && all; d++)
        all = k->n_layers[d] == p->dev[d].n_layers;
    return all;
}

bool compute_buffers_recall(const struct placement_case *c, struct placement *out)
{
    const struct placement_buffers *k = c->known;
    if (!k || !same_case(c, k) || !same_placement(out, k))
        return false;
    for (int d = 0; d < out->n; d++)
        out->dev[d].compute_b = k->device_b[d];
    out->host_compute_b = k->host_b;
    return true;
}
