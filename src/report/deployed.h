/* deployed.h: a deployment in words: "vLLM, AWQ-INT4, both cards, tensor parallel". */
#ifndef DEPLOYED_H
#define DEPLOYED_H

#include "catalogue.h"
#include "results.h"

struct arena;
struct request;

/* The GPUs from which a deployment takes its devices. */
struct deployed_gpus {
    int n;       /* 0: not known */
    bool unlike; /* they are of several kinds: the words name those that are used */
    bool chips;  /* parts of chips with unified memory, not cards */
};

/* Returns the GPUs of machines: cards, chips or rented cards. */
struct deployed_gpus deployed_gpus_of(const struct machine *const machine[], int n);
/* Returns the devices of a request as GPUs: those of a machine if the request has them all. */
struct deployed_gpus deployed_gpus_asked(const struct request *q);

/* Returns the name of an engine of the catalogue, else its id. */
const char *deployed_engine(const struct catalogue *c, const char *id);
/* Returns what starts the model: engine, quant, the cache where it is not the engine's first, which of the GPUs are
   used, how they share the model, and what is in system RAM. It leaves out what there is no choice of: the only GPU,
   the split of one device. m: the model. d->engine is not NULL. */
const char *deployed_words(struct arena *a, const struct catalogue *c, const struct model *m, const struct deployed *d,
                           struct deployed_gpus of);
/* Returns why a kind of deployment does not run: "vLLM, AWQ-INT4, 2 x rtx-3090, tensor parallel: lacks 3.4 GiB". */
const char *deployed_why_not(struct arena *a, const struct catalogue *c, const struct not_deployed *d);
/* Returns why nothing runs: of each engine that lacks memory the deployment that lacks least, then the engines that
   refuse, by reason: "llama.cpp, Q4_K_M, rtx-3090: lacks 3.2 GiB; vLLM and MLX cannot load Q4_K_M". Engines that do not
   run on such devices at all are named only where no other one is listed; "" when the list is empty. */
const char *deployed_why_none(struct arena *a, const struct catalogue *c, const struct not_deployed *list, int n);

#endif
