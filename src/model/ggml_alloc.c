/* ggml_alloc.c: packs the tensors of a graph into one buffer per place.

   Idea: go through the graph in order. Each tensor takes the smallest hole that holds it, else the end of the
   buffer; it is freed after its last use; an operation that may work in place takes over the memory of a source
   that nothing else needs. Sizes are multiples of 128 bytes. The size of the buffer is the largest end that was
   reached.
   Invariants: holes are sorted by offset, do not touch and lie below `end`; a tensor has one owner; use counts
   never go below zero. A lost hole (more than MAX_HOLES) makes the result too large, never too small.
   Reference: ggml/src/ggml-alloc.c of 2026-08; docs/model.md, "Compute buffers". */
#include "ggml_alloc.h"

#include "bug.h"

enum { MAX_HOLES = 64 };

static const int64_t alignment = 128; /* CUDA's; the host's is finer, but no measured row shows a difference */

struct hole {
    int64_t at, size;
};

struct buffer {
    int n;             /* holes */
    int64_t end, most; /* end of used memory; its largest value so far */
    struct hole hole[MAX_HOLES];
};

static int64_t aligned(int64_t bytes)
{
    return (bytes + alignment - 1) / alignment * alignment;
}

static void remove_hole(struct buffer *b, int i)
{
    b->n--;
    for (; i < b->n; i++)
        b->hole[i] = b->hole[i + 1];
}

/* Returns the offset of new memory: the smallest hole that is large enough (the last of equals), else the end. */
static int64_t take(struct buffer *b, int64_t bytes)
{
    const int64_t size = aligned(bytes);
    int best = -1;
    for (int i = 0; i < b->n; i++)
        if (b->hole[i].size >= size && (best < 0 || b->hole[i].size <= b->hole[best].size))
            best = i;
    if (best < 0) {
        const int64_t at = b->end;
        b->end += size;
        if (b->end > b->most)
            b->most = b->end;
        return at;
    }
    const int64_t at = b->hole[best].at;
    b->hole[best].at += size;
    b->hole[best].size -= size;
    if (b->hole[best].size == 0)
        remove_hole(b, best);
    return at;
}

/* Frees memory and joins it with neighbouring holes. */
static void give(struct buffer *b, int64_t at, int64_t bytes)
{
    int64_t size = aligned(bytes);
    BUG_UNLESS(at >= 0 && at + size <= b->end);
    int i = 0;
    while (i < b->n && b->hole[i].at < at)
        i++;
    if (i < b->n && at + size == b->hole[i].at) {
        size += b->hole[i].size;
        remove_hole(b, i);
    }
    if (i > 0 && b->hole[i - 1].at + b->hole[i - 1].size == at) {
        at = b->hole[i - 1].at;
        size += b->hole[i - 1].size;
        remove_hole(b, --i);
    }
    if (at + size == b->end) {
        b->end = at;
        return;
    }
    if (b->n == MAX_HOLES)
        return; /* lost: the result is then too large, never too small */
    for (int j = b->n++; j > i; j--)
        b->hole[j] = b->hole[j - 1];
    b->hole[i] = (struct hole){at, size};
}

struct packing {
    struct ggml_graph *g;
    struct buffer buffer[GGML_GRAPH_MAX_PLACES];
};

static bool is_view(const struct ggml_graph_node *t)
{
    return t->root != GGML_GRAPH_NONE;
}

/* Gives t the memory of a source of the same size that nothing else needs. Returns false if there is none. */
static bool in_place(struct packing *p, struct ggml_graph_node *t)
{
    if (!(t->flags & GGML_GRAPH_INPLACE))
        return false;
    for (int i = 0; i < t->n_src; i++) {
        struct ggml_graph_node *s = &p->g->node[t->src[i]];
        if (!s->owned || is_view(s) || s->bytes != t->bytes || s->children != 1 || s->views != 0)
            continue;
        t->at = s->at;
        t->place = s->place;
        s->owned = false;
        return true;
    }
    return false;
}

