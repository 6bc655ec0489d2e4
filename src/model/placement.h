/* placement.h: where everything lies: weights, cache, state and buffers of a prepared model on each device and on the
   host. The rules are llama.cpp's own (data/measured/memory.csv reproduces them); other engines take a pool. */
#ifndef PLACEMENT_H
#define PLACEMENT_H

#include "llm.h"
#include "rig.h"

/* How latent attention is cached: the latent alone, with a transposed copy, or as keys and values of all heads. */
enum placement_latent { PLACEMENT_LATENT, PLACEMENT_LATENT_COPIED, PLACEMENT_LATENT_EXPANDED };

/* Compute buffers that were worked out before, and what for: working them out takes longer than all the rest together.
 */
struct placement_buffers {
    const struct llm *llm;
    const struct format *kv, *kv_v;
    double ctx, n_seq, ubatch, n_outputs, experts_on_host, copies, layers_on_host;
    enum split split;
    bool flash_attn, kv_unified, kv_on_host, swa_full;
    int n, n_layers[RIG_MAX_DEVICES], output; /* layers and which device has the output; -1: the host */
    double device_b[RIG_MAX_DEVICES], host_b;
};

/* What is asked of memory. */
struct placement_case {
    const struct llm *llm;
    const struct engine *engine;
    const struct format *kv;               /* cache format, F16 as a rule */
    const struct format *kv_v;             /* of the values; NULL: as the keys */
    double ctx;                            /* tokens reserved for all sequences together */
    double n_seq;                          /* sequences at once */
    double ubatch;                         /* tokens of a prompt in one step */
    double n_outputs;                      /* tokens with logits per step; NaN: all of a micro-batch */
    double ngl;                            /* layers on devices, the output layer counting as one; NaN: all */
    double experts_on_host;                /* layers whose routed experts stay in system RAM; 0: none, INFINITY: all */
    double copies;                         /* micro-batches in flight of a layer split; NaN: the engine's */
    const double *tensor_split;            /* share of each device; NULL: by free memory */
    const struct placement_buffers *known; /* used where they are of the same case and placement; NULL: none */
    enum split split;
    enum graphs graphs; /* which law the compute buffers follow */
    enum placement_latent latent;
    double attn_batch_mib; /* classic graphs: limit on latent attention unpacked at once; NaN: none, 0: it is not
                              unpacked */
    bool flash_attn, kv_unified, kv_on_host, swa_full;
};

struct placement_device {
    double weights_b, kv_b, compute_b;
    double read_b, experts_b; /* of the weights there: dense bytes a token reads; routed experts */
    double flop, expert_flop; /* per token */
    double full_row_b,
        window_row_b; /* cache bytes that a step reads per token of context: full layers, window layers */
    double state_b;   /* of linear layers, per sequence */
    double attn_layers_full, attn_layers_window;
    int n_layers, n_expert_layers;
    bool holds_output;
};

struct placement {
    int n; /* devices */
    struct placement_device dev[RIG_MAX_DEVICES];
    struct placement_device host; /* layers and experts left in system RAM */
    double host_weights_b, host_compute_b;
    double pipeline_copies;
    double layers_on_host;
};

/* Puts layers, experts and cache on devices and host; never fails. memory.h adds the compute buffers and judges. */
void placement_layers(const struct placement_case *c, const struct rig *r, struct placement *out);
/* Cells of a cache: context rounded up to 256. */
double placement_cells(double ctx);
/* Cells of a sliding-window layer. */
double placement_window_cells(const struct placement_case *c);
/* Cache bytes that a step reads there of one sequence with so many tokens: full layers read all of them, window layers
   those in the window. */
static inline double placement_cache_read_b(const struct placement_device *d, const struct model *m, double context)
{
    const double seen = context > m->window_tokens ? m->window_tokens
                                                   : context; /* no window: NaN, which nothing is over */
    return d->full_row_b * context + d->window_row_b * seen;
}

#endif
