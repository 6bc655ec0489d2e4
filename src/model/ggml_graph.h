/* ggml_graph.h: a computation as ggml sees it: tensors, what each is made from, and the order of work. Only sizes count
   here, no values. ggml_sched.h places the work, ggml_alloc.h packs it into buffers. Storage is the caller's; nothing
   is allocated. */
#ifndef GGML_GRAPH_H
#define GGML_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

enum { GGML_GRAPH_MAX_NODES = 10000, GGML_GRAPH_MAX_PLACES = 17, GGML_GRAPH_SRCS = 6, GGML_GRAPH_NONE = -1 };

enum {
    GGML_GRAPH_INPLACE = 1, /* may take over the memory of a source of the same size */
    GGML_GRAPH_VIEW = 2,    /* moves no data: reshape, view, permutation */
    GGML_GRAPH_WEIGHT = 4,  /* stored before the work starts */
    GGML_GRAPH_CACHE = 8,   /* likewise, but not a weight: cache and state */
    GGML_GRAPH_INPUT = 16,  /* written by the host before the work starts */
    GGML_GRAPH_LOOKUP = 32, /* reads single rows: never moved to a device for the sake of its weights */
    GGML_GRAPH_RESULT = 64  /* read from outside: its memory is never given to others */
};

struct ggml_graph_node {
    int64_t bytes;
    int64_t at;                   /* ggml_alloc.c: offset in its buffer */
    int16_t src[GGML_GRAPH_SRCS]; /* n_src of them */
    int16_t root;                 /* the tensor whose memory this one looks at; GGML_GRAPH_NONE: has its own */
    int16_t copy, next_copy;      /* ggml_sched.c: its copies on other places, a list */
    int16_t children, views;      /* ggml_alloc.c */
    int8_t place;                 /* GGML_GRAPH_NONE: not yet known */
    uint8_t flags, n_src;
    bool listed, owned;
};

/* The node's number is its index. Places 0..host-1 are devices, the last is the host. */
struct ggml_graph {
    int n, n_order, host;
    bool full; /* there were more tensors than have room: it is of no use */
    struct ggml_graph_node node[GGML_GRAPH_MAX_NODES];
    int16_t order[GGML_GRAPH_MAX_NODES];
};

/* An empty graph over that many devices and the host. */
void ggml_graph_begin(struct ggml_graph *g, int devices);
/* A new tensor of that many bytes, made from up to four others (GGML_GRAPH_NONE: none). */
int ggml_graph_op(struct ggml_graph *g, int flags, double bytes, int a, int b, int c, int d);
/* One more source of it. */
void ggml_graph_from(struct ggml_graph *g, int node, int source);
/* A tensor that looks at a part of another one or at all of it. */
int ggml_graph_view(struct ggml_graph *g, int of, double bytes);
/* Writes value to rows of a cache, which is a view of the cache. */
int ggml_graph_store(struct ggml_graph *g, int cache, int value, int rows);
/* Weights or cache of that size on that place; an input made by the host. */
int ggml_graph_stored(struct ggml_graph *g, int flags, double bytes, int place);
int ggml_graph_input(struct ggml_graph *g, double bytes);
/* Puts the tensor and all that it needs at the end of the order of work, sources first. */
void ggml_graph_expand(struct ggml_graph *g, int node);

#endif
