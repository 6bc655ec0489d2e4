/* request.h: what a user asks of one machine: devices, model, quant, engine and load. NaN, NULL and x_unknown mean that
   the user did not say; prepare.h then takes a default. */
#ifndef REQUEST_H
#define REQUEST_H

#include "catalogue.h"
#include "rig.h"

/* What is asked; NaN, NULL and x_unknown mean that nobody said. */
struct request {
    int n; /* devices */
    const struct device *device[RIG_MAX_DEVICES];
    double mem_gib[RIG_MAX_DEVICES];   /* of a shared memory or where it differs from the card's */
    double limit_gib[RIG_MAX_DEVICES]; /* what the GPU may hold of it */
    double cap_w[RIG_MAX_DEVICES];
    const struct model *model;
    const struct quant *quant;
    const struct engine *engine;          /* the usual one */
    double engine_month;                  /* 12 * year + month - 1 of its build; today */
    enum backend backend;                 /* the device's own */
    enum split split;                     /* none for one device, layer for several; none: only the first is used */
    double tensor_split[RIG_MAX_DEVICES]; /* all NaN: by free memory */
    const struct link *link;              /* what the cards have */
    const struct link *bridge;            /* between cards two by two, where link joins the pairs; none */
    double lanes;                         /* the policy's */
    enum flag p2p;                        /* as the driver allows */
    double ngl, experts_on_host;          /* all; none */
    double ctx, depth, prompt, gen, batch, ubatch,
        parallel;             /* the policy's or what is used, 0, the policy's, the policy's, 1, the engine's, batch */
    const struct format *kv;  /* the policy's */
    enum flag flash_attn;     /* yes */
    enum desktop desktop;     /* none */
    double ram_gib, ram_gb_s; /* the policy's */
    double draft_tokens, accept_frac; /* no drafting; else the setup needs room for it */
    const struct model *draft_model;  /* the model's own prediction layers */
    const struct quant *draft_quant;  /* as the model */
    bool endless_memory;              /* judge no fit: the case is known to have run */
    bool bare_memory;                 /* devices have exactly mem_gib, free: no reserve, no context */
};

/* A request in which nothing is said. */
struct request request_nothing(void);

#endif
