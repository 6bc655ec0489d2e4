/* hf_arch.h: what the model_type of a config.json says that its values do not, and what its values are where they are
   not stated. Source: configuration_*.py and modeling_*.py under src/transformers/models of huggingface/transformers,
   2026-08. */
#ifndef HF_ARCH_H
#define HF_ARCH_H

#include "catalogue.h"

enum hf_mark {
    HF_TIED = 1 << 0,          /* embeddings are tied where tie_word_embeddings is not stated */
    HF_QK_NORM = 1 << 1,       /* a norm of head width on queries and keys */
    HF_QK_FULL = 1 << 2,       /* that norm is as wide as all heads */
    HF_QKV_BIAS = 1 << 3,      /* bias on queries, keys and values, whatever attention_bias says */
    HF_FUSED = 1 << 4,         /* one matrix for queries, keys and values, one for gate and up */
    HF_EXPERT_IS_FFN = 1 << 5, /* intermediate_size is the width of an expert, and no layer is dense */
    HF_BESIDE = 1 << 6,        /* intermediate_size is a feed-forward beside the experts of each layer */
    HF_SHARED_ONE = 1 << 7,    /* one shared expert, as wide as a routed one */
    HF_SHARED_GATE = 1 << 8,
    HF_ROUTER_BIAS = 1 << 9,
    HF_ALL_BIAS = 1 << 10, /* every matrix, router and experts included */
    HF_SINKS = 1 << 11,
    HF_GATED_QUERY = 1 << 12,
    HF_PREDICTS = 1 << 13,       /* llama.cpp's converter keeps its prediction layers */
    HF_KEY_NORM = 1 << 14,       /* use_qk_norm makes norms as wide as all heads */
    HF_PREDICTS_SHARED = 1 << 15 /* those layers use the model's own embedding and output matrix */
};

struct hf_arch {
    const char *type; /* model_type, of the text part where there are several */
    enum attention attention;
    unsigned marks;
    double norms;      /* norm vectors of a block */
    double period;     /* one layer in so many attends to everything, where layer_types is absent; 0: none */
    const char *class; /* whose defaults hold: the model_type of another row, or NULL: its own */
};

/* NULL when it is not known. */
const struct hf_arch *hf_arch_find(const char *type);
/* What the config class gives a key that is not stated; NaN: it must be stated. */
double hf_arch_default(const struct hf_arch *arch, const char *key);
/* All known types, for a message; NULL behind the last. */
const struct hf_arch *hf_arch_at(size_t i);

#endif
