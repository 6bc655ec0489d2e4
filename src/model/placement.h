/* placement.h: which bytes are where: weights, KV cache, recurrent state and buffers of a prepared model on each
   device and on the host. The rules are llama.cpp's (they reproduce data/measured/memory.csv); other engines reserve
   a pool. */
#ifndef PLACEMENT_H
#define PLACEMENT_H

#include "llm.h"
#include "rig.h"

/* How latent attention (MLA) is cached: the latent row alone, with a transposed copy, or keys and values of all
   heads. */
enum placement_latent { PLACEMENT_LATENT, PLACEMENT_LATENT_COPIED, PLACEMENT_LATENT_EXPANDED };

struct compute_buffers_cache;

/* One question about memory. */
struct placement_case {
    const struct llm *llm;
    const struct engine *engine;
    const struct format *kv;   /* cache format of the keys, usually F16 */
    const struct format *kv_v; /* cache format of the values; NULL: as the keys */
    double ctx;                /* tokens reserved for all sequences together */
    double n_seq;              /* sequences at once */
    double ubatch;             /* micro-batch: prompt tokens in one step */
    double n_outputs;          /* tokens with logits per step; NaN: all of a micro-batch */
    double ngl;                /* layers on devices, the output layer counts as one; NaN: all */
    double experts_on_host;    /* leading layers whose routed experts stay in system RAM; 0: none, INFINITY: all */
    double keep_frac;          /* part of each device's capacity to keep free; 0: none */
    double copies;             /* micro-batches in flight of a layer split; NaN: the engine's */
    bool may_drop_copies;      /* does the engine give up the pipeline where its buffers do not fit? */
    double max_seqs;           /* requests that the server works on at once; NaN: as many as the cache holds */
    double outside_gib;        /* memory of each card that a pool leaves free; 0: the engine's part of it */
    double act_logits;    /* vocabularies of 32 bits alive per request when a pool is sized; NaN: no sampler counts */
    double budget_tokens; /* tokens of a step of the server, prompts and decodes together; NaN: ubatch */
    /* share of each device; NULL: in proportion to free memory */
    const double *tensor_split;
    struct compute_buffers_cache *cache; /* compute buffers computed before; NULL: none are kept */
    enum split split;
    enum graphs graphs; /* which law the compute buffers follow */
    enum placement_latent latent;
    /* classic graphs: limit in MiB on keys and values of latent attention expanded at once; NaN: no limit, 0: they are
       not expanded */
    double attn_batch_mib;
    bool flash_attn, kv_unified, kv_on_host, swa_full;
    bool sorts_on_host; /* the processor sorts the tokens of a prompt by expert */
    bool prompts_apart; /* a step of the server computes prompts or decodes, never both */
};

/* What one device holds and works on. */
struct placement_device {
    double weights_b, kv_b, compute_b; /* bytes held */
    double read_b, experts_b; /* weights that a step works on: dense bytes per token; bytes of routed experts */
    double flop, expert_flop; /* operations per token */
    /* cache bytes that a step reads per token of context: layers that keep everything, window layers */
    double full_row_b, window_row_b;
    double state_b; /* recurrent state, per sequence */
    double attn_layers_full, attn_layers_window;
    int n_layers, n_expert_layers;
    bool holds_output;
};

struct placement {
    int n; /* devices */
    struct placement_device dev[RIG_MAX_DEVICES];
    struct placement_device host; /* layers and experts left in system RAM */
    double host_weights_b, host_compute_b;
    double pipeline_copies; /* micro-batches in flight; 1: no pipeline */
    double layers_on_host;
};

/* Fills *out with layers, experts and cache on devices and host; never fails. memory.h adds compute buffers and
   judges. */
void placement_layers(const struct placement_case *c, const struct rig *r, struct placement *out);
/* Parts of the cache rows that a device of a tensor split keeps, of layers that keep everything and of window layers.
 */
struct placement_parts {
    double full, window;
};

/* Returns them for a device that computes `part` of the model. */
struct placement_parts placement_cache_parts(const struct placement_case *c, double part);
/* Returns the cells of a cache: ctx rounded up to a multiple of 256. */
double placement_cells(double ctx);
/* Returns the cells of a sliding-window layer. */
double placement_window_cells(const struct placement_case *c);
/* Returns the cells of a sliding-window layer that a step reads for each sequence that has filled them: the window, and
   in caches like llama.cpp's the micro-batch that is kept beside it and masked out; NaN: the model has no windows. */
double placement_window_read(const struct placement_case *c);
/* Returns the cache bytes on d that a step reads for one sequence of `context` tokens: all of them in layers that keep
   everything, up to `window` tokens in window layers; NaN: none is a window layer. */
static inline double placement_cache_read_b(const struct placement_device *d, double window, double context)
{
    const double in_window = context > window ? window : context; /* NaN: the comparison is false */
    return d->full_row_b * context + d->window_row_b * in_window;
}

#endif
