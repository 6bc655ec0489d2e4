/* deployment.h: what a search for the best deployment (deploy.h) may choose from, and what it finds. Plain data. */
#ifndef DEPLOYMENT_H
#define DEPLOYMENT_H

#include "compatibility.h"
#include "request.h"

#include <stdbool.h>

enum { DEPLOY_MOST_LISTED = RECORDS_MOST_LISTED };

/* What may be chosen. */
struct deploy_limits {
    const struct engine *engine[DEPLOY_MOST_LISTED]; /* n_engines 0: those with deployed: yes */
    const struct quant *quant[DEPLOY_MOST_LISTED];   /* n_quants 0: the usual ones of at least bits_min bits */
    const struct format *cache[DEPLOY_MOST_LISTED];  /* n_caches 0: the engine's of at least cache_bits_min bits */
    int n_engines, n_quants, n_caches;
    double bits_min, cache_bits_min; /* NaN: the policy's */
    bool no_ram;                     /* nothing stays in system RAM */
    bool fixed_cards;                /* all devices of the request are used, in its order */
    bool default_ratios;             /* devices share the model as the engine does by itself */
    double need_tok_s, need_ttft_s;  /* per user; NaN: any speed will do */
    double prompt_depth;             /* tokens in the cache before the prompt; NaN: the request's depth */
};

/* Where the weights are. */
enum deploy_where {
    DEPLOY_ON_DEVICES,
    /* Routed experts of the first layers; of all, and further layers, where that is not enough. */
    DEPLOY_EXPERTS_IN_RAM,
    DEPLOY_LAYERS_IN_RAM
};

/* Deployments of a kind differ in quant, cards, cache, ratios and micro-batch only. */
struct deploy_kind {
    const struct engine *engine;
    enum split split;
    enum deploy_where where;
};

struct deployment {
    struct request q; /* states everything: predicts the same figures when it is asked again */
    struct deploy_kind kind;
    double tok_s;                     /* decode per sequence */
    double tok_s_low80, tok_s_high80; /* its 80 % range */
    double ttft_s;                    /* time to first token of one prompt */
    double answer_s;                  /* time to first token and the whole answer */
    double bits, cache_bits;
    double watts;  /* power limits of its cards together; INFINITY: not known */
    bool serves;   /* as fast as needed */
    bool measured; /* decode with as many sequences at once was measured in this engine and split */
};

/* Why nothing of a kind runs. */
struct deploy_miss {
    struct deploy_kind kind;
    /* What the engine refuses; COMPATIBILITY_YES: it does not fit, or no speed is known. */
    enum compatibility_rule rule;
    const struct engine_lack *lack; /* the record that says so; NULL: the rule is no record */
    /* The request that the engine refuses; otherwise, of those that do not fit, the one that lacks least memory. */
    struct request q;
    double missing_gib; /* GiB that it lacks; NaN: the engine refuses it, or its speed is not known */
};

struct deploy_found {
    struct deployment *v; /* the best of each kind that runs, best first */
    int n;
    /* As v[0], on the devices and the same backend, but with more bits of the weights; NULL: none is known, or the bits
       are not free. With misses only. */
    struct deployment *more_bits;
    struct deploy_miss *miss; /* kinds of which nothing runs */
    int n_misses;
    double soonest_s;      /* answer of the one that sets the pace of v[0], which may keep more bits */
    size_t tried, settled; /* deployments that were bounded, and those whose memory was worked out to the byte */
};

/* What a machine lacks and a deployment would use. */
struct deploy_wish {
    /* An NVLink bridge between its cards, which is not there; NULL: peer to peer over PCIe. */
    const struct link *bridge;
    double tok_s, ttft_s; /* with it */
};

#endif
