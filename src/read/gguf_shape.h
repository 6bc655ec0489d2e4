/* gguf_shape.h: makes a model record from the metadata and the tensors of a GGUF file. Where both state a size, the
   tensors count. Sources, in ggml-org/llama.cpp: gguf-py/gguf/constants.py for the keys, src/llama-model.cpp for their
   meaning. */
#ifndef GGUF_SHAPE_H
#define GGUF_SHAPE_H

#include "gguf_file.h"

struct import_ask;
struct tree;

/* Adds all fields but id, source and date to the model. Returns false with diagnostics when the architecture is unknown
   or a model record cannot describe the model. */
bool gguf_shape(struct arena *a, struct diags *d, const struct gguf_file *f, const struct import_ask *ask,
                struct tree *model);

#endif
