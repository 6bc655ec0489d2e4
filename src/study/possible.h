/* possible.h: what engines refuse before anything is loaded. Physics is not asked here: a case may be possible and still not fit.
   Measured files are never judged by this. */
#ifndef POSSIBLE_H
#define POSSIBLE_H

#include "setup.h"

enum possible_rule {
    POSSIBLE_YES,
    POSSIBLE_DEVICE_BACKEND, /* the device cannot run the backend */
    POSSIBLE_ENGINE_BACKEND, /* the engine has no backend for the device, or not that one */
    POSSIBLE_QUANT,          /* the engine cannot load the quant */
    POSSIBLE_MAKERS,         /* devices of several makers under an engine that takes one backend */
    POSSIBLE_FLASH_CACHE,    /* llama.cpp: a quantised cache needs flash attention */
    POSSIBLE_FP8_CACHE,      /* engines that read GGUF have no FP8 cache */
    POSSIBLE_TENSOR_CACHE,   /* llama.cpp: tensor split takes no quantised cache */
    POSSIBLE_TENSOR_FLASH,   /* llama.cpp: tensor split needs flash attention */
    POSSIBLE_HEADS,          /* heads do not divide by the cards */
    POSSIBLE_NVLINK,         /* a card has no NVLink, or its pair is another card */
    POSSIBLE_BRIDGE,         /* a bridge between pairs that is no NVLink, or of less than three cards */
    POSSIBLE_HOST_ENGINE,    /* layers in system RAM are llama.cpp's; other engines have no such option */
    POSSIBLE_HOST_TENSOR,    /* the same under tensor parallelism */
    POSSIBLE_HOST_UNIFIED    /* a shared memory has no other memory to move to */
};

struct possible {
    enum possible_rule rule;
    int device;           /* the one it is about */
    enum backend backend; /* of that device */
};

/* The first rule that the request breaks. engine as setup_engine gives it. Sources: docs/model.md. */
struct possible possible_check(const struct setup_request *q, const struct engine *e);
/* Can the engine load it? */
bool possible_quant(const struct engine *e, const struct quant *q);
/* Do whole heads divide by n cards of tensor parallelism, with KV heads repeated where cards outnumber them? */
bool possible_heads(const struct model *m, int n);

#endif
