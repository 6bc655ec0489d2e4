/* tensors.h: the tensors of a model's file, from its shape alone. Names and shapes are the same as in llama.cpp's GGUF
   files; the byte classes are the same as in data/measured/gguf_sizes.csv. */
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
    enum tensor role;         /* what the rules of a quant call it */
    enum tensors_class class; /* the total that it belongs to */
    double row, rows;         /* elements per row; rows (of all experts or heads if stacked) */
    bool vector;              /* never quantised, stays F32: one-dimensional tensors and routers */
    bool stacked;             /* three-dimensional: one matrix per expert or head */
};

enum { TENSORS_PER_LAYER = 48 };

/* Fills out with the tensors of one layer and returns their number. layer counts from 0; layers from m->layers on are
   prediction (MTP) layers. */
int tensors_of_layer(const struct model *m, int layer, struct tensors_one out[TENSORS_PER_LAYER]);
/* Fills out with the tensors that belong to no layer (token embedding, final norm, output matrix unless tied, rotary
   factors) and returns their number. */
int tensors_global(const struct model *m, struct tensors_one out[TENSORS_PER_LAYER]);

/* Returns true if the layer attends to the whole context. */
bool tensors_is_full(const struct model *m, int layer);
/* Returns true if the layer has a recurrent state instead of attention. */
bool tensors_is_recurrent(const struct model *m, int layer);
/* Returns true if the layer has routed experts. */
bool tensors_has_experts(const struct model *m, int layer);
/* Returns true if the layer keeps keys and values of its own. */
bool tensors_has_cache(const struct model *m, int layer);
/* Returns true if the layer attends to the keys and values of an earlier layer instead. */
bool tensors_shares_cache(const struct model *m, int layer);
/* Return the number and the width of the layer's key and value heads. */
double tensors_kv_heads(const struct model *m, int layer);
double tensors_head_dim(const struct model *m, int layer);
/* Returns the class of a tensor with this role; experts: it belongs to routed experts. */
enum tensors_class tensors_class_of(enum tensor role, bool experts);

#endif
