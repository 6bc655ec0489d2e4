/* gguf_mix.h: a GGUF file's own tensors as a quant record. */
#ifndef GGUF_MIX_H
#define GGUF_MIX_H

#include "gguf_file.h"

struct tree;

/* Adds base, of and tensors to the quant; the tensors' bytes add up to the file's, to the byte. */
void gguf_mix(struct arena *a, const struct gguf_file *f, const char *model, struct tree *quant);

#endif
