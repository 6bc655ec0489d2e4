/* market_class.c: classes and features of things that are bought.

   Idea: within a class ln price is nearly linear in ln of what the thing offers: memory and bandwidth of a card, size
   and rate of a memory kit, watts of a supply. The features are such logarithms, relative to a typical thing, so that
   an unknown one can be left at 0. Invariant: every feature is finite, and the first is 1. Reference: hedonic price
   index, e.g. J. Triplett, Handbook on Hedonic Indexes (OECD 2004). */
#include "market_class.h"

#include "bug.h"
#include "month.h"
#include "real.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static enum priceclass class_of_device(const struct device *d)
{
    if (d->sold_as == soldas_workstation || d->sold_as == soldas_datacentre)
        return priceclass_pro;
    return d->vendor == vendor_nvidia ? priceclass_geforce : priceclass_radeon;
}

static enum priceclass class_of_part(const struct part *p)
{
    switch (p->category) {
    case category_ram: return priceclass_memory;
    case category_storage: return priceclass_storage;
    case category_cooler:
    case category_pc_case:
    case category_fan: return priceclass_cases;
    case category_nic:
    case category_netswitch: return priceclass_network;
    case category_ups: return priceclass_ups;
    case category_work: return priceclass_work;
    case category_kit: return priceclass_unified;
    default: return priceclass_small;
    }
}

enum priceclass market_class_of(const struct kind *k, const void *record)
{
    if (k == &kind_device)
        return class_of_device(record);
    if (k == &kind_system)
        return ((const struct system *)record)->vendor == vendor_apple ? priceclass_mac : priceclass_unified;
    if (k == &kind_part)
        return class_of_part(record);
    return k == &kind_cpu     ? priceclass_cpu
           : k == &kind_board ? priceclass_board
           : k == &kind_psu   ? priceclass_psu
                              : priceclass_unknown;
}

enum priceclass market_class_group(enum priceclass c)
{
    switch (c) {
    case priceclass_radeon:
    case priceclass_pro: return priceclass_geforce;
    case priceclass_unified: return priceclass_mac;
    case priceclass_cases:
    case priceclass_network:
    case priceclass_ups: return priceclass_small;
    default: return c;
    }
}

/* Features as they are added. */
struct row {
    double *v;
    int n;
};

static void add(struct row *r, double value)
{
    BUG_UNLESS(r->n < MARKET_CLASS_FEATURES);
    r->v[r->n++] = isfinite(value) ? value : 0;
}

static void add_ln(struct row *r, double value, double typical)
{
    add(r, value > 0 ? real_log(value / typical) : 0);
}

static void add_flag(struct row *r, bool yes)
{
    add(r, yes ? 1 : 0);
}

/* Adds the age, relative to three years; things of unknown launch have a typical age. */
static void add_age(struct row *r, const char *launch, double month)
{
    static const double typical_years = 3, most_years = 12;
    const double born = launch ? month_of(launch, MONTH_JUNE, NULL) : NAN,
                 years = (month - born) / unit_years_to_months(1);
    add(r, isnan(years) ? 0 : (fmin(fmax(years, 0), most_years) - typical_years) / typical_years);
}

static void device_features(struct row *r, const struct device *d, double month)
{
    const double flops = isnan(d->fp16_tflops) ? d->fp32_tflops * 2 : d->fp16_tflops;
    add_ln(r, d->mem_gib, 16);
    add_ln(r, d->mem_bw_gb_s, 500);
    add_ln(r, flops, 50);
    add_age(r, d->launch, month);
    add_ln(r, d->tdp_w, 200);
    add_flag(r, d->sold_as == soldas_workstation);
    add_flag(r, d->sold_as == soldas_datacentre);
    add_flag(r, d->vendor == vendor_amd);
    add_flag(r, d->vendor == vendor_intel);
    add_flag(r, d->form == cardform_sxm || d->form == cardform_oam);
}

static void system_features(struct row *r, const struct system *s, double month)
{
    const struct device *chip = s->chip;
    add_ln(r, s->mem_gib, 48);
    add_ln(r, chip ? chip->mem_bw_gb_s : NAN, 273);
    add_ln(r, chip ? chip->compute_units : NAN, 20);
    add_age(r, s->launch, month);
    add_flag(r, s->vendor == vendor_apple);
    add_flag(r, s->host == hostclass_laptop);
    add_flag(r, !chip);
    add_flag(r, s->barebone == flag_yes);
    add_flag(r, s->host == hostclass_workstation || s->host == hostclass_server);
}

