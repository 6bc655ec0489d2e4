/* rig.h: the machine that a model runs on, as the laws see it: devices, the link between them, system memory. */
#ifndef RIG_H
#define RIG_H

#include "constants.h"
#include "results.h"

enum { RIG_MAX_DEVICES = RESULTS_MAX_DEVICES };

struct rig_device {
    const struct device *device;
    double mem_gib;      /* what programs may use before anything is loaded: nominal less reserve, or the GPU limit */
    double nominal_gib;  /* as sold */
    double overhead_gib; /* context and desktop, taken from mem_gib */
    double cap_w;        /* power limit; NaN: the card's own */
    enum backend backend;
    struct constants constants; /* of the step-time law, for the case at hand */
};

struct rig {
    int n;
    struct rig_device dev[RIG_MAX_DEVICES];
    const struct link *link;   /* NULL with one device */
    const struct link *bridge; /* joins devices 0 and 1, 2 and 3, ...; NULL: none, or link joins all */
    double ram_gib, ram_gb_s;  /* system memory; 0 GiB where the GPU shares the machine's */
};

/* Can the device run that backend: a maker's own, and Vulkan but on Apple's. */
bool rig_runs(const struct device *d, enum backend b);
/* Does the engine have that backend? */
bool rig_has(const struct engine *e, enum backend b);
/* What runs on the device when nobody says: CUDA, Metal, Vulkan. */
enum backend rig_default_backend(const struct device *d);
/* The same under an engine: where that has no such backend, the first that both have; where they have none in common,
   the device's. */
enum backend rig_backend(const struct device *d, const struct engine *e);
/* A card with that much memory, under this policy: usable part less what NVIDIA's driver keeps, the backend's context,
   desktop on the first one. */
struct rig_device rig_card(const struct device *d, const struct policy *p, enum backend b, double mem_gib,
                           double desktop_gib, double cap_w);
/* A chip in a machine with that much memory; limit_gib NaN: the part of memory that the chip, or else the policy, calls
   usable. */
struct rig_device rig_chip(const struct device *d, const struct policy *p, enum backend b, double mem_gib,
                           double limit_gib);
/* The link that these devices have when nobody says: NVLink where a board joins so many of them (a bridge is a part
   that somebody buys), else PCIe of the slowest card's generation at that many lanes, with or without peer-to-peer as
   its driver allows. NULL for one device or where no record matches. */
const struct link *rig_default_link(const struct link_list *links, const struct rig *r, double lanes, enum flag p2p);
/* The record of PCIe links of the same generation and width, peer to peer or not; NULL where there is none. */
const struct link *rig_pcie_like(const struct link_list *links, const struct link *like, bool direct);
/* Between NVIDIA's cards, bridged or switched; NULL is none. */
bool rig_is_nvlink(const struct link *l);
/* Gives the rig its links: the one asked for, else the default. An NVLink that is asked for is the cards' own,
   whichever record was named; where it joins fewer cards than there are, it is the bridge of pairs and PCIe joins
   those. */
void rig_join(const struct link_list *links, struct rig *r, const struct link *asked, const struct link *bridge,
              double lanes, enum flag p2p);
/* Multiply-add rate of the matrix units that inference engines use, in FLOP/s: FP16 accumulation where it is the faster
   (llama.cpp uses it and INT8 on GeForce), else FP32 accumulation, else INT8 (Pascal's DP4A), else the shaders (2 x
   units x lanes x clock). */
double rig_matrix_flop_s(const struct device *d);
/* The rate for weights of that class: FP8's or FP4's where the engine multiplies in them and the card has the units,
   else the above. */
double rig_product_flop_s(const struct device *d, enum qclass q, enum flag low_precision);
/* Width of those operations over FP16's, and what they cost in energy over its: 1/2, 1/4, else 1. */
double rig_product_width(const struct device *d, enum qclass q, enum flag low_precision);
/* The first device of *r alone. */
void rig_first(const struct rig *r, struct rig *out);
/* Is it shared with the rest of the machine? */
bool rig_unified(const struct rig *r);

#endif
