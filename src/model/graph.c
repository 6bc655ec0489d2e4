#include "graph.h"

#include "bug.h"

void graph_begin(struct graph *g, int devices)
{
    g->n = g->n_order = 0;
    g->host = devices;
    g->full = false;
}

/* When the graph is full, its last node is used again and again; whoever asks learns it from `full`. */
static struct graph_node *fresh(struct graph *g)
{
    g->full = g->full || g->n == GRAPH_MAX_NODES;
    struct graph_node *t = &g->node[g->full ? GRAPH_MAX_NODES - 1 : g->n++];
    *t = (struct graph_node){.root = GRAPH_NONE, .copy = GRAPH_NONE, .next_copy = GRAPH_NONE, .place = GRAPH_NONE};
    return t;
}

void graph_from(struct graph *g, int node, int source)
{
    struct graph_node *t = &g->node[node];
    BUG_UNLESS(source == GRAPH_NONE || t->n_src < GRAPH_SRCS);
    if (source != GRAPH_NONE)
        t->src[t->n_src++] = (int16_t)source;
}

int graph_op(struct graph *g, int flags, double bytes, int a, int b, int c, int d)
{
    struct graph_node *t = fresh(g);
    const int i = (int)(t - g->node);
    t->flags = (uint8_t)flags;
    t->bytes = (int64_t)bytes;
    graph_from(g, i, a);
    graph_from(g, i, b);
    graph_from(g, i, c);
    graph_from(g, i, d);
    return i;
}

static int16_t root_of(const struct graph *g, int i)
{
    return g->node[i].root == GRAPH_NONE ? (int16_t)i : g->node[i].root;
}

int graph_view(struct graph *g, int of, double bytes)
{
    const int i = graph_op(g, GRAPH_VIEW, bytes, of, GRAPH_NONE, GRAPH_NONE, GRAPH_NONE);
    g->node[i].root = root_of(g, of);
    return i;
}

int graph_store(struct graph *g, int cache, int value, int rows)
{
    const int i = graph_op(g, 0, 0, value, rows, cache, GRAPH_NONE);
    g->node[i].root = root_of(g, cache);
    return i;
}

int graph_stored(struct graph *g, int flags, double bytes, int place)
{
    const int i = graph_op(g, flags, bytes, GRAPH_NONE, GRAPH_NONE, GRAPH_NONE, GRAPH_NONE);
    g->node[i].place = (int8_t)place;
    return i;
}

int graph_input(struct graph *g, double bytes)
{
    return graph_stored(g, GRAPH_INPUT, bytes, g->host);
}

void graph_expand(struct graph *g, int node)
{
    struct graph_node *t = &g->node[node];
    if (t->listed)
        return;
    t->listed = true;
    for (int i = 0; i < t->n_src; i++)
        graph_expand(g, t->src[i]);
    if (t->flags & (GRAPH_WEIGHT | GRAPH_CACHE | GRAPH_INPUT))
        return;
    if (g->n_order < GRAPH_MAX_NODES)
        g->order[g->n_order++] = (int16_t)node;
}
