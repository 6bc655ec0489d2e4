/* graph.h: a computation as ggml sees it: tensors, what each is made from, and the order of work. Only sizes count here, no
   values. schedule.h places the work, pack.h packs it into buffers. Storage is the caller's; nothing is allocated. */
#ifndef GRAPH_H
#define GRAPH_H

#include <stdbool.h>
#include <stdint.h>

enum { GRAPH_MAX_NODES = 10000, GRAPH_MAX_PLACES = 17, GRAPH_SRCS = 6, GRAPH_NONE = -1 };

enum {
    GRAPH_INPLACE = 1,  /* may take over the memory of a source of the same size */
    GRAPH_VIEW = 2,     /* moves no data: reshape, view, permutation */
    GRAPH_WEIGHT = 4,   /* stored before the work starts */
    GRAPH_CACHE = 8,    /* likewise, but not a weight: cache and state */
    GRAPH_INPUT = 16,   /* written by the host before the work starts */
    GRAPH_LOOKUP = 32,  /* reads single rows: never moved to a device for the sake of its weights */
    GRAPH_RESULT = 64   /* read from outside: its memory is never given to others */
};

struct graph_node {
    int64_t bytes;
    int64_t at;                  /* pack.c: offset in its buffer */
    int16_t src[GRAPH_SRCS];     /* n_src of them */
    int16_t root;                /* the tensor whose memory this one looks at; GRAPH_NONE: has its own */
    int16_t copy, next_copy;     /* schedule.c: its copies on other places, a list */
    int16_t children, views;     /* pack.c */
    int8_t place;                /* GRAPH_NONE: not yet known */
    uint8_t flags, n_src;
    bool listed, owned;
};

/* The node's number is its index. Places 0..host-1 are devices, the last is the host. */
struct graph {
    int n, n_order, host;
    bool full;                   /* there were more tensors than have room: it is of no use */
    struct graph_node node[GRAPH_MAX_NODES];
    int16_t order[GRAPH_MAX_NODES];
};

/* An empty graph over that many devices and the host. */
void graph_begin(struct graph *g, int devices);
/* A new tensor of that many bytes, made from up to four others (GRAPH_NONE: none). */
int graph_op(struct graph *g, int flags, double bytes, int a, int b, int c, int d);
/* One more source of it. */
void graph_from(struct graph *g, int node, int source);
/* A tensor that looks at a part of another one or at all of it. */
int graph_view(struct graph *g, int of, double bytes);
/* Writes value to rows of a cache, which is a view of the cache. */
int graph_store(struct graph *g, int cache, int value, int rows);
/* Weights or cache of that size on that place; an input made by the host. */
int graph_stored(struct graph *g, int flags, double bytes, int place);
int graph_input(struct graph *g, double bytes);
/* Puts the tensor and all that it needs at the end of the order of work, sources first. */
void graph_expand(struct graph *g, int node);

#endif
