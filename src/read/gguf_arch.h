/* gguf_arch.h: the properties of each GGUF architecture that neither the metadata nor the tensors of a file state.
   Source: src/models of ggml-org/llama.cpp. */
#ifndef GGUF_ARCH_H
#define GGUF_ARCH_H

#include "catalogue.h"

struct gguf_arch {
    const char *name; /* general.architecture */
    enum attention attention;
    /* One in every `period` layers has full attention, unless the file lists those layers or states a period; 0: all
       layers are alike. In an architecture marked attention_full, the period applies only to models whose file states
       a window (OLMo 3, the larger EXAONE 4). */
    double period;
    double window; /* default window size in tokens; 0: no default, so the file must state it */
};

/* Returns the architecture of that name; NULL when it is unknown. */
const struct gguf_arch *gguf_arch_find(const char *name);

#endif
