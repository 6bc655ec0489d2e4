#include "ggml_alloc.h"

enum { MAX_HOLES = 64 };

static const int64_t alignment = 128; /* of CUDA's buffers; the host's is finer, which no measured figure shows */

struct hole {
    int64_t at, size;
};

/* Free memory below `end`, which is where used memory ends; `most` is the largest end there was. */
struct buffer {
    int n;
    int64_t end, most;
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

static void give(struct buffer *b, int64_t at, int64_t bytes)
{
    int64_t size = aligned(bytes);
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
        return; /* forgotten: the answer is then too large, never too small */
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

/* Takes over the memory of a source that nobody else needs; what is left over is free again. */
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

static void allocate(struct packing *p, int node)
{
    struct ggml_graph_node *t = &p->g->node[node];
    if (t->owned || is_view(t) || t->flags & (GGML_GRAPH_WEIGHT | GGML_GRAPH_CACHE))
        return;
    t->owned = true;
    if (!in_place(p, t))
        t->at = take(&p->buffer[t->place], t->bytes);
}

static void release(struct packing *p, struct ggml_graph_node *t)
{
    if (t->owned && t->children == 0 && t->views == 0) {
        give(&p->buffer[t->place], t->at, t->bytes);
        t->owned = false;
    }
}

static void used(struct packing *p, int node)
{
    struct ggml_graph_node *t = &p->g->node[node];
    if (--t->children > 0 || t->views > 0)
        return;
    if (is_view(t)) {
        struct ggml_graph_node *root = &p->g->node[t->root];
        root->views--;
        release(p, root);
    } else
        release(p, t);
}

static void count(struct ggml_graph *g, const struct ggml_sched *s)
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

/* Inputs of the host; and copies, where several are in flight: those are never freed. */
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
    count(g, s);
    allocate_inputs(&p, s, copies);
    for (int i = 0; i < s->n; i++) {
        const int node = s->step[i].node;
        if (s->step[i].only_keeps) {
            used(&p, node);
            continue;
        }
        allocate(&p, node);
        for (int j = 0; j < g->node[node].n_src; j++)
            used(&p, g->node[node].src[j]);
    }
    for (int i = 0; i <= g->host; i++)
        out_b[i] = (double)p.buffer[i].most;
}