/* Adds the rate of the fastest socket, and how many of these have the rate of all together. */
static void socket_features(struct row *r, const struct part *p)
{
    double fastest = 0, all = 0;
    for (size_t i = 0; i < p->ports.n; i++) {
        fastest = fmax(fastest, p->ports.v[i].speed_gbit_s);
        all += p->ports.v[i].speed_gbit_s * p->ports.v[i].qty;
    }
    add_ln(r, fastest, 10);
    add_ln(r, all / fastest, 1);
}

/* Adds what a bridge joins: cards of a datacentre are dearer, and so are their bridges. */
static void bridge_features(struct row *r, const struct part *p)
{
    const enum soldas cards = p->bridges.n > 0 && p->bridges.v[0].device ? p->bridges.v[0].device->sold_as
                                                                         : soldas_unknown;
    add_ln(r, p->joins ? p->joins->card_gb_s : NAN, 112.5);
    add_flag(r, cards == soldas_datacentre);
    add_flag(r, cards == soldas_workstation);
    add_ln(r, p->span_slots, 3);
}

static void part_features(struct row *r, const struct part *p, double month)
{
    add_age(r, p->launch, month);
    switch (p->category) {
    case category_ram:
        add_flag(r, p->ram_type == ramtype_ddr5);
        add_flag(r, p->ram_module == module_rdimm);
        add_ln(r, p->mem_gib, 32);
        add_ln(r, p->ram_mt_s, 3200);
        add_ln(r, p->modules, 2);
        break;
    case category_storage: add_ln(r, p->size_gb, 1000); break;
    case category_ups: add_ln(r, p->rated_va, 1000); break;
    case category_cooler: add_ln(r, p->height_mm, 150); break;
    case category_pc_case:
        add_ln(r, p->card_length_mm, 360);
        add_ln(r, p->expansion_slots, 7);
        break;
    case category_nic:
    case category_netswitch:
    case category_adapter: socket_features(r, p); break;
    case category_cable:
        add_ln(r, p->speed_gbit_s, 10);
        add_ln(r, p->length_m, 2);
        add_ln(r, p->cables, 1);
        break;
    case category_riser:
        add_ln(r, p->pcie_gen, 4);
        add_ln(r, p->pcie_lanes, 16);
        add_ln(r, p->length_m, 0.2);
        break;
    case category_bridge: bridge_features(r, p); break;
    default: break;
    }
}

static void cpu_features(struct row *r, const struct cpu *c, double month)
{
    add_ln(r, c->cores, 12);
    add_ln(r, c->tdp_w, 105);
    add_ln(r, c->mem_channels, 2);
    add_ln(r, c->pcie_lanes, 24);
    add_age(r, c->launch, month);
    add_flag(r, c->graphics == flag_yes);
}

static void board_features(struct row *r, const struct board *b, double month)
{
    add_ln(r, b->mem_channels, 2);
    add_ln(r, b->ram_slots, 4);
    add_ln(r, (double)b->slots.n, 3);
    add_flag(r, b->chipset && strchr("XZWT", b->chipset[0]));
    add_flag(r, b->form_factor == form_eatx);
    add_ln(r, b->m2_slots, 2);
    add_flag(r, b->ram_type == ramtype_ddr5);
    add_flag(r, b->ram_module == module_rdimm);
    add_age(r, b->launch, month);
}

static void psu_features(struct row *r, const struct psu *p, double month)
{
    add_ln(r, p->rated_w, 1000);
    add_flag(r, p->tier == tier_platinum);
    add_flag(r, p->tier == tier_titanium);
    add_flag(r, p->tier == tier_bronze || p->tier == tier_white || p->tier == tier_silver);
    add_flag(r, p->atx3 == flag_yes);
    add_age(r, p->launch, month);
}

void market_class_features(const struct kind *k, const void *record, enum condition condition, double month,
                           double out[MARKET_CLASS_FEATURES])
{
    struct row r = {.v = out};
    add(&r, 1);
    add_flag(&r, condition == condition_used);
    add_flag(&r, condition == condition_refurbished);
    add(&r, k == &kind_part ? ((const struct part *)record)->category : 0);
    if (k == &kind_device)
        device_features(&r, record, month);
    else if (k == &kind_system)
        system_features(&r, record, month);
    else if (k == &kind_part)
        part_features(&r, record, month);
    else if (k == &kind_cpu)
        cpu_features(&r, record, month);
    else if (k == &kind_board)
        board_features(&r, record, month);
    else if (k == &kind_psu)
        psu_features(&r, record, month);
    while (r.n < MARKET_CLASS_FEATURES)
        add(&r, 0);
}
