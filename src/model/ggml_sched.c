/* ggml_sched.c: assigns operations to places and inserts copies.

   Idea: an operation runs where its weights are, or where the cache is that it writes. Operations without either
   take the place of a neighbour in the order, devices before the host. Consecutive operations in one place form a
   split; what a split needs from other places is copied at its start. A split that already copied something ends
   before the next weights from elsewhere, so that their copies can share memory.
   Invariant: after place_all every listed node has a place; after a split is listed all its sources are in its
   place.
   Reference: ggml/src/ggml-backend.cpp of 2026-08 (ggml_backend_sched_split_graph); docs/model.md, "Compute
   buffers". */
#include "ggml_sched.h"

#include "bug.h"

static bool stored(const struct ggml_graph_node *t)
{
    return t->flags & (GGML_GRAPH_WEIGHT | GGML_GRAPH_CACHE | GGML_GRAPH_INPUT);
}

/* Returns the place of the cache that the node writes, or of its weights; GGML_GRAPH_NONE if it has neither. */
static int first_place(const struct ggml_graph *g, const struct ggml_graph_node *t, bool offload)
{
    if (t->root != GGML_GRAPH_NONE && stored(&g->node[t->root]))
        return g->node[t->root].place;
    for (int i = 0; i < t->n_src; i++) {
        const struct ggml_graph_node *w = &g->node[t->src[i]];
        if (w->flags & GGML_GRAPH_WEIGHT)
            return w->place == g->host && offload && !(t->flags & GGML_GRAPH_LOOKUP) ? 0 : w->place;
    }
    return GGML_GRAPH_NONE;
}

/* A walk over listed nodes that gives those without a place the place of the node before them. */
struct neighbours {
    int place;         /* of the node before; GGML_GRAPH_NONE: none is passed on */
    int missing;       /* nodes that are left without a place */
    bool devices_only; /* places on the host are not passed on */
};

static void spread_to(struct neighbours *s, struct ggml_graph_node *t, int host)
{
    if (t->flags & GGML_GRAPH_VIEW)
        return;
    if (t->place != GGML_GRAPH_NONE)
        s->place = s->devices_only && t->place == host ? GGML_GRAPH_NONE : t->place;
    else {
        t->place = (int8_t)s->place;
        s->missing += s->place == GGML_GRAPH_NONE;
    }
}

/* Spreads places from the first listed node to the last. Returns how many nodes are left without a place. */
static int spread_forward(struct ggml_graph *g, bool devices_only)
{
    struct neighbours s = {GGML_GRAPH_NONE, 0, devices_only};
    for (int i = 0; i < g->n_order; i++)
        spread_to(&s, &g->node[g->order[i]], g->host);
    return s.missing;
}

/* The same from the last listed node to the first. */
static int spread_backward(struct ggml_graph *g, bool devices_only)
{
    struct neighbours s = {GGML_GRAPH_NONE, 0, devices_only};
    for (int i = g->n_order - 1; i >= 0; i--)
        spread_to(&s, &g->node[g->order[i]], g->host);
    return s.missing;
}

/* Gives nodes places by weights and cache, and by the node before them if that is on a device. Returns how many nodes
   are left without a place. */
static int place_first(struct ggml_graph *g, bool offload)
{
    struct neighbours s = {GGML_GRAPH_NONE, 0, true};
    for (int i = 0; i < g->n_order; i++) {
        struct ggml_graph_node *t = &g->node[g->order[i]];
        if (t->place == GGML_GRAPH_NONE)
            t->place = (int8_t)first_place(g, t, offload);
        spread_to(&s, t, g->host);
    }
    return s.missing;
}

/* Gives every listed node a place: by weights and cache, then by neighbours on devices, then by any neighbour. */
static void place_all(struct ggml_graph *g, bool offload)
{
    if (place_first(g, offload) > 0 && spread_backward(g, true) > 0 && spread_forward(g, false) > 0)
        spread_backward(g, false);
    for (int i = 0; i < g->n_order; i++) {
        struct ggml_graph_node *t = &g->node[g->order[i]];
        if (t->place == GGML_GRAPH_NONE)
            t->place = t->root == GGML_GRAPH_NONE ? (int8_t)g->host : g->node[t->root].place;
    }
}

