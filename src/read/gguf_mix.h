/* gguf_mix.h: makes a quant record from the tensors of one GGUF file. */
#ifndef GGUF_MIX_H
#define GGUF_MIX_H

#include "gguf_file.h"

struct tree;

/* Adds scheme, base, of (the model's id) and tensors to the quant. The sizes of the record's tensors add up to the
   tensor bytes of the file, exactly. */
void gguf_mix(struct arena *a, const struct gguf_file *f, const char *model, struct tree *quant);

#endif
