/* memory.h: does it fit, on every device, and what is left. */
#ifndef MEMORY_H
#define MEMORY_H

#include "placement.h"
#include "results.h"

/* What breaks a case as it was asked; part unknown: nothing does. */
struct memory_miss {
    int device; /* -1: system RAM, or nothing */
    enum loadpart part;
    double gib; /* by how much */
};

struct memory {
    enum verdict verdict;       /* offload: it runs, with layers or experts in system RAM, as asked or found */
    struct memory_miss miss;    /* as asked, whatever was found afterwards */
    struct placement placement; /* as asked, or with the layers moved that make it fit */
    struct device_load device[RIG_MAX_DEVICES];
    double offload_layers; /* NaN: as asked; else the fewest layers to leave in system RAM */
};

/* Places the case and adds compute buffers; never fails: memory_judge says whether it fits. */
void memory_place(const struct placement_case *c, const struct rig *r, struct placement *out);
/* Works out the compute buffers of this case on this rig, for the case's `known`. Buffers in *out that belong to the
   same case and model are kept, so zero *out when the model at that address has changed. */
void memory_prepare_buffers(const struct placement_case *c, const struct rig *r, struct placement_buffers *out);
/* Judges the case; where it does not fit, finds the fewest layers that must stay in system RAM (verdict offload) or
   says no. */
void memory_judge(const struct placement_case *c, const struct rig *r, const struct policy *p, struct memory *out);
/* Do the devices hold all of it, layers and experts too? Quicker than judging. */
bool memory_holds(const struct placement_case *c, const struct rig *r, const struct policy *p);
/* Fills the memory figures of a prediction. */
void memory_figures(const struct placement_case *c, const struct memory *m, struct prediction *out);
/* Largest context of each of the case's sequences with which it holds as it stands (layers in system RAM only where the
   case names them), a multiple of 256, at most the model's own; 0: not even 256 tokens. */
double memory_largest_ctx(const struct placement_case *c, const struct rig *r, const struct policy *p);
/* The same where as many layers as need be may go to system RAM. */
double memory_largest_offload_ctx(const struct placement_case *c, const struct rig *r, const struct policy *p);
/* Of how many leading layers the routed experts must stay in system RAM so that all else fits on the devices; NaN: the
   model has none, the engine or the rig cannot, or that is not enough. */
double memory_fewest_experts(const struct placement_case *c, const struct rig *r, const struct policy *p);

#endif
