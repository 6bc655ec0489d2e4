/* step_case.h: one engine step: the case with the rates of its devices, the load, and the result. Plain data; step.h
   and offload.h have the laws. */
#ifndef STEP_CASE_H
#define STEP_CASE_H

#include "placement.h"
#include "results.h"

/* Rates of a device in this case, independent of the step. Inverse rates, so that a step only multiplies. */
struct step_rates {
    /* seconds per byte: weights read, cache read, weights dequantised */
    double read_s_b, kv_s_b, dequant_s_b;
    /* seconds per operation: matrix products, attention of a prompt (in layers that keep the whole context and in
       others), attention in decode */
    double s_flop, attn_s_flop, window_attn_s_flop, decode_attn_s_flop;
    double clock_frac; /* part of the chip's TDP that is left for what depends on the clock; INFINITY: no limit known */
    double free_duty;  /* part of the time that the device may work at boost clock whatever it does */
    double base_w, full_w; /* what it draws busy whatever its clock; TDP of its chip */
    double memory_frac;    /* watts of its memory at full bandwidth, over that TDP */
    double slowest;        /* boost clock over the lowest clock */
    /* seconds of small kernels: per layer, per layer and token, per layer with experts */
    double layer_s, token_s, expert_layer_s;
};

struct step_case {
    struct step_rates rate[RIG_MAX_DEVICES]; /* filled for the first of equal neighbours only */
    int like[RIG_MAX_DEVICES];               /* index of that device: device d has rate[like[d]] */
    /* operations for one token to attend to another: in a layer that keeps everything, in a window layer */
    double full_pair_flop, window_pair_flop;
    double vector_tokens; /* up to this many tokens, products run on vector units; 0: never */
    double window_read;   /* cells that a decode reads in a window layer (placement_window_read) */
    bool parallel;        /* tensor or row split: all devices work at the same time */
    const struct placement_case *memory;
    const struct placement *placement;
    const struct rig *rig; /* with its constants */
    const struct policy *policy;
};

/* The work of one step. */
struct step_load {
    double n_tok;      /* tokens processed by the layers */
    double n_seq;      /* sequences */
    double n_out;      /* tokens that need logits */
    double context;    /* tokens of cache that each sequence reads */
    double attn_pairs; /* prefill: pairs of tokens that attend to each other, summed over n_tok; 0: decode */
    /* A mixed step computes prompts (the members above, n_tok and n_out with all tokens) and in the same matrix
       products one token of each of `decodes` sequences, which read decode_context tokens of cache each. 0: not mixed
     */
    double decodes, decode_context;
};

/* One device while it works on a step. */
struct step_busy {
    double seconds, watts;
};

struct step_time {
    struct step_part part; /* seconds by term, and their total */
    enum bound bound;      /* what limits the step */
    /* Part of all devices' seconds that the slowest device takes: 1 / n where n devices work alike. */
    double slowest_frac;
    struct step_busy busy[RIG_MAX_DEVICES]; /* filled for the devices of the rig */
};

#endif
