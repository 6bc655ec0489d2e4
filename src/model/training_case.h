/* training_case.h: what is fine-tuned, by which program, with which settings. Plain data; training.h has the laws. */
#ifndef TRAINING_CASE_H
#define TRAINING_CASE_H

#include "records.h"

#include <stdbool.h>

/* A model's parameters by how fine-tuning treats them. */
struct training_shape {
    const struct model *model;
    double matrices;       /* matrices of all layers, experts included: QLoRA stores them in 4 bits, LoRA adapts them */
    double vectors;        /* norms, biases and routers */
    double embedding;      /* token embedding */
    double output;         /* output matrix; 0 if tied to the embedding */
    double largest_layer;  /* parameters of the largest layer */
    double largest_matrix; /* parameters of the largest matrix; of one expert in a stack */
};

struct training_case {
    const struct training_shape *shape;
    const struct trainer *trainer;
    enum tune tune;
    enum optimizer optimizer;
    enum precision precision;
    enum sharding sharding;
    enum targets targets;
    double rank;              /* of the adapters */
    double trained_params;    /* NaN: counted from rank and targets */
    double seq_tokens, batch; /* tokens per sequence; sequences of a micro-batch on one card */
    int n_cards;
    bool double_quant;        /* NF4 with double quantisation */
    bool checkpointing;       /* keep the layers' inputs only, compute the rest again in the backward pass */
    bool offload_checkpoints; /* those inputs are kept in system RAM */
    bool offload_states;      /* weights, gradients and optimiser states are kept in system RAM */
    bool compiled;            /* torch.compile fuses element-wise operations */
    bool chunked_loss;        /* the loss is computed in chunks of tokens */
    bool flash_attn;
    bool fused_backward; /* the optimiser runs inside the backward pass: no gradient outlives its layer */
    bool accumulates;    /* gradients of earlier micro-batches exist when the loss is known */
    bool adapts_outputs; /* adapters scale the output of every matrix, so autograd keeps it (LLaMA-Adapter v2) */
};

#endif
