#include "schedule.h"

static bool stored(const struct graph_node *t)
{
    return t->flags & (GRAPH_WEIGHT | GRAPH_CACHE | GRAPH_INPUT);
}

/* A step writes where its cache is, and runs where its weights are. */
static int first_place(const struct graph *g, const struct graph_node *t, bool offload)
{
    if (t->root != GRAPH_NONE && stored(&g->node[t->root]))
        return g->node[t->root].place;
    for (int i = 0; i < t->n_src; i++) {
        const struct graph_node *w = &g->node[t->src[i]];
        if (w->flags & GRAPH_WEIGHT)
            return w->place == g->host && offload && !(t->flags & GRAPH_LOOKUP) ? 0 : w->place;
    }
    return GRAPH_NONE;
}

/* Steps without a place take their neighbour's, going down or up the order; devices first, so that the host gets what is left. */
static void spread(struct graph *g, int from, int step, bool devices_only)
{
    int place = GRAPH_NONE;
    for (int i = from; i >= 0 && i < g->n_order; i += step) {
        struct graph_node *t = &g->node[g->order[i]];
        if (t->flags & GRAPH_VIEW)
            continue;
        if (t->place == GRAPH_NONE)
            t->place = (int8_t)place;
        else
            place = devices_only && t->place == g->host ? GRAPH_NONE : t->place;
    }
}

static void places(struct graph *g, bool offload)
{
    for (int i = 0; i < g->n_order; i++) {
        struct graph_node *t = &g->node[g->order[i]];
        if (t->place == GRAPH_NONE)
            t->place = (int8_t)first_place(g, t, offload);
    }
    spread(g, 0, 1, true);
    spread(g, g->n_order - 1, -1, true);
    spread(g, 0, 1, false);
    spread(g, g->n_order - 1, -1, false);
    for (int i = 0; i < g->n_order; i++) {
        struct graph_node *t = &g->node[g->order[i]];
        if (t->place == GRAPH_NONE)
            t->place = t->root == GRAPH_NONE ? (int8_t)g->host : g->node[t->root].place;
    }
}

static int copy_on(const struct graph *g, int node, int place)
{
    int i = g->node[node].copy;
    while (i != GRAPH_NONE && g->node[i].place != place)
        i = g->node[i].next_copy;
    return i;
}

static int make_copy(struct graph *g, struct schedule *s, int node, int place)
{
    const int i = graph_stored(g, 0, (double)g->node[node].bytes, place);
    g->node[i].next_copy = g->node[node].copy;
    g->node[node].copy = (int16_t)i;
    if (s->n_copies < GRAPH_MAX_NODES)
        s->copy[s->n_copies++] = (int16_t)i;
    return i;
}

static void put(struct schedule *s, int node, bool only_keeps)
{
    if (s->n < 2 * GRAPH_MAX_NODES)
        s->step[s->n++] = (struct schedule_step){(int16_t)node, only_keeps};
}

/* A stretch that already copied something ends before the next weights from elsewhere: their copies can then share memory. */
static bool foreign_weights(const struct graph *g, const struct graph_node *t, int place)
{
    for (int i = 0; i < t->n_src; i++)
        if (g->node[t->src[i]].flags & GRAPH_WEIGHT && g->node[t->src[i]].place != place)
            return true;
    return false;
}

/* Copies what steps first..last-1 lack at the place of their stretch, then lists them. */
static void stretch(struct graph *g, int first, int last, int place, struct schedule *out)
{
    for (int i = first; i < last; i++) {
        struct graph_node *t = &g->node[g->order[i]];
        for (int j = 0; j < t->n_src && !(t->flags & GRAPH_VIEW); j++) {
            const int s = t->src[j];
            if (g->node[s].place == place)
                continue;
            int copy = copy_on(g, s, place);
            if (copy == GRAPH_NONE) {
                copy = make_copy(g, out, s, place);
                put(out, s, true);
                put(out, copy, false);
            }
            t->src[j] = (int16_t)copy;
        }
    }
    for (int i = first; i < last; i++)
        put(out, g->order[i], false);
}

/* Does the step need something that is not on the place yet? */
static bool lacks(const struct graph *g, const struct graph_node *t, int place)
{
    for (int i = 0; i < t->n_src; i++)
        if (g->node[t->src[i]].place != place && copy_on(g, t->src[i], place) == GRAPH_NONE)
            return true;
    return false;
}

void schedule_make(struct graph *g, bool offload, struct schedule *out)
{
    out->n = out->n_copies = 0;
    places(g, offload);
    int first = 0, place = GRAPH_NONE;
    bool copied = false;
    for (int i = 0; i < g->n_order; i++) {
        const struct graph_node *t = &g->node[g->order[i]];
        if (t->flags & GRAPH_VIEW)
            continue;
        if (place == GRAPH_NONE)
            place = t->place;
        if (t->place != place || (copied && foreign_weights(g, t, place))) {
            stretch(g, first, i, place, out);
            first = i;
            place = t->place;
            copied = false;
        }
        copied = copied || lacks(g, t, place);
    }
    stretch(g, first, g->n_order, place, out);
}
