/* compatibility.h: what engines refuse before anything is loaded. Physics is not asked here: a case may be possible and
   still not fit. Measured files are never judged by this. */
#ifndef COMPATIBILITY_H
#define COMPATIBILITY_H

#include "prepare.h"

enum compatibility_rule {
    COMPATIBILITY_YES,
    COMPATIBILITY_DEVICE_BACKEND, /* the device cannot run the backend */
    COMPATIBILITY_ENGINE_BACKEND, /* the engine has no backend for the device, or not that one */
    COMPATIBILITY_QUANT,          /* the engine cannot load the quant */
    COMPATIBILITY_MAKERS,         /* devices of several makers under an engine that takes one backend */
    COMPATIBILITY_FLASH_CACHE,    /* llama.cpp: a quantised cache needs flash attention */
    COMPATIBILITY_FP8_CACHE,      /* engines that read GGUF have no FP8 cache */
    COMPATIBILITY_TENSOR_CACHE,   /* llama.cpp: tensor split takes no quantised cache */
    COMPATIBILITY_TENSOR_FLASH,   /* llama.cpp: tensor split needs flash attention */
    COMPATIBILITY_HEADS,          /* heads do not divide by the cards */
    COMPATIBILITY_NVLINK,         /* a card has no NVLink, or its pair is another card */
    COMPATIBILITY_BRIDGE,         /* a bridge between pairs that is no NVLink, or of less than three cards */
    COMPATIBILITY_HOST_ENGINE,    /* layers in system RAM are llama.cpp's; other engines have no such option */
    COMPATIBILITY_HOST_TENSOR,    /* the same under tensor parallelism */
    COMPATIBILITY_HOST_UNIFIED    /* a shared memory has no other memory to move to */
};

struct compatibility {
    enum compatibility_rule rule;
    int device;           /* the one it is about */
    enum backend backend; /* of that device */
};

/* The first rule that the request breaks. engine as prepare_engine gives it. Sources: docs/model.md. */
struct compatibility compatibility_check(const struct request *q, const struct engine *e);
/* Can the engine load it? */
bool compatibility_quant(const struct engine *e, const struct quant *q);
/* Do whole heads divide by n cards of tensor parallelism, with KV heads repeated where cards outnumber them? */
bool compatibility_heads(const struct model *m, int n);

#endif
