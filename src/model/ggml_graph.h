/* ggml_graph.h: a computation as ggml sees it: tensors, the tensors each is made from, and the order of the operations.
   Sizes only, no values. ggml_sched.h assigns places, ggml_alloc.h packs tensors into buffers. The caller provides the
   storage; nothing is allocated. */
#ifndef GGML_GRAPH_H
#define GGML_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

enum { GGML_GRAPH_MAX_NODES = 10000, GGML_GRAPH_MAX_PLACES = 17, GGML_GRAPH_SRCS = 6, GGML_GRAPH_NONE = -1 };

enum {
    GGML_GRAPH_INPLACE = 1, /* may take over the memory of a source of the same size */
    GGML_GRAPH_VIEW = 2,    /* moves no data: reshape, view, permutation */
    GGML_GRAPH_WEIGHT = 4,  /* weights, stored before the graph runs */
    GGML_GRAPH_CACHE = 8,   /* KV cache or state, stored before the graph runs */
    GGML_GRAPH_INPUT = 16,  /* written by the host before the graph runs */
    GGML_GRAPH_LOOKUP = 32, /* reads single rows: its weights are never copied to a device */
    GGML_GRAPH_RESULT = 64  /* read after the graph has run: its memory is never reused */
};

struct ggml_graph_node {
    int64_t bytes;
    int64_t at;                   /* ggml_alloc.c: offset in its buffer */
    int16_t src[GGML_GRAPH_SRCS]; /* the n_src nodes that it is made from */
    int16_t root;                 /* the node whose memory this one views; GGML_GRAPH_NONE: has its own memory */
    int16_t copy, next_copy;      /* ggml_sched.c: list of its copies on other places */
    int16_t children, views;      /* ggml_alloc.c: uses and views that are still to come */
    int8_t place;                 /* GGML_GRAPH_NONE: not yet known */
    uint8_t flags, n_src;
    bool listed; /* in the order of operations */
    bool owned;  /* ggml_alloc.c: has memory of its own now */
};

/* A node's number is its index. Places 0..host-1 are devices, place `host` is the host. */
struct ggml_graph {
    int n, n_order, host;
    bool full; /* more nodes were added than fit: the graph must not be used */
    struct ggml_graph_node node[GGML_GRAPH_MAX_NODES];
    int16_t order[GGML_GRAPH_MAX_NODES];
};

/* Empties the graph, for `devices` devices and the host. */
void ggml_graph_begin(struct ggml_graph *g, int devices);
/* Adds a tensor of `bytes` bytes made from nodes a, b, c and d (GGML_GRAPH_NONE: none). Returns its number. */
int ggml_graph_op(struct ggml_graph *g, int flags, double bytes, int a, int b, int c, int d);
/* Adds one more source to a node. */
void ggml_graph_from(struct ggml_graph *g, int node, int source);
/* Adds a view of all or a part of another node. Returns its number. */
int ggml_graph_view(struct ggml_graph *g, int of, double bytes);
/* Adds the operation that writes value to rows of a cache; its result is a view of the cache. Returns its number. */
int ggml_graph_store(struct ggml_graph *g, int cache, int value, int rows);
/* Adds weights or cache (flags) of that size on that place. Returns the number. */
int ggml_graph_stored(struct ggml_graph *g, int flags, double bytes, int place);
/* Adds an input that the host writes. Returns its number. */
int ggml_graph_input(struct ggml_graph *g, double bytes);
/* Appends a node and everything it needs to the order of operations, sources first, unless already there. */
void ggml_graph_expand(struct ggml_graph *g, int node);

#endif
