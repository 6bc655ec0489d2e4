/* ggml_graph.c: builds a graph of tensor sizes. Idea: nodes are only ever appended, so their numbers stay valid;
   expanding a result lists its sources first, depth first, as ggml_build_forward_expand of ggml does. */
#include "ggml_graph.h"

#include "bug.h"

void ggml_graph_begin(struct ggml_graph *g, int devices)
{
    BUG_UNLESS(0 <= devices && devices < GGML_GRAPH_MAX_PLACES);
    g->n = g->n_order = 0;
    g->host = devices;
    g->full = false;
}

/* Returns a new node. In a full graph it is the last one again, and `full` is set. */
static struct ggml_graph_node *new_node(struct ggml_graph *g)
{
    g->full = g->full || g->n == GGML_GRAPH_MAX_NODES;
    struct ggml_graph_node *t = &g->node[g->full ? GGML_GRAPH_MAX_NODES - 1 : g->n++];
    *t = (struct ggml_graph_node){
        .root = GGML_GRAPH_NONE, .copy = GGML_GRAPH_NONE, .next_copy = GGML_GRAPH_NONE, .place = GGML_GRAPH_NONE};
    return t;
}

void ggml_graph_from(struct ggml_graph *g, int node, int source)
{
    struct ggml_graph_node *t = &g->node[node];
    BUG_UNLESS(source == GGML_GRAPH_NONE || t->n_src < GGML_GRAPH_SRCS);
    if (source != GGML_GRAPH_NONE)
        t->src[t->n_src++] = (int16_t)source;
}

int ggml_graph_op(struct ggml_graph *g, int flags, double bytes, int a, int b, int c, int d)
{
    struct ggml_graph_node *t = new_node(g);
    const int i = (int)(t - g->node);
    t->flags = (uint8_t)flags;
    t->bytes = (int64_t)bytes;
    ggml_graph_from(g, i, a);
    ggml_graph_from(g, i, b);
    ggml_graph_from(g, i, c);
    ggml_graph_from(g, i, d);
    return i;
}

/* Returns the node whose memory node i uses. */
static int16_t root_of(const struct ggml_graph *g, int i)
{
    return g->node[i].root == GGML_GRAPH_NONE ? (int16_t)i : g->node[i].root;
}

int ggml_graph_view(struct ggml_graph *g, int of, double bytes)
{
    const int i = ggml_graph_op(g, GGML_GRAPH_VIEW, bytes, of, GGML_GRAPH_NONE, GGML_GRAPH_NONE, GGML_GRAPH_NONE);
    g->node[i].root = root_of(g, of);
    return i;
}

int ggml_graph_store(struct ggml_graph *g, int cache, int value, int rows)
{
    const int i = ggml_graph_op(g, 0, 0, value, rows, cache, GGML_GRAPH_NONE);
    g->node[i].root = root_of(g, cache);
    return i;
}

int ggml_graph_stored(struct ggml_graph *g, int flags, double bytes, int place)
{
    BUG_UNLESS(0 <= place && place <= g->host);
    const int i = ggml_graph_op(g, flags, bytes, GGML_GRAPH_NONE, GGML_GRAPH_NONE, GGML_GRAPH_NONE, GGML_GRAPH_NONE);
    g->node[i].place = (int8_t)place;
    return i;
}

int ggml_graph_input(struct ggml_graph *g, double bytes)
{
    return ggml_graph_stored(g, GGML_GRAPH_INPUT, bytes, g->host);
}

void ggml_graph_expand(struct ggml_graph *g, int node)
{
    struct ggml_graph_node *t = &g->node[node];
    if (t->listed)
        return;
    t->listed = true;
    if (t->flags & (GGML_GRAPH_WEIGHT | GGML_GRAPH_CACHE | GGML_GRAPH_INPUT))
        return;
    for (int i = 0; i < t->n_src; i++)
        if (!g->node[t->src[i]].listed)
            ggml_graph_expand(g, t->src[i]);
    if (g->n_order < GGML_GRAPH_MAX_NODES)
        g->order[g->n_order++] = (int16_t)node;
}
