/* tensors.h: the tensors of a model's file, from its shape alone. Names and shapes are those of llama.cpp's GGUF files;
   the byte classes are those of data/measured/gguf_sizes.csv. */
#ifndef TENSORS_H
#define TENSORS_H

#include "records.h"

#include <math.h>

enum tensors_class {
    TENSORS_EMBEDDING,
    TENSORS_OUTPUT,
    TENSORS_ATTN,
    TENSORS_FFN,
    TENSORS_EXPERTS,
    TENSORS_OTHER,
    TENSORS_N_CLASSES
};

struct tensors_one {
    enum tensor role;         /* what the rules of a mix call it */
    enum tensors_class class; /* which total it belongs to */
    double row, rows;         /* elements per row, and rows (times experts where it is stacked) */
    bool vector;              /* one-dimensional or otherwise never quantised: stays F32 */
    bool stacked;             /* three-dimensional: one matrix per expert or head */
};

enum { TENSORS_PER_LAYER = 48 };

/* The block's tensors; returns how many. layer counts from 0; layers from m->layers on are prediction (MTP) layers. */
int tensors_of_layer(const struct model *m, int layer, struct tensors_one out[TENSORS_PER_LAYER]);
/* Token embedding, final norm, output matrix unless tied, rotary factors. */
int tensors_global(const struct model *m, struct tensors_one out[TENSORS_PER_LAYER]);

/* Does the layer attend to the whole context, keep a window, or hold a recurrent state? */
bool tensors_is_full(const struct model *m, int layer);
bool tensors_is_recurrent(const struct model *m, int layer);
/* Has it routed experts? */
bool tensors_has_experts(const struct model *m, int layer);
/* Does it keep keys and values of its own? */
bool tensors_has_cache(const struct model *m, int layer);
/* Does it attend to the keys and values of an earlier layer instead? */
bool tensors_shares_cache(const struct model *m, int layer);
/* Heads and head width of that layer's keys and values. */
double tensors_kv_heads(const struct model *m, int layer);
double tensors_head_dim(const struct model *m, int layer);
/* The total that a tensor of a file belongs to. */
enum tensors_class tensors_class_of(enum tensor role, bool experts);
/* A count that is absent counts as none. */
static inline double tensors_or(double value, double otherwise)
{
    return isnan(value) ? otherwise : value;
}

#endif
