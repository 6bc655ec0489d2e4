/* gguf_arch.h: what the name of an architecture says that neither the metadata nor the tensors of a GGUF file do.
   Source: src/models of ggml-org/llama.cpp. */
#ifndef GGUF_ARCH_H
#define GGUF_ARCH_H

#include "catalogue.h"

struct gguf_arch {
    const char *name; /* general.architecture */
    enum attention attention;
    double period; /* one layer in so many attends to everything, where the file has no list of them; 0: none. With full
                      attention: of the models that state a window all the same (OLMo 3, the larger EXAONE 4) */
    double window; /* tokens, where the file does not state them; 0: it must */
};

/* NULL when it is not known. */
const struct gguf_arch *gguf_arch_find(const char *name);

#endif
