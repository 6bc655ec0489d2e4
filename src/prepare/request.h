/* request.h: a request: devices, model, quant, engine, options and load of one machine, as stated by a user, a scenario
   (from_scenario.h), the search for deployments (advise/deploy.h) or a measured row (speed_request.h,
   offload_request.h). NaN, NULL and x_unknown mean "not stated"; prepare.h then takes the default given in the comment
   of the member. */
#ifndef REQUEST_H
#define REQUEST_H

#include "catalogue.h"
#include "results.h"

struct request {
    int n; /* devices */
    const struct device *device[RESULTS_MAX_DEVICES];
    /* Place of each device among the GPUs of its machine, from 0: what CUDA_VISIBLE_DEVICES calls it. request_nothing
       numbers them in order. */
    int position[RESULTS_MAX_DEVICES];
    int cards; /* GPUs of the machine, whether used or not; default (0): those of the request */
    /* GPUs of the machine, whether used or not, are of several kinds; no: those of the request say. */
    bool unlike_cards;
    /* Memory, GiB. Default: the device record's; chips with unified memory have none, so state it for them. */
    double mem_gib[RESULTS_MAX_DEVICES];
    /* Unified memory that the GPU may use, GiB. Default: the fraction of the chip record, else of the policy. */
    double limit_gib[RESULTS_MAX_DEVICES];
    bool limit_raised;                 /* the owner raised limit_gib[0] above what the system gives its GPU by itself */
    double cap_w[RESULTS_MAX_DEVICES]; /* power cap, W; default: none */
    double cap_speed_frac, cap_energy_frac; /* of a cap that was found (power_use.h): what it leaves of decode speed and
                                               of energy per token; NaN: it was stated */
    const struct model *model;              /* required */
    const struct quant *quant;              /* required */
    bool apart;                             /* the file holds the prediction layers that plain files leave out */
    const char *repo;                       /* OWNER/NAME of the file's repository, or its path there; default: none */
    const struct engine *engine;            /* default: the engine with usual: yes */
    double engine_month;  /* 12 * year + month - 1 of the engine's build; default: the current version */
    enum backend backend; /* default: the best that device and engine have in common */
    /* Default: layer for several devices. none: only the first device is used. */
    enum split split;
    double tensor_split[RESULTS_MAX_DEVICES]; /* shares of the devices; default (all NaN): by free memory */
    const struct link *link;                  /* default: what the devices have */
    /* A second link that joins the devices in pairs, while link joins the pairs. Default: none. */
    const struct link *bridge;
    /* Joins machines that share the model; host says which one holds each device. Default: all are in one machine. */
    const struct link *net;
    int host[RESULTS_MAX_DEVICES];
    const struct system *system; /* the machine sold whole whose chip it is; NULL: not named */
    double lanes;                /* PCIe lanes of each device; default: the policy's */
    enum flag p2p;               /* PCIe peer to peer; default: as the drivers of the devices allow */
    /* Layers on the devices, the output layer counting as one. Default: all. */
    double ngl;
    double experts_on_host;          /* layers whose routed experts are in system RAM; default: 0 */
    double ctx;                      /* tokens of cache for all sequences; default: the policy's, or more if used */
    double depth;                    /* tokens in the cache of each sequence before the step; default: 0 */
    double prompt, gen;              /* tokens of a prompt and of an answer; default: the policy's */
    double batch;                    /* sequences that run at once; default: 1 */
    bool clients;                    /* the batch is that many clients who ask again and again (predict_case.h) */
    double ubatch;                   /* tokens of a micro-batch of a prompt; default: the engine's */
    double parallel;                 /* sequences that the engine reserves cache for; default: batch */
    const struct format *kv;         /* format of the cache; default: the policy's */
    enum flag flash_attn;            /* default: yes */
    enum desktop desktop;            /* desktop drawn by the device at position 0; default: none */
    double ram_gib, ram_gb_s;        /* system RAM, GiB, and its bandwidth, GB/s; default: the policy's */
    bool ram_guessed;                /* what the processor reads is not known: ram_gb_s counts up to the policy's */
    double draft_tokens;             /* tokens of a draft in speculative decoding; default: no speculative decoding */
    double accept_frac;              /* probability that a draft token is accepted; required with draft_tokens */
    const struct model *draft_model; /* default: the model's own prediction layers */
    const struct quant *draft_quant; /* default: quant */
    bool endless_memory;             /* skip the check of memory: the case is known to have run */
    bool usual_pool;                 /* the server took as much of a card as it does where nobody says how much */
    bool measured;                   /* a measured row: what it does not state was not chosen */
    bool bare_memory;                /* the devices have exactly mem_gib free: no reserve, no context */
};

/* Returns a request in which nothing is stated. */
struct request request_nothing(void);
/* Returns whether the devices of the request are of several kinds. */
bool request_devices_differ(const struct request *q);

#endif
