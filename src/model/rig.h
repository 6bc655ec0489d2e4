/* rig.h: the machine that a model runs on, as the laws see it: devices, the link between them, system memory. */
#ifndef RIG_H
#define RIG_H

#include "constants.h"
#include "results.h"

enum { RIG_MAX_DEVICES = RESULTS_MAX_DEVICES };
enum { RIG_80, RIG_95, RIG_LEVELS }; /* 80 % and 95 % ranges */

/* What may be assumed of a device: boost clock in MHz, matrix operations per compute unit and clock, power limit in
   watts per compute unit. */
enum rig_rate { RIG_CLOCK, RIG_MATRIX, RIG_POWER, RIG_RATES };

/* Rates that a device's record does not state and that are taken from the records of its family. 0: the record states
   it. NaN: no record of the family states it, so there is no speed. */
struct rig_assumed {
    double v[RIG_RATES];
    double ln[RIG_RATES][RIG_LEVELS]; /* widths of its ranges on each side, as ln(rate / assumed rate) */
};

/* Which units do an engine's work, from the engine's `paths`. 0 (unknown): the fastest that the record states. */
struct rig_path {
    enum units products;
    enum units attention, window_attention; /* of a prompt, in layers that keep the whole context and in others */
    /* bytes moved to convert one weight before it is multiplied, us that each active expert of a layer adds, and from
       how many tokens of a step on; 0: none */
    double converts_b, converts_from, expert_us, experts_from;
    double pad_hidden, pad_ffn;            /* widths of stored experts are multiples of these; 0: they are not padded */
    bool tiles_fit;                        /* are tiles of experts no wider than the tokens of a step? */
    bool widens;                           /* are FP8 and FP4 weights multiplied in 16 bits whatever units there are? */
    bool unpacks;                          /* are 16- and 32-bit weights loaded no faster than quantised ones? */
    const struct engine_path *slow_decode; /* why attention in decode is slow; NULL: it is not */
};

struct rig_device {
    const struct device *device;
    double mem_gib;      /* memory for programs before anything is loaded: nominal less reserve, or the GPU limit */
    double nominal_gib;  /* as sold */
    double overhead_gib; /* taken from mem_gib: backend context and desktop */
    double cap_w;        /* power limit set by the owner; NaN: the card's own */
    enum backend backend;
    int host; /* which of the machines that share the model holds it, from 0 */
    struct rig_assumed assumed;
    struct rig_path path;       /* of the engine, for the case at hand */
    struct constants constants; /* of the step-time law, for the case at hand */
};

struct rig {
    int n;
    struct rig_device dev[RIG_MAX_DEVICES];
    const struct link *link;   /* NULL with one device */
    const struct link *bridge; /* joins devices 0 and 1, 2 and 3, ...; NULL: none, or link joins all */
    const struct link *net;    /* joins devices of different machines; NULL: all are in one machine */
    bool link_silent;          /* link_assumed, and a measured row leaves it open */
    bool link_assumed;         /* nobody stated link, nor lanes or peer-to-peer of the slots: it is the likeliest one */
    double ram_gib, ram_gb_s;  /* system memory and its bandwidth; 0 GiB if the GPU shares the machine's memory */
};

/* Returns true if the device can run the backend: its maker's own, and Vulkan except on Apple's and where the record
   says that there is no driver. */
bool rig_runs(const struct device *d, enum backend b);
/* Returns true if the engine has the backend. */
bool rig_has(const struct engine *e, enum backend b);
/* Returns the device's usual backend: CUDA for NVIDIA, Metal for Apple, ROCm where there is no Vulkan driver, else
   Vulkan. */
enum backend rig_default_backend(const struct device *d);
/* Returns the backend of the device under an engine: the usual one if the engine has it, else the first that both have;
   if there is none, the usual one. */
enum backend rig_backend(const struct device *d, const struct engine *e);
/* Returns a card with mem_gib of memory. Programs get usable_frac of it, less what NVIDIA's driver keeps; overhead is
   the backend's context plus desktop_gib. cap_w NaN: the card's own limit. */
struct rig_device rig_card(const struct device *d, const struct policy *p, enum backend b, double mem_gib,
                           double desktop_gib, double cap_w);
/* Returns a chip in a machine with mem_gib of shared memory. The GPU may use limit_gib of it; NaN: the fraction that
   the chip's record states, else the policy's. */
struct rig_device rig_chip(const struct device *d, const struct policy *p, enum backend b, double mem_gib,
                           double limit_gib);
/* Returns the TDP in watts, stated or assumed; NaN: not known. */
double rig_tdp_w(const struct rig_device *r);
/* Returns the record of the same chip with its highest power limit (device.chip_of), whose clock and rates are the
   card's own before its limit; d itself where there is none. */