/* Returns the node's copy on a place, or GGML_GRAPH_NONE. */
static int copy_on(const struct ggml_graph *g, int node, int place)
{
    int i = g->node[node].copy;
    while (i != GGML_GRAPH_NONE && g->node[i].place != place)
        i = g->node[i].next_copy;
    return i;
}

static int make_copy(struct ggml_graph *g, struct ggml_sched *s, int node, int place)
{
    const int i = ggml_graph_stored(g, 0, (double)g->node[node].bytes, place);
    g->node[i].next_copy = g->node[node].copy;
    g->node[node].copy = (int16_t)i;
    if (s->n_copies < GGML_GRAPH_MAX_NODES)
        s->copy[s->n_copies++] = (int16_t)i;
    return i;
}

/* Appends an entry to the final order. */
static void put(struct ggml_sched *s, int node, bool only_keeps)
{
    if (s->n < 2 * GGML_GRAPH_MAX_NODES)
        s->step[s->n++] = (struct ggml_sched_step){(int16_t)node, only_keeps};
}

/* Returns true if the node uses weights from another place. */
static bool foreign_weights(const struct ggml_graph *g, const struct ggml_graph_node *t, int place)
{
    for (int i = 0; i < t->n_src; i++)
        if (g->node[t->src[i]].flags & GGML_GRAPH_WEIGHT && g->node[t->src[i]].place != place)
            return true;
    return false;
}

/* Gives a node's sources copies on its place, and lists those that were not there yet. */
static void bring_sources(struct ggml_graph *g, struct ggml_graph_node *t, int place, struct ggml_sched *out)
{
    for (int j = 0; j < t->n_src; j++) {
        const int s = t->src[j];
        if (g->node[s].place == place)
            continue;
        int copy = copy_on(g, s, place);
        if (copy == GGML_GRAPH_NONE) {
            copy = make_copy(g, out, s, place);
            put(out, s, true);
            put(out, copy, false);
        }
        t->src[j] = (int16_t)copy;
    }
}

/* Lists the split of entries first..last-1 of the order: the copies that it lacks on its place, then its nodes. */
static void add_split(struct ggml_graph *g, int first, int last, int place, struct ggml_sched *out)
{
    for (int i = first; i < last; i++) {
        struct ggml_graph_node *t = &g->node[g->order[i]];
        if (!(t->flags & GGML_GRAPH_VIEW))
            bring_sources(g, t, place, out);
    }
    for (int i = first; i < last; i++)
        put(out, g->order[i], false);
}

/* Returns true if the node needs a source that is not on the place yet. */
static bool lacks(const struct ggml_graph *g, const struct ggml_graph_node *t, int place)
{
    for (int i = 0; i < t->n_src; i++)
        if (g->node[t->src[i]].place != place && copy_on(g, t->src[i], place) == GGML_GRAPH_NONE)
            return true;
    return false;
}

void ggml_sched_make(struct ggml_graph *g, bool offload, struct ggml_sched *out)
{
    BUG_UNLESS(!g->full);
    out->n = out->n_copies = 0;
    place_all(g, offload);
    int first = 0, place = GGML_GRAPH_NONE;
    bool copied = false;
    for (int i = 0; i < g->n_order; i++) {
        const struct ggml_graph_node *t = &g->node[g->order[i]];
        if (t->flags & GGML_GRAPH_VIEW)
            continue;
        if (place == GGML_GRAPH_NONE)
            place = t->place;
        if (t->place != place || (copied && foreign_weights(g, t, place))) {
            add_split(g, first, i, place, out);
            first = i;
            place = t->place;
            copied = false;
        }
        copied = copied || lacks(g, t, place);
    }
    add_split(g, first, g->n_order, place, out);
    BUG_UNLESS(out->n <= 2 * GGML_GRAPH_MAX_NODES);
}
