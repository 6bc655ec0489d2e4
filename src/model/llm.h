/* llm.h: a model stored in a mix, counted once. Plain totals per layer in the caller's memory: what a file holds, what
   a GPU holds, what a decode step reads and how much it computes. */
#ifndef LLM_H
#define LLM_H

#include "quant_mix.h"

enum { LLM_MAX_LAYERS = 264 };

struct llm_layer {
    double gpu_b;         /* on a GPU, padding included, routed experts included */
    double experts_gpu_b; /* the routed experts of that */
    double vectors_b;     /* norms and the like of that: what tensor split repeats on each device */
    double read_b;        /* dense bytes that every token reads */
    double experts_b;     /* routed experts, all of them */
    double flop;          /* per token, dense: 2 x parameters */
    double expert_flop;   /* per token, the experts it uses */
    double largest_b;     /* the largest matrix of it or of a layer before it */
    double k_row, v_row;  /* cache elements per token; 0: none */
    double state_b;       /* recurrent state per sequence */
    bool full, experts;   /* attends to everything; has routed experts */
};

/* Totals over layers 0..i-1, so that any run of layers is a difference. Prediction layers are in the file but not
   loaded: they count in the cache only. */
struct llm_sum {
    double gpu_b, experts_gpu_b, vectors_b, read_b, experts_b, flop, expert_flop;
    double full_rows, window_rows; /* cache elements per token of layers that keep everything, or a window */
    double full_read_rows,
        window_read_rows; /* what a step reads of them: layers without a cache of their own read another layer's */
    double full_layers, window_layers; /* how many layers attend so */
    double state_b, expert_layers, dense_layers;
};

struct llm {
    const struct model *model;
    const struct quant *quant;
    int n_layers; /* blocks that are loaded */
    struct llm_layer layer[LLM_MAX_LAYERS];
    struct llm_sum upto[LLM_MAX_LAYERS + 1];
    double file_b[TENSORS_N_CLASSES]; /* bytes in the file by class */
    double total_b;                   /* their sum */
    double params;                    /* recounted elements */
    double embedding_b, output_b;     /* in the file; output_b is the embedding's where they are tied */
    double ple_b;                     /* the layers' own embeddings, in the file; llama.cpp looks them up on the host */
    double output_gpu_b;              /* output matrix and final norm on the device that holds them */
    double head_b, head_flop;         /* read and computed per emitted token */
    double largest_experts_b;         /* the largest tensor of routed experts */
    double used_frac;                 /* experts used over experts, 1 without experts */
    enum qclass qclass;               /* class of the format that most of the weights are in */
};

/* The largest matrix of the first n layers. */
double llm_largest_below(const struct llm *l, int n);
/* Part of a layer's routed experts that n_tok tokens wake, routed alike: E (1 - (1 - k/E)^n) of E; k/E for one token.
 */
double llm_active_frac(const struct llm *l, double n_tok);
/* What layers first..last-1 add up to. */
struct llm_sum llm_between(const struct llm *l, int first, int last);
/* Every byte of weights times that factor: a file whose size is known and whose mix is not. */
void llm_scale(struct llm *l, double factor);
/* Counts; false when the model has more layers than fit here. */
bool llm_prepare(const struct model *m, const struct quant *q, struct llm *out);

#endif