const struct device *rig_full(const struct device *d);
/* Returns the TDP of that record in watts. */
double rig_full_tdp_w(const struct rig_device *r);
/* Returns the memory that the driver shows to programs, GiB, of which a pool is a fraction. */
double rig_shown_gib(const struct rig_device *r);
/* Return the watts of an idle card, without and with a model in memory: policy.card_idle_frac of its TDP where its
   record states none. */
double rig_idle_w(const struct device *d, const struct policy *p);
double rig_resident_w(const struct device *d, const struct policy *p);
/* Returns the watts that its memory takes at full bandwidth. */
double rig_memory_w(const struct rig_device *r, const struct policy *p);
/* Returns the watts that a busy card draws whatever its clock; NaN: not known. */
double rig_base_w(const struct rig_device *r, const struct policy *p);
/* Returns the power limit of a card in watts: cap_w where it is set (not NaN) and lower than the TDP, else the TDP. */
double rig_limit_w(const struct device *d, double cap_w);
/* Returns the link that these devices have by default: NVLink if a board joins all of them (a bridge is bought
   separately and must be named), else PCIe of the slowest card's generation and width, at most `lanes`. p2p unknown:
   peer-to-peer if the stock drivers of all cards allow it. NULL for one device or if no record matches. */
const struct link *rig_default_link(const struct link_list *links, const struct rig *r, double lanes, enum flag p2p);
/* Returns the PCIe link of the same generation and width as like, with or without peer-to-peer; NULL if no record
 * matches. */
const struct link *rig_pcie_like(const struct link_list *links, const struct link *like, bool direct);
/* Returns the number of machines that hold the devices; 1 for an empty rig. */
int rig_hosts(const struct rig *r);
/* Returns true for an NVLink, bridged or switched; false for NULL. */
bool rig_is_nvlink(const struct link *l);
/* Sets the rig's link and bridge: the link asked for, else the default one. An NVLink that is asked for is the cards'
   own, whichever record was named. If it joins fewer cards than there are, it becomes the bridge of pairs, and PCIe
   joins the pairs. */
void rig_join(const struct link_list *links, struct rig *r, const struct link *asked, const struct link *bridge,
              double lanes, enum flag p2p);
/* Returns true if the record states an FP16 matrix rate. */
bool rig_states_fp16(const struct device *d);
/* Returns the rate in FLOP/s of the matrix units that inference engines use, as the record states it: FP16, with FP16
   accumulation if that is faster (llama.cpp uses it and INT8 on GeForce); else INT8 (Pascal's DP4A); else the shaders,
   2 * units * lanes * clock. NaN: it states none. */
double rig_matrix_flop_s(const struct device *d);
/* Returns the boost clock in MHz, stated or assumed; NaN: not known. */
double rig_clock_mhz(const struct rig_device *r);
/* Returns the rate of rig_matrix_flop_s, or the assumed one where the record states none; NaN: not known. */
double rig_flop_s(const struct rig_device *r);
/* As rig_flop_s, for numbers that are not integers: shaders where the record states an INT8 rate and no FP16 rate. */
double rig_float_flop_s(const struct rig_device *r);
/* Returns the rate in FLOP/s of the shaders in FP32, as the record states it or 2 * units * lanes * clock; the rate of
   rig_flop_s where that is lower or the record states neither. */
double rig_shader_flop_s(const struct rig_device *r);
/* Returns the rate for weights of class q: the shaders' where the engine multiplies there (path.products); FP8's or
   FP4's if the engine multiplies in them (low_precision) and the card has such units, else rig_flop_s. */
double rig_product_flop_s(const struct rig_device *r, enum qclass q, enum flag low_precision);
/* Returns true if the engine multiplies weights of that class as they are stored: 16 and 32 bits unless the path
   unpacks them, FP8 and FP4 where rig_product_flop_s is their rate. */
bool rig_multiplies_stored(const struct rig_device *r, enum qclass q, enum flag low_precision);
/* Returns true if a rate that the speed needs is neither stated nor assumed. */
bool rig_misses_rates(const struct rig_device *r);
/* Returns true if a rate of one of the rig's devices is assumed, or is not known although its family was asked. */
bool rig_assumes(const struct rig *r);
/* Returns which rates of the rig's devices are assumed: `missing` if one of them is not known. */
enum assumed rig_assumed_of(const struct rig *r);
/* Fills *out with the first device of *r alone. */
void rig_first(const struct rig *r, struct rig *out);
/* Returns true if the first device shares its memory with the processor. */
bool rig_unified(const struct rig *r);

#endif
