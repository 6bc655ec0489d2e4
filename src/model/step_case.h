/* step_case.h: what one engine step is made of: the case with the rates of its devices, the load, and the result. Plain
   data; step.h and offload.h have the laws. */
#ifndef STEP_CASE_H
#define STEP_CASE_H

#include "placement.h"
#include "results.h"

/* What a device can do for this case, whatever the step. */
struct step_rates {
    double read_s_b, kv_s_b, dequant_s_b; /* seconds a byte: of weights, of cache, of weights into products */
    double s_flop, attn_s_flop, decode_attn_s_flop;
    double power_s_flop,
        power_s_b;      /* seconds that the power limit gives an operation and a byte; 0: no limit is known */
    double capped_frac; /* of the watts for work, what a power cap leaves */
    double layer_s, token_s, expert_layer_s; /* small kernels: of a layer, of a token in it, of its experts */
};

struct step_case {
    struct step_rates rate[RIG_MAX_DEVICES]; /* of the first of equal neighbours */
    int like[RIG_MAX_DEVICES];               /* which device that is: a device's rates are rate[like[d]] */
    double full_pair_flop,
        window_pair_flop; /* a token attending to another, in a layer that keeps everything or a window */
    double vector_tokens; /* up to so many, products run on vector units; 0: never */
    bool parallel;        /* the devices work at the same time, each on its part of every layer */
    const struct placement_case *memory;
    const struct placement *placement;
    const struct rig *rig; /* with its constants */
    const struct policy *policy;
};

/* What the step does. */
struct step_load {
    double n_tok;      /* tokens that go through the layers */
    double n_seq;      /* sequences, each emitting one token in decode */
    double n_out;      /* tokens that need logits */
    double context;    /* tokens of cache that each sequence reads */
    double attn_pairs; /* prompt: sum over tokens of the tokens they attend to; 0 in decode */
};

struct step_time {
    struct step_part part;
    enum bound bound;
};

#endif
