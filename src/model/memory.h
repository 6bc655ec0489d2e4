/* memory.h: memory verdict: does a case fit on every device, and how much is left? */
#ifndef MEMORY_H
#define MEMORY_H

#include "placement.h"
#include "results.h"

/* Why a case does not fit as asked. */
struct memory_miss {
    int device;         /* the device that lacks most; -1: system RAM, or none */
    enum loadpart part; /* the part that no longer fits there; unknown: everything fits */
    double gib;         /* missing GiB; 0: none */
};

struct memory {
    enum verdict verdict;       /* offload: it runs with layers or experts in system RAM, as asked or as found */
    struct memory_miss miss;    /* of the case as asked, even if an offload was found afterwards */
    struct placement placement; /* as asked, or with the layers in system RAM that make it fit */
    struct device_load device[RIG_MAX_DEVICES];
    double offload_layers; /* the fewest layers to leave in system RAM; NaN: placed as asked */
};

/* Fills *out with the placement and its compute buffers; never fails. memory_judge says whether it fits. */
void memory_place(const struct placement_case *c, const struct rig *r, struct placement *out);
/* Fills *out with the placement, without compute buffers. Returns false if some device is full even so. Takes little
   time. */
bool memory_has_room(const struct placement_case *c, const struct rig *r, const struct policy *p,
                     struct placement *out);
/* As memory_place, but as the engine runs the case: without a pipeline where its buffers do not fit and it drops it. */
void memory_place_as_run(const struct placement_case *c, const struct rig *r, const struct policy *p,
                         struct placement *out);
/* Returns true if the case fits as asked, without moving layers. */
bool memory_fits_as_asked(const struct placement_case *c, const struct rig *r, const struct policy *p);
/* Returns the most layers on devices, at most n_layers + 1, that fit without compute buffers; -1: not even none. */
double memory_most_layers(const struct placement_case *c, const struct rig *r);
/* Returns the free GiB of device d: its capacity less overhead and what the placement puts there, compute buffers
   included where the placement has them. */
double memory_device_spare_gib(const struct placement_case *c, const struct rig *r, const struct placement *pl, int d);
/* Returns the system RAM left beside the reserve and what the placement leaves there, GiB; below 0: too little. */
double memory_ram_spare_gib(const struct placement *pl, const struct rig *r, const struct policy *p);
/* Returns true if system RAM holds what the placement leaves there. */
bool memory_ram_holds(const struct placement *pl, const struct rig *r, const struct policy *p);
/* Returns true if rigplan may move layers to system RAM: a GGUF engine, no --ngl, no tensor split, and a rig whose
   devices have their own memory. */
bool memory_may_offload(const struct placement_case *c, const struct rig *r);
/* Judges the case. If it does not fit and layers may move, finds the fewest layers that must stay in system RAM
 * (verdict offload); else says no. */
void memory_judge(const struct placement_case *c, const struct rig *r, const struct policy *p, struct memory *out);
/* Returns true if the devices hold everything, layers and experts included. Faster than memory_judge. */
bool memory_holds(const struct placement_case *c, const struct rig *r, const struct policy *p);
/* Fills the memory figures of a prediction. */
void memory_figures(const struct placement_case *c, const struct memory *m, struct prediction *out);
/* Returns the largest context of each of the case's sequences that fits as asked (layers in system RAM only if the case
   names them): a multiple of 256, at most the model's own; 0 if 256 tokens do not fit. */
double memory_largest_ctx(const struct placement_case *c, const struct rig *r, const struct policy *p);
/* Returns the largest context when any number of layers may move to system RAM; otherwise as memory_largest_ctx. */
double memory_largest_offload_ctx(const struct placement_case *c, const struct rig *r, const struct policy *p);
/* Returns the smallest number of leading layers whose routed experts must stay in system RAM so that the rest fits
   on the devices; NaN if the model has no experts, the engine or rig cannot offload, or all experts are not enough. */
double memory_fewest_experts(const struct placement_case *c, const struct rig *r, const struct policy *p);

#endif
