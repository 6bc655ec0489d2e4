/* quant_mix.h: what format a tensor is stored in, and how many bytes that is. The rules are data (quant records); their
   source is llama.cpp's quantiser. */
#ifndef QUANT_MIX_H
#define QUANT_MIX_H

#include "tensors.h"

/* The format of a tensor of that layer (-1: global) of the model stored as q. Vectors stay F32, which is NULL here. */
const struct format *quant_mix_format(const struct model *m, const struct quant *q, const struct tensors_one *t,
                                      int layer);
/* The tensors of one block, or of none (-1), in turn: the file's own where q is one file's, else those of the model's
   shape, with the formats that the mix gives them. */
struct quant_mix_walk {
    const struct model *model;
    const struct quant *quant;
    int layer, n, i, again; /* again: how often the own tensor at i was given */
    struct tensors_one shape[TENSORS_PER_LAYER];
};
struct quant_mix_stored {
    struct tensors_one t;
    const struct format *f; /* NULL: F32 */
};
void quant_mix_start(struct quant_mix_walk *w, const struct model *m, const struct quant *q, int layer);
/* False behind the last. */
bool quant_mix_next(struct quant_mix_walk *w, struct quant_mix_stored *out);
/* Bytes in the file; f NULL is F32 (4 bytes an element). */
double quant_mix_file_b(const struct format *f, const struct tensors_one *t);
/* Bytes on a GPU under llama.cpp: quantised rows that are not a multiple of 512 get the missing columns once per
   tensor, and each tensor is rounded up to 128 bytes (oracle: ggml's CUDA buffer type). */
double quant_mix_gpu_b(const struct format *f, const struct tensors_one *t);
/* 16 bits or more for each weight, not quantised. */
static inline bool quant_mix_is_wide(enum qclass q)
{
    return q == qclass_f32 || q == qclass_f16 || q == qclass_bf16;
}
/* Bytes of n elements of a row in this format. */
static inline double quant_mix_row_b(const struct format *f, double elements)
{
    return elements / f->block_weights * f->block_b;
}

#endif
