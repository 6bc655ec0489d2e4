/* compatibility.h: combinations of device, engine, quant and options that an engine refuses at its start. Memory is not
   considered: a compatible case may still not fit. Measured rows are not checked: they are known to have run. */
#ifndef COMPATIBILITY_H
#define COMPATIBILITY_H

#include "prepare.h"

enum compatibility_rule {
    COMPATIBILITY_YES,
    COMPATIBILITY_DEVICE_BACKEND, /* the device cannot run the backend */
    COMPATIBILITY_ENGINE_BACKEND, /* the engine lacks the backend */
    COMPATIBILITY_QUANT,          /* the engine cannot load the quant */
    COMPATIBILITY_DENSE,  /* what the engine loads under that name has the format in experts only: no model without */
    COMPATIBILITY_FAMILY, /* the engine does not run on cards of that family */
    COMPATIBILITY_FAMILY_QUANT, /* the engine does not run that quant on cards of that family */
    COMPATIBILITY_STATED,       /* it runs, but is not chosen unless engine and quant are stated (engine.lacks) */
    COMPATIBILITY_WINDOWS,      /* the engine does not run on Windows */
    COMPATIBILITY_SPLIT,        /* the engine cannot share a model in that way */
    COMPATIBILITY_MAKERS,       /* devices of several makers, but the engine takes one backend at a time */
    COMPATIBILITY_CACHE,        /* the engine has no cache in that format */
    COMPATIBILITY_SHARES,       /* shares are stated, but the engine gives each card of a tensor split the same */
    COMPATIBILITY_FLASH_CACHE,  /* llama.cpp: a quantised cache needs flash attention */
    COMPATIBILITY_FP8_CACHE,    /* engines that read GGUF have no FP8 cache */
    COMPATIBILITY_TENSOR_CACHE, /* engines that read GGUF: tensor split takes no cache of that format */
    COMPATIBILITY_TENSOR_FLASH, /* llama.cpp: tensor split needs flash attention */
    COMPATIBILITY_HEADS,        /* the number of heads is not a multiple of the number of cards */
    COMPATIBILITY_NVLINK,       /* a card has no NVLink, or a pair has two kinds of card */
    COMPATIBILITY_BRIDGE,       /* a bridge between pairs that is not NVLink, or with fewer than three cards */
    COMPATIBILITY_HOST_ENGINE,  /* layers in system RAM, but the engine does not read GGUF and has no such option */
    COMPATIBILITY_HOST_TENSOR,  /* layers in system RAM with tensor parallelism */
    COMPATIBILITY_HOST_UNIFIED  /* layers in system RAM on unified memory, which is the only memory */
};

struct compatibility {
    enum compatibility_rule rule;
    int device;                     /* index of the device that breaks the rule */
    enum backend backend;           /* backend of that device */
    const struct engine_lack *lack; /* the record that says so; NULL: the rule is no record */
};

/* Returns the first rule that the request breaks, or COMPATIBILITY_YES. e: the engine from prepare_engine. Sources of
   the rules: docs/model.md. */
struct compatibility compatibility_check(const struct request *q, const struct engine *e);
/* Returns the record that says that the engine runs badly on a device of the request, or not at all, or so runs the
   quant there (engine.lacks), where nobody stated the engine, or the engine and the quant; NULL: there is none. */
const struct engine_lack *compatibility_unadvised(const struct request *q, const struct engine *e, bool engine_stated,
                                                  bool quant_stated);
/* Returns true when the engine, in the build of the request, shares the request's model among devices in that way. A
   pipeline is a layer split. */
bool compatibility_split(const struct engine *e, const struct request *q, enum split s);
/* Sets how the request's devices share the model, where nobody states that and its engine has no layer split: the
   engine's first way. */
void compatibility_take_split(struct request *q);
/* Returns true when n cards of tensor parallelism get equal numbers of whole heads. KV heads are repeated when there
   are more cards than KV heads. */
bool compatibility_heads(const struct model *m, int n);

#endif
