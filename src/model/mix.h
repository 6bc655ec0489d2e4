/* mix.h: what format a tensor is stored in, and how many bytes that is. The rules are data (quant records); their source is
   llama.cpp's quantiser. */
#ifndef MIX_H
#define MIX_H

#include "tensors.h"

/* The format of a tensor of that layer (-1: global) of the model stored as q. Vectors stay F32, which is NULL here. */
const struct format *mix_format(const struct model *m, const struct quant *q, const struct tensors_one *t, int layer);
/* Bytes in the file; f NULL is F32 (4 bytes an element). */
double mix_file_b(const struct format *f, const struct tensors_one *t);
/* Bytes on a GPU under llama.cpp: quantised rows that are not a multiple of 512 get the missing columns once per tensor, and each tensor is
   rounded up to 128 bytes (oracle: ggml's CUDA buffer type). */
double mix_gpu_b(const struct format *f, const struct tensors_one *t);
/* Bytes of n elements of a row in this format. */
double mix_row_b(const struct format *f, double elements);

#endif
