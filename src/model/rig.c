/* rig.c: devices, memory and links of a machine.

   Idea: of a card's nominal memory the driver keeps a part, and each program's context and the desktop take
   another; a chip with shared memory has a GPU limit instead. Several devices are joined by the best link that all
   of them and the board support; the record with the highest bandwidth within those limits is taken.
   Invariant: a rig of one device has no link; a bridge is set only with three or more devices.
   Reference: docs/model.md, "What is free, and the verdict" and section 2 (links); reserves are the policy's. */
#include "rig.h"

#include "bug.h"
#include "known.h"
#include "quant_mix.h"

#include <math.h>

bool rig_runs(const struct device *d, enum backend b)
{
    if (b == backend_vulkan && d->vulkan == flag_no)
        return false;
    switch (d->vendor) {
    case vendor_nvidia: return b == backend_cuda || b == backend_vulkan;
    case vendor_amd: return b == backend_rocm || b == backend_vulkan;
    case vendor_intel: return b == backend_sycl || b == backend_vulkan;
    case vendor_apple: return b == backend_metal;
    default: return b == backend_vulkan;
    }
}

bool rig_has(const struct engine *e, enum backend b)
{
    for (size_t i = 0; i < e->runs_on.n; i++)
        if (e->runs_on.v[i].backend == b)
            return true;
    return false;
}

enum backend rig_default_backend(const struct device *d)
{
    switch (d->vendor) {
    case vendor_nvidia: return backend_cuda;
    case vendor_apple: return backend_metal;
    case vendor_amd: return d->vulkan == flag_no ? backend_rocm : backend_vulkan;
    default: return backend_vulkan;
    }
}

enum backend rig_backend(const struct device *d, const struct engine *e)
{
    const enum backend usual = rig_default_backend(d);
    for (int b = 1; b < backend_end && !rig_has(e, usual); b++)
        if (rig_runs(d, (enum backend)b) && rig_has(e, (enum backend)b))
            return (enum backend)b;
    return usual;
}

static double context_mib(const struct policy *p, enum backend b)
{
    return b == backend_cuda ? p->context_mib : b == backend_rocm ? p->rocm_context_mib : p->other_context_mib;
}

struct rig_device rig_card(const struct device *d, const struct policy *p, enum backend b, double mem_gib,
                           double desktop_gib, double cap_w)
{
    const double context_gib = unit_b_to_gib(unit_mib_to_b(context_mib(p, b)));
    const double driver_gib = d->vendor == vendor_nvidia ? unit_b_to_gib(unit_mib_to_b(p->driver_mib)) : 0;
    return (struct rig_device){.device = d,
                               .mem_gib = mem_gib * (1 - d->ecc_frac) * p->usable_frac - driver_gib,
                               .nominal_gib = mem_gib,
                               .overhead_gib = context_gib + desktop_gib,
                               .cap_w = cap_w,
                               .backend = b};
}

struct rig_device rig_chip(const struct device *d, const struct policy *p, enum backend b, double mem_gib,
                           double limit_gib)
{
    const double limit = !isnan(limit_gib) ? limit_gib
                                           : mem_gib * (isnan(d->gpu_limit_frac) ? p->unified_frac : d->gpu_limit_frac);
    return (struct rig_device){.device = d, .mem_gib = limit, .nominal_gib = mem_gib, .cap_w = NAN, .backend = b};
}

double rig_limit_w(const struct device *d, double cap_w)
{
    return isnan(cap_w) ? d->tdp_w : fmin(cap_w, d->tdp_w);
}

/* Returns true if all cards are equal and one NVLink domain joins them all. */
static bool all_nvlink(const struct rig *r)
{
    for (int i = 0; i < r->n; i++) {
        const struct device *d = r->dev[i].device;
        if (d != r->dev[0].device || !(d->nvlink_gb_s > 0) || !(d->nvlink_gpus >= r->n))
            return false;
    }
    return true;
}

/* Returns the NVLink record for cards of this rate, or for the next lower rate; NULL if there is none. */
static const struct link *nvlink_of(const struct link_list *links, const struct device *d)
{
    const enum linktype type = d->nvlink_gpus > 2 ? linktype_nvswitch : linktype_nvlink;
    const struct link *best = NULL;
    for (size_t i = 0; i < links->n; i++) {
        const struct link *l = &links->v[i];
        if (l->type == type && l->card_gb_s <= d->nvlink_gb_s && (!best || l->card_gb_s > best->card_gb_s))
            best = l;
    }
    return best;
}

/* Returns true if a is better than b (or b is NULL): faster; if equally fast, newer, then wider, which have lower
 * latency. */
static bool better_pcie(const struct link *a, const struct link *b)
{
    if (!b || a->bus_gb_s != b->bus_gb_s)
        return !b || a->bus_gb_s > b->bus_gb_s;
    return a->pcie_gen > b->pcie_gen || (a->pcie_gen == b->pcie_gen && a->pcie_lanes > b->pcie_lanes);
}