/* Gives a node memory, unless it has some, is a view, or is stored elsewhere (weights, cache). */
static void allocate(struct packing *p, int node)
{
    struct ggml_graph_node *t = &p->g->node[node];
    if (t->owned || is_view(t) || t->flags & (GGML_GRAPH_WEIGHT | GGML_GRAPH_CACHE))
        return;
    t->owned = true;
    if (!in_place(p, t))
        t->at = take(&p->buffer[t->place], t->bytes);
}

/* Frees the memory of a node that nothing needs any more. */
static void release(struct packing *p, struct ggml_graph_node *t)
{
    if (t->owned && t->children == 0 && t->views == 0) {
        give(&p->buffer[t->place], t->at, t->bytes);
        t->owned = false;
    }
}

/* Counts one use of a node as done; after the last use its memory, or its root's if it is a view, may be freed. */
static void count_use(struct packing *p, int node)
{
    struct ggml_graph_node *t = &p->g->node[node];
    BUG_UNLESS(t->children > 0);
    if (--t->children > 0 || t->views > 0)
        return;
    if (is_view(t)) {
        struct ggml_graph_node *root = &p->g->node[t->root];
        root->views--;
        release(p, root);
    } else
        release(p, t);
}

/* Fills the use counts: children are later uses of a node, views are nodes that look at its memory. */
static void count_uses(struct ggml_graph *g, const struct ggml_sched *s)
{
    for (int i = 0; i < s->n; i++) {
        const struct ggml_graph_node *t = &g->node[s->step[i].node];
        if (s->step[i].only_keeps) {
            g->node[s->step[i].node].children++;
            continue;
        }
        if (is_view(t))
            g->node[t->root].views++;
        if (t->flags & GGML_GRAPH_RESULT)
            g->node[s->step[i].node].children++;
        for (int j = 0; j < t->n_src; j++)
            g->node[t->src[j]].children++;
    }
}

/* Allocates the host's inputs, and with several micro-batches in flight one more of each input and copy per
   micro-batch; those are never freed. */
static void allocate_inputs(struct packing *p, const struct ggml_sched *s, int copies)
{
    struct ggml_graph *g = p->g;
    for (int i = 0; i < g->n; i++)
        if (g->node[i].flags & GGML_GRAPH_INPUT && g->node[i].listed) {
            allocate(p, i);
            for (int c = 1; c < copies && g->node[i].children > 0; c++)
                take(&p->buffer[g->host], g->node[i].bytes);
            if (copies > 1)
                g->node[i].children++;
        }
    for (int i = 0; i < s->n_copies && copies > 1; i++) {
        struct ggml_graph_node *t = &g->node[s->copy[i]];
        for (int c = 0; c < copies; c++)
            t->at = take(&p->buffer[t->place], t->bytes);
        t->owned = true;
        t->children++;
    }
}

void ggml_alloc_sizes(struct ggml_graph *g, const struct ggml_sched *s, int copies, double out_b[GGML_GRAPH_MAX_PLACES])
{
    struct packing p;
    p.g = g;
    for (int i = 0; i <= g->host; i++)
        p.buffer[i] = (struct buffer){.n = 0};
    BUG_UNLESS(!g->full && g->host < GGML_GRAPH_MAX_PLACES);
    count_uses(g, s);
    allocate_inputs(&p, s, copies);
    for (int i = 0; i < s->n; i++) {
        const int node = s->step[i].node;
        if (s->step[i].only_keeps) {
            count_use(&p, node);
            continue;
        }
        allocate(&p, node);
        for (int j = 0; j < g->node[node].n_src; j++)
            count_use(&p, g->node[node].src[j]);
    }
    for (int i = 0; i <= g->host; i++)
        out_b[i] = (double)p.buffer[i].most;
}
