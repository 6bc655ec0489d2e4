/* llm.h: a model stored in a mix, counted once. Plain totals per layer in the caller's memory: what a file holds, what a GPU
   holds, what a decode step reads and how much it computes. */
#ifndef LLM_H
#define LLM_H

#include "mix.h"

enum { LLM_MAX_LAYERS = 264 };

struct llm_layer {
    double gpu_b;         /* on a GPU, padding included, routed experts included */
    double experts_gpu_b; /* the routed experts of that */
    double vectors_b;     /* norms and the like of that: what tensor split repeats on each device */
    double read_b;        /* dense bytes that every token reads */
    double experts_b;     /* routed experts, all of them */
    double flop;          /* per token, dense: 2 x parameters */
    double expert_flop;   /* per token, the experts it uses */
    double k_row, v_row;  /* cache elements per token; 0: none */
    double state_b;       /* recurrent state per sequence */
    bool full, experts;   /* attends to everything; has routed experts */
};

struct llm {
    const struct model *model;
    const struct quant *quant;
    int n_layers;                         /* blocks that are loaded */
    struct llm_layer layer[LLM_MAX_LAYERS];
    double file_b[TENSORS_N_CLASSES];     /* bytes in the file by class */
    double total_b;                       /* their sum */
    double params;                        /* recounted elements */
    double embedding_b, output_b;         /* in the file; output_b is the embedding's where they are tied */
    double output_gpu_b;                  /* output matrix and final norm on the device that holds them */
    double head_b, head_flop;             /* read and computed per emitted token */
    double largest_b, largest_experts_b;  /* the largest single tensors, of all and of the routed experts */
    double used_frac;                     /* experts used over experts, 1 without experts */
    enum qclass qclass;                   /* class of the format that most of the weights are in */
};

/* Counts; false when the model has more layers than fit here. */
bool llm_prepare(const struct model *m, const struct quant *q, struct llm *out);

#endif
