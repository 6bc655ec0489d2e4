/* hf_arch.h: the properties of each model_type that a config.json does not state, and the defaults of its config class.
   Source: configuration_*.py and modeling_*.py under src/transformers/models of huggingface/transformers, 2026-08. */
#ifndef HF_ARCH_H
#define HF_ARCH_H

#include "catalogue.h"

enum hf_mark {
    HF_TIED = 1 << 0,             /* embeddings are tied unless tie_word_embeddings states otherwise */
    HF_QK_NORM = 1 << 1,          /* queries and keys have a norm as wide as one head */
    HF_QK_FULL = 1 << 2,          /* queries and keys have a norm as wide as all heads */
    HF_QKV_BIAS = 1 << 3,         /* queries, keys and values have a bias, whatever attention_bias states */
    HF_FUSED = 1 << 4,            /* one matrix for queries, keys and values, one for gate and up */
    HF_EXPERT_IS_FFN = 1 << 5,    /* intermediate_size is the width of an expert; no layer is dense */
    HF_BESIDE = 1 << 6,           /* intermediate_size is the width of a dense part beside the experts of each layer */
    HF_SHARED_ONE = 1 << 7,       /* one shared expert, as wide as a routed one */
    HF_SHARED_GATE = 1 << 8,      /* the shared expert has a gate */
    HF_ROUTER_BIAS = 1 << 9,      /* the router has a bias */
    HF_ALL_BIAS = 1 << 10,        /* all matrices have a bias, including router and experts */
    HF_SINKS = 1 << 11,           /* attention sinks */
    HF_GATED_QUERY = 1 << 12,     /* the query matrix also makes a gate, so it is twice as wide */
    HF_PREDICTS = 1 << 13,        /* llama.cpp's converter keeps the prediction layers */
    HF_KEY_NORM = 1 << 14,        /* like HF_QK_FULL if use_qk_norm is true */
    HF_PREDICTS_SHARED = 1 << 15, /* prediction layers use the model's embedding and output matrix */
    HF_QK_ASKED = 1 << 16,        /* like HF_QK_NORM if use_qk_norm is true */
    HF_PLAIN_FFN = 1 << 17,       /* the feed-forward has no gate: two matrices */
    HF_NORM_BIAS = 1 << 18,       /* norms have a bias */
    HF_FUSED_QKV = 1 << 19,       /* llama.cpp's converter keeps one matrix for queries, keys and values */
    HF_SHARED_IS_FFN = 1 << 20,   /* without experts, shared_intermediate_size is the width of the feed-forward */
    HF_RECURRENT = 1 << 21,       /* a layer is a mixer or a feed-forward part, not both (Nemotron-H) */
    HF_KDA = 1 << 22,             /* Kimi delta attention beside multi-head latent attention */
    HF_BLOCKS = 1 << 23,          /* block_configs states each layer's own shape (Nemotron by architecture search) */
    HF_DOUBLE = 1 << 24,          /* two attentions and two feed-forwards in a layer (LongCat-Flash) */
    HF_UNEVEN = 1 << 25           /* keys and values differ in width (MiMo-V2) */
};

struct hf_arch {
    const char *type; /* model_type; of a multimodal model that of its text part */
    enum attention attention;
    unsigned marks;
    double norms;      /* norm vectors of a block */
    double period;     /* one layer in period has full attention, unless layer_types is stated; 0: all layers have */
    const char *class; /* model_type whose defaults apply; NULL: its own */
};

/* Returns the architecture of a model_type; NULL when it is unknown. */
const struct hf_arch *hf_arch_find(const char *type);
/* Returns the default of a key in the config class; NaN when it has none. */
double hf_arch_default(const struct hf_arch *arch, const char *key);
/* Returns architecture i; NULL after the last. */
const struct hf_arch *hf_arch_at(size_t i);
/* Returns why a model record cannot describe that model_type; NULL when nothing is known against it. */
const char *hf_arch_refused(const char *type);
/* Returns the model_type of the text part of a multimodal model whose text_config states none; NULL when unknown. */
const char *hf_arch_text_part(const char *type);

#endif
