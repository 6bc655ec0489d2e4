/* compute_buffers.c: compute buffers of llama.cpp since 2026, by rebuilding its graph with sizes only.

   Idea: llama.cpp builds the graph of a whole micro-batch and lets ggml pack its tensors into one buffer per
   device; the buffer is as large as that packing, holes included. Doing the same gives the same bytes.
   Speed: equal layers bring the packing back to the same state after at most six periods, so whole rounds of six
   are left out of long runs. A graph that is still too large keeps two layers of each run.
   Invariant: on every row of data/measured/memory.csv the result equals that with all layers.
   Reference: llama.cpp and ggml of 2026-08; docs/model.md, "Compute buffers". */
#include "compute_buffers.h"

#include "compute_buffers_cache.h"
#include "known.h"
#include "llama_graph.h"
#include "bug.h"
#include "ggml_alloc.h"

#include <math.h>

/* Equal layers bring the packing back to the same state after one, two or three periods (data/measured/memory.csv), so
   rounds of six periods are left out between the first and last three. Coarse graphs keep the first and last two
   layers. */
enum { ROUND_PERIODS = 6, KEPT_PERIODS = 3, KEPT_COARSE = 2 };

struct plan {
    const struct placement *p;
    bool tensor_split;
    bool coarse; /* the full graph is too large: build only a few layers of each run */
};

/* Adds layers first..last-1, all in one place, and leaves out whole rounds of equal layers between them. */
static void build_run(struct llama_graph *b, int first, int last, int place, bool coarse)
{
    const struct placement_case *c = b->c;
    const struct model *m = c->llm->model;
    const int host = b->g->host, end = (int)fmin(last, m->layers);
    const int period = (int)known_or(m->full_period, 1) * (int)m->moe_period;
    const int kept = coarse ? KEPT_COARSE : KEPT_PERIODS * period, round = coarse ? 1 : ROUND_PERIODS * period;
    BUG_UNLESS(period > 0 && first >= 0);
    int equal_from = coarse ? first : (int)fmax(first, known_or(m->dense_first, 0));
    if (c->experts_on_host > equal_from && c->experts_on_host < end && !coarse)
        equal_from = (int)c->experts_on_host;
    const int from = equal_from + kept, spare = end - from - kept, left_out = spare > 0 ? spare / round * round : 0;
    for (int i = first; i < end; i++)
        if (i < from || i >= from + left_out)
            llama_graph_layer(b, i, place, i < c->experts_on_host ? host : place, c->kv_on_host ? host : place);
}

/* Adds all layers and the output. Under a tensor split every device computes every layer, so one device stands for
   all. */
static void build(struct llama_graph *b, const struct plan *plan)
{
    const struct placement *p = plan->p;
    int at = (int)p->layers_on_host, output = b->g->host;
    const bool whole = plan->tensor_split;
    build_run(b, 0, whole ? 0 : at, b->g->host, plan->coarse);
    for (int d = 0; d < (whole ? 1 : p->n); d++) {
        build_run(b, whole ? 0 : at, whole ? b->c->llm->n_layers : at + p->dev[d].n_layers, d, plan->coarse);
        at += p->dev[d].n_layers;
        if (p->dev[d].holds_output)
            output = d;
    }
    llama_graph_output(b, output);
}

/* Computes the buffers of a placement whose layers are placed. The graph takes 600 kB, more than a small stack has, and
   each one is built anew: so one room for it serves all calls of a thread. */
static void compute(const struct placement_case *c, struct placement *out)
{
    static _Thread_local struct ggml_graph g;
    static _Thread_local struct ggml_sched s;
    struct llama_graph b;
    double size_b[GGML_GRAPH_MAX_PLACES];
    struct plan plan = {out, c->split == split_tensor && out->n > 1, false};
    const int places = plan.tensor_split ? 1 : out->n;
    BUG_UNLESS(0 <= places && places < GGML_GRAPH_MAX_PLACES);
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
        out->dev[d].compute_b = size_b[plan.tensor_split ? 0 : d];
    out->host_compute_b = size_b[places];
}

void compute_buffers_fill(const struct placement_case *c, struct placement *out)
{
    struct compute_buffers_key key;
    if (!c->cache) {
        compute(c, out);
        return;
    }
    compute_buffers_cache_key(c, out, &key);
    if (compute_buffers_cache_recall(c->cache, &key, out))
        return;
    compute(c, out);
    compute_buffers_cache_keep(c->cache, &key, out);
}
