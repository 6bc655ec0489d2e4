/* training_case.h: what is fine-tuned, with which program and settings. Plain data; training.h has the laws. */
#ifndef TRAINING_CASE_H
#define TRAINING_CASE_H

#include "records.h"

#include <stdbool.h>

/* A model's parameters by how fine-tuning treats them. */
struct training_shape {
    const struct model *model;
    double matrices;       /* of all layers, experts included: what a 4-bit format stores and an adapter adapts */
    double vectors;        /* norms, biases and routers */
    double embedding;      /* token embedding */
    double output;         /* output matrix; 0 where it is the embedding */
    double largest_layer;  /* parameters of the largest layer */
    double largest_matrix; /* of the largest matrix, one expert of a stack */
};

struct training_case {
    const struct training_shape *shape;
    const struct trainer *trainer;
    enum tune tune;
    enum optimizer optimizer;
    enum precision precision;
    enum sharding sharding;
    enum targets targets;
    double rank;
    double trained_params;    /* NaN: counted from rank and targets */
    double seq_tokens, batch; /* of a micro-batch on one card */
    int n_cards;
    bool double_quant;        /* of NF4 */
    bool checkpointing;       /* keep the layers' inputs, compute the rest again */
    bool offload_checkpoints; /* those inputs wait in system RAM */
    bool offload_states;      /* weights, gradients and optimiser states wait there */
    bool compiled;            /* torch.compile joins element-wise operations */
    bool chunked_loss;
    bool flash_attn;
    bool fused_backward; /* the optimiser runs inside the backward pass: no gradient outlives its layer */
    bool accumulates;    /* gradients of earlier micro-batches are there when the loss is known */
    bool adapts_outputs; /* adapters that scale the outputs of every matrix keep them (LLaMA-Adapter v2) */
};

#endif
