/* gguf_arch.h: the properties of each GGUF architecture that neither the metadata nor the tensors of a file state.
   Source: src/models of ggml-org/llama.cpp. */
#ifndef GGUF_ARCH_H
#define GGUF_ARCH_H

#include "catalogue.h"

struct gguf_arch {
    const char *name; /* general.architecture */
    enum attention attention;
    /* One layer in period has full attention, unless the file lists these layers; 0: all layers are alike. For
       architectures with full attention it applies to the models that state a window (OLMo 3, the larger EXAONE 4). */
    double period;
    double window; /* tokens of the window unless the file states them; 0: the file must */
};

/* Returns the architecture of that name; NULL when it is unknown. */
const struct gguf_arch *gguf_arch_find(const char *name);

#endif