/* Returns the best PCIe record up to this generation and width; NULL if there is none. */
static const struct link *pcie_of(const struct link_list *links, double gen, double lanes, enum flag p2p)
{
    const struct link *best = NULL;
    for (size_t i = 0; i < links->n; i++) {
        const struct link *l = &links->v[i];
        if (l->type != linktype_pcie || l->pcie_gen > gen || l->pcie_lanes > lanes || l->p2p != p2p)
            continue;
        if (better_pcie(l, best))
            best = l;
    }
    return best;
}

const struct link *rig_default_link(const struct link_list *links, const struct rig *r, double lanes, enum flag p2p)
{
    if (r->n < 2)
        return NULL;
    const struct link *l = all_nvlink(r) ? nvlink_of(links, r->dev[0].device) : NULL;
    if (l && l->type == linktype_nvswitch)
        return l;
    double gen = INFINITY, width = lanes;
    enum flag direct = p2p;
    for (int i = 0; i < r->n; i++) {
        const struct device *d = r->dev[i].device;
        gen = fmin(gen, isnan(d->pcie_gen) ? 4 : d->pcie_gen);
        width = fmin(width, isnan(d->pcie_lanes) ? width : d->pcie_lanes);
        if (p2p == flag_unknown)
            direct = d->p2p == flag_yes && direct != flag_no ? flag_yes : flag_no;
    }
    return pcie_of(links, gen, width, direct);
}

const struct link *rig_pcie_like(const struct link_list *links, const struct link *like, bool direct)
{
    for (size_t i = 0; i < links->n; i++) {
        const struct link *l = &links->v[i];
        if (l->type == linktype_pcie && l->pcie_gen == like->pcie_gen && l->pcie_lanes == like->pcie_lanes &&
            (l->p2p == flag_yes) == direct)
            return l;
    }
    return NULL;
}

bool rig_is_nvlink(const struct link *l)
{
    return l && (l->type == linktype_nvlink || l->type == linktype_nvswitch);
}

void rig_join(const struct link_list *links, struct rig *r, const struct link *asked, const struct link *bridge,
              double lanes, enum flag p2p)
{
    const bool has_nvlink = r->n > 0 && r->dev[0].device->nvlink_gb_s > 0;
    const struct link *own = has_nvlink ? nvlink_of(links, r->dev[0].device) : NULL;
    const struct link *named = has_nvlink && rig_is_nvlink(asked) ? asked : NULL;
    const struct link *pairs = named ? named : bridge;
    if (named && all_nvlink(r))
        r->link = own ? own : named;
    else
        r->link = asked && !rig_is_nvlink(asked) ? asked : rig_default_link(links, r, lanes, p2p);
    r->bridge = r->n < 3 || rig_is_nvlink(r->link) || !pairs ? NULL : own ? own : pairs;
}

bool rig_states_fp16(const struct device *d)
{
    return !isnan(d->fp16acc_tflops) || !isnan(d->fp16_tflops);
}

/* Returns the rate that the record states, with shaders at the given clock. */
static double stated_flop_s(const struct device *d, double mhz)
{
    if (rig_states_fp16(d))
        return unit_tflops_to_flop_s(fmax(d->fp16acc_tflops, d->fp16_tflops));
    if (!isnan(d->int8_tflops))
        return unit_tflops_to_flop_s(d->int8_tflops);
    if (!isnan(d->fp32_lanes) && (!isnan(d->boost_mhz) || isnan(d->fp32_tflops)))
        return 2 * d->compute_units * d->fp32_lanes * unit_mhz_to_hz(mhz);
    return unit_tflops_to_flop_s(d->fp32_tflops);
}

double rig_matrix_flop_s(const struct device *d)
{
    return stated_flop_s(d, d->boost_mhz);
}

const struct device *rig_full(const struct device *d)
{
    return d->chip_of ? d->chip_of : d;
}

double rig_clock_mhz(const struct rig_device *r)
{
    const double mhz = rig_full(r->device)->boost_mhz;
    return isnan(mhz) && r->assumed.v[RIG_CLOCK] != 0 ? r->assumed.v[RIG_CLOCK] : mhz;
}

double rig_flop_s(const struct rig_device *r)
{
    const double mhz = rig_clock_mhz(r);
    const double assumed = r->assumed.v[RIG_MATRIX];
    return assumed != 0 ? assumed * r->device->compute_units * unit_mhz_to_hz(mhz)
                        : stated_flop_s(rig_full(r->device), mhz);
}

double rig_shader_flop_s(const struct rig_device *r)
{
    const struct device *d = rig_full(r->device);
    const double lanes = 2 * d->compute_units * d->fp32_lanes * unit_mhz_to_hz(rig_clock_mhz(r));
    return fmin(rig_flop_s(r), isnan(d->fp32_tflops) ? lanes : unit_tflops_to_flop_s(d->fp32_tflops));
}

double rig_float_flop_s(const struct rig_device *r)
{
    const bool matrix = r->assumed.v[RIG_MATRIX] != 0 || rig_states_fp16(rig_full(r->device));
    return matrix ? rig_flop_s(r) : rig_shader_flop_s(r);
}

