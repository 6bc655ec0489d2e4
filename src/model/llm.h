/* llm.h: a model stored in one quant, counted once: bytes and operations per layer, and sums over layers. */
#ifndef LLM_H
#define LLM_H

#include "quant_mix.h"

enum { LLM_MAX_LAYERS = 264 };

struct llm_layer {
    double gpu_b;         /* bytes on a GPU, with padding and routed experts */
    double experts_gpu_b; /* the routed experts' part of gpu_b */
    double vectors_b;     /* the vectors' part of gpu_b (norms, biases), which a tensor split repeats on each device */
    double read_b;        /* dense bytes that every token reads */
    double experts_b;     /* bytes of all routed experts */
    double flop;          /* dense operations per token: 2 * parameters */
    double expert_flop;   /* operations per token of the experts it uses */
    double largest_b;     /* largest matrix of this layer and all before it */
    double k_row, v_row;  /* cache elements per token; 0: none */
    double state_b;       /* recurrent state per sequence; 0: none */
    bool full, experts;   /* attends to the whole context; has routed experts */
};

/* Sums over layers 0..i-1; the sum over any range of layers is a difference of two. Prediction (MTP) layers are in the
   file but are not loaded: they count in the cache only. */
struct llm_sum {
    double gpu_b, experts_gpu_b, vectors_b, read_b, experts_b, flop, expert_flop;
    /* cache elements per token, in layers that keep everything and in window layers */
    double full_rows, window_rows;
    /* cache elements per token that a step reads there; layers without a cache of their own read another layer's */
    double full_read_rows, window_read_rows;
    double full_layers, window_layers; /* numbers of such layers */
    double state_b, expert_layers, dense_layers;
};

struct llm {
    const struct model *model;
    const struct quant *quant;
    struct model
        stored;   /* the model with the prediction layers of the file, where those are not what its record says */
    int n_layers; /* with prediction layers */
    struct llm_layer layer[LLM_MAX_LAYERS];
    struct llm_sum upto[LLM_MAX_LAYERS + 1];
    double file_b[TENSORS_N_CLASSES]; /* bytes in the file by class */
    double total_b;                   /* sum of file_b */
    double params;                    /* elements of all tensors */
    double embedding_b, output_b;     /* bytes in the file; if tied, output_b is the embedding's */
    double ple_b;                     /* per-layer embeddings, bytes in the file; llama.cpp looks them up on the host */
    double output_gpu_b;              /* output matrix and final norm on the device that holds them */
    double head_b, head_flop;         /* bytes read and operations per token with logits */
    double largest_experts_b;         /* the largest tensor of routed experts */
    double used_frac;                 /* experts used per token / experts; 1 without experts */
    enum qclass qclass;               /* class of the format that holds most weights */
};

/* Returns the bytes of the largest matrix of the first n layers; 0 for n = 0. */
double llm_largest_below(const struct llm *l, int n);
/* Returns the fraction of a layer's E routed experts that n_tok tokens activate if routing is uniform: 1 - (1 - k/E)^n
   for k experts per token; k/E for one token. */
double llm_active_frac(const struct llm *l, double n_tok);
/* Returns the sums over layers first..last-1. */
struct llm_sum llm_between(const struct llm *l, int first, int last);
/* Multiplies all bytes of weights by factor, for a file whose size is known and whose tensors are not. */
void llm_scale(struct llm *l, double factor);
/* Counts the model stored as q in its plain file. Returns false when it has more than LLM_MAX_LAYERS layers. *out must
   not be moved or copied afterwards. */
bool llm_prepare(const struct model *m, const struct quant *q, struct llm *out);
/* Which of the files of a model and quant. */
struct llm_file {
    bool apart;       /* the one that holds the prediction layers that plain files leave out */
    const char *repo; /* its repository, as OWNER/NAME or OWNER/NAME/FILE; NULL: not named */
};
/* Like llm_prepare, of that file. */
bool llm_prepare_file(const struct model *m, const struct quant *q, struct llm_file f, struct llm *out);
/* Returns the published size of the file, in bytes of tensors: that of its folder or repository, else that of none in
   particular; NaN: none is on record. */
double llm_published_b(const struct model *m, const struct quant *q, const char *repo);

#endif
