/* gguf_shape.h: a model's shape from the metadata and the tensors of its GGUF file. What the tensors show is taken from
   them; the keys are those of gguf-py/gguf/constants.py of ggml-org/llama.cpp, and what they mean is in
   src/llama-model.cpp there. */
#ifndef GGUF_SHAPE_H
#define GGUF_SHAPE_H

#include "gguf_file.h"

struct import_ask;
struct tree;

/* Adds the model's fields behind its id and source; false with diagnostics when the architecture is not known or what
   it has no record can say. */
bool gguf_shape(struct arena *a, struct diags *d, const struct gguf_file *f, const struct import_ask *ask,
                struct tree *model);

#endif