double rig_tdp_w(const struct rig_device *r)
{
    const double assumed = r->assumed.v[RIG_POWER];
    return isnan(r->device->tdp_w) && assumed != 0 ? assumed * r->device->compute_units : r->device->tdp_w;
}

double rig_full_tdp_w(const struct rig_device *r)
{
    return r->device->chip_of ? r->device->chip_of->tdp_w : rig_tdp_w(r);
}

double rig_shown_gib(const struct rig_device *r)
{
    return r->device->unified == flag_yes ? r->nominal_gib : r->mem_gib;
}

double rig_idle_w(const struct device *d, const struct policy *p)
{
    return known_or(d->idle_w, p->card_idle_frac * d->tdp_w);
}

double rig_resident_w(const struct device *d, const struct policy *p)
{
    return known_or(d->resident_w, rig_idle_w(d, p));
}

double rig_memory_w(const struct rig_device *r, const struct policy *p)
{
    const struct device *d = rig_full(r->device);
    if (!d->dram)
        return p->base_power_frac * rig_full_tdp_w(r) / r->constants.v[constant_base_power];
    return unit_gb_s_to_b_s(d->mem_bw_gb_s) * unit_pj_bit_to_j_b(d->dram->energy_pj_bit);
}

double rig_base_w(const struct rig_device *r, const struct policy *p)
{
    const struct device *d = rig_full(r->device);
    const double frac = d->memory == memkind_hbm ? p->hbm_base_power_most_frac : p->base_power_most_frac;
    const double base = r->constants.v[constant_base_power] * rig_memory_w(r, p), most = frac * rig_full_tdp_w(r);
    return base > most && d->dram ? most : base;
}

bool rig_misses_rates(const struct rig_device *r)
{
    const bool limited = r->device->unified != flag_yes; /* the law knows no power limit of a chip */
    return isnan(rig_clock_mhz(r)) || isnan(rig_flop_s(r)) || (limited && isnan(rig_tdp_w(r)));
}

_Static_assert(assumed_nothing + (1 << RIG_CLOCK) == assumed_clock &&
                   assumed_nothing + (1 << RIG_MATRIX) == assumed_rate,
               "enum assumed counts in bits of enum rig_rate");
_Static_assert(assumed_nothing + (1 << RIG_POWER) == assumed_power &&
                   assumed_nothing + (1 << RIG_RATES) == assumed_missing,
               "enum assumed counts in bits of enum rig_rate");

bool rig_assumes(const struct rig *r)
{
    for (int i = 0; i < r->n; i++) {
        if (i > 0 && r->dev[i].device == r->dev[i - 1].device)
            continue;
        for (int k = 0; k < RIG_RATES; k++)
            if (r->dev[i].assumed.v[k] != 0)
                return true;
    }
    return false;
}

enum assumed rig_assumed_of(const struct rig *r)
{
    int bits = 0;
    for (int i = 0; i < r->n; i++) {
        if (i > 0 && r->dev[i].device == r->dev[i - 1].device)
            continue;
        if (rig_misses_rates(&r->dev[i]))
            return assumed_missing;
        for (int k = 0; k < RIG_RATES; k++)
            bits |= r->dev[i].assumed.v[k] != 0 ? 1 << k : 0;
    }
    return (enum assumed)(assumed_nothing + bits);
}

/* Returns the card's FP8 or FP4 rate in TFLOPS; NaN if the engine or the card does not multiply in that format. */
static double narrow_tflops(const struct rig_device *r, enum qclass q, enum flag low_precision)
{
    const struct device *d = rig_full(r->device);
    const double tflops = q == qclass_fp4 ? d->fp4_tflops : q == qclass_fp8 ? d->fp8_tflops : NAN;
    return low_precision == flag_yes && !r->path.widens ? tflops : NAN;
}

bool rig_multiplies_stored(const struct rig_device *r, enum qclass q, enum flag low_precision)
{
    if (quant_mix_is_wide(q))
        return !r->path.unpacks;
    return r->path.products != units_shaders && narrow_tflops(r, q, low_precision) > 0;
}

double rig_product_flop_s(const struct rig_device *r, enum qclass q, enum flag low_precision)
{
    const double tflops = narrow_tflops(r, q, low_precision);
    if (r->path.products == units_shaders)
        return rig_shader_flop_s(r);
    if (quant_mix_is_wide(q))
        return rig_float_flop_s(r);
    return tflops > 0 ? unit_tflops_to_flop_s(tflops) : rig_flop_s(r);
}

void rig_first(const struct rig *r, struct rig *out)
{
    BUG_UNLESS(r->n > 0);
    out->n = 1;
    out->dev[0] = r->dev[0];
    out->link = out->bridge = out->net = NULL;
    out->ram_gib = r->ram_gib;
    out->ram_gb_s = r->ram_gb_s;
}

bool rig_unified(const struct rig *r)
{
    return r->dev[0].device->unified == flag_yes;
}

int rig_hosts(const struct rig *r)
{
    int last = 0;
    for (int i = 0; i < r->n; i++)
        last = r->dev[i].host > last ? r->dev[i].host : last;
    return last + 1;
}
