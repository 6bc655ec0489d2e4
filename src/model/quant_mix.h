/* quant_mix.h: in which format each tensor is stored, and in how many bytes. The rules are data (quant records), taken
   from llama.cpp's quantiser (src/llama-quant.cpp). */
#ifndef QUANT_MIX_H
#define QUANT_MIX_H

#include "quant_format.h"
#include "tensors.h"

/* Returns the format in which q stores tensor t of the given layer (-1: t belongs to no layer). NULL means F32, which
   all vectors and routers use. */
const struct format *quant_mix_format(const struct model *m, const struct quant *q, const struct tensors_one *t,
                                      int layer);
/* Iterates over the tensors of one layer, or of no layer (-1), with their formats: the file's own list if q describes
   one file, else the tensors of the model's shape. */
struct quant_mix_walk {
    const struct model *model;
    const struct quant *quant;
    int layer, n, i;
    int again; /* how many times entry i of the file's list has been returned */
    struct tensors_one shape[TENSORS_PER_LAYER];
};
struct quant_mix_stored {
    struct tensors_one t;
    const struct format *f; /* NULL: F32 */
};
void quant_mix_start(struct quant_mix_walk *w, const struct model *m, const struct quant *q, int layer);
/* Fills *out with the next tensor. Returns false after the last one. */
bool quant_mix_next(struct quant_mix_walk *w, struct quant_mix_stored *out);
/* Returns the tensor's bytes in the file; f NULL is F32 (4 bytes per element). */
double quant_mix_file_b(const struct format *f, const struct tensors_one *t);
/* Returns the tensor's bytes on a GPU under llama.cpp: a quantised tensor is padded as if its last row were a multiple
   of 512 columns long, and its size is rounded up to 128 bytes (ggml's CUDA buffer type). */
double quant_mix_gpu_b(const struct format *f, const struct tensors_one *t);
/* Returns true for formats of 16 bits or more per weight, which are not quantised. */
static inline bool quant_mix_is_wide(enum qclass q)
{
    return q == qclass_f32 || q == qclass_f16 || q == qclass_bf16;
}
/* Returns the format that most of the model is stored in: that of the experts if it has any, else of the matrices that
   no rule applies to. */
static inline const struct format *quant_mix_main(const struct quant *q, const struct model *m)
{
    return quant_format_main(q, m->experts > 0);
}
/* Returns the bits of a weight in that format. */
static inline double quant_mix_bits(const struct quant *q, const struct model *m)
{
    return quant_format_bits(quant_mix_main(q, m));
}
/* Returns the size in bytes of `elements` values in format f, which must not be NULL. */
static inline double quant_mix_row_b(const struct format *f, double elements)
{
    return elements / f->block_weights * f->block_b;
}

#endif
