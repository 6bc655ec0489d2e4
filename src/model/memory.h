/* memory.h: does it fit, on every device, and what is left. */
#ifndef MEMORY_H
#define MEMORY_H

#include "placement.h"
#include "results.h"

struct memory {
    enum verdict verdict;
    struct placement placement;                  /* as asked, or with the layers moved that make it fit */
    struct device_load device[RIG_MAX_DEVICES];
    double offload_layers;                       /* NaN: as asked; else layers left in system RAM */
};

/* Judges the case; where it does not fit, finds the fewest layers that must stay in system RAM (verdict offload) or says no. */
void memory_judge(const struct placement_case *c, const struct rig *r, const struct policy *p, struct memory *out);
/* Fills the memory figures of a prediction. */
void memory_figures(const struct placement_case *c, const struct memory *m, struct prediction *out);
/* Largest context of each of the case's sequences with which all of them still fit wholly on the devices, a multiple of 256, at most the model's own; 0: none. */
double memory_largest_ctx(const struct placement_case *c, const struct rig *r, const struct policy *p);

#endif
