#include "rig_field.h"

#include "str.h"
#include "unit.h"

#include <math.h>
#include <string.h>

enum fact {
    INDEX,
    NAME,
    BUS,
    UUID,
    MEMORY,
    LIMIT,
    DEFAULT_LIMIT,
    GEN_NOW,
    GEN_MOST,
    LANES_NOW,
    LANES_MOST,
    DISPLAY,
    MIG,
    KNOWN /* known, and says nothing of the machine */
};

/* plain: MiB that a number without unit counts. */
static const struct row {
    const char *key;
    enum fact fact;
    double plain;
} rows[] = {
    /* nvidia-smi --query-gpu */
    {"index", INDEX, 0},
    {"name", NAME, 0},
    {"gpu_name", NAME, 0},
    {"uuid", UUID, 0},
    {"gpu_uuid", UUID, 0},
    {"pci_bus_id", BUS, 0},
    {"gpu_bus_id", BUS, 0},
    {"memory_total", MEMORY, 1},
    {"power_limit", LIMIT, 0},
    {"enforced_power_limit", LIMIT, 0},
    {"power_default_limit", DEFAULT_LIMIT, 0},
    {"pcie_link_gen_current", GEN_NOW, 0},
    {"pcie_link_gen_gpucurrent", GEN_NOW, 0},
    {"pcie_link_gen_max", GEN_MOST, 0},
    {"pcie_link_width_current", LANES_NOW, 0},
    {"pcie_link_width_max", LANES_MOST, 0},
    {"display_active", DISPLAY, 0},
    {"mig_mode_current", MIG, 0},
    {"count", KNOWN, 0},
    {"driver_version", KNOWN, 0},
    {"memory_used", KNOWN, 0},
    {"memory_free", KNOWN, 0},
    {"memory_reserved", KNOWN, 0},
    {"power_draw", KNOWN, 0},
    {"power_min_limit", KNOWN, 0},
    {"power_max_limit", KNOWN, 0},
    {"temperature_gpu", KNOWN, 0},
    {"utilization_gpu", KNOWN, 0},
    {"compute_cap", KNOWN, 0},
    {"vbios_version", KNOWN, 0},
    {"pstate", KNOWN, 0},
    /* nvidia-smi -q: section and name */
    {"product_name", NAME, 0},
    {"fb_memory_usage_total", MEMORY, 1},
    {"gpu_power_readings_current_power_limit", LIMIT, 0},
    {"gpu_power_readings_power_limit", LIMIT, 0},
    {"gpu_power_readings_default_power_limit", DEFAULT_LIMIT, 0},
    {"power_readings_power_limit", LIMIT, 0},
    {"power_readings_current_power_limit", LIMIT, 0},
    {"power_readings_default_power_limit", DEFAULT_LIMIT, 0},
    {"pcie_generation_max", GEN_MOST, 0},
    {"pcie_generation_current", GEN_NOW, 0},
    {"link_width_max", LANES_MOST, 0},
    {"link_width_current", LANES_NOW, 0},
    /* rocm-smi; the first name is the surest */
    {"gpu", INDEX, 0},
    {"device_name", NAME, 0},
    {"card_series", NAME, 0},
    {"card_model", NAME, 0},
    {"unique_id", UUID, 0},
    {"pci_bus", BUS, 0},
    {"vram_total_memory_b", MEMORY, 1.0 / 1048576},
    {"max_graphics_package_power_w", LIMIT, 0},
    /* amd-smi */
    {"market_name", NAME, 0},
    {"asic_market_name", NAME, 0},
    {"board_product_name", NAME, 0},
    {"bdf", BUS, 0},
    {"gpu_bdf", BUS, 0},
    {"bus_bdf", BUS, 0},
    {"max_pcie_width", LANES_MOST, 0},
    {"bus_max_pcie_width", LANES_MOST, 0},
    {"max_pcie_speed", GEN_MOST, 0},
    {"bus_max_pcie_speed", GEN_MOST, 0},
    {"pcie_width", LANES_NOW, 0},
    {"pcie_speed", GEN_NOW, 0},
    {"socket_power_limit", LIMIT, 0},
    {"limit_socket_power", LIMIT, 0},
    {"limit_ppt0_socket_power_limit", LIMIT, 0},
    {"vram_size", MEMORY, 1},
    {"size", MEMORY, 1},
    {"mem_usage_total_vram", MEMORY, 1},
    {"vram_total", MEMORY, 1},
};

static const struct row *find(const char *key)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].key, key) == 0)
            return &rows[i];
    return NULL;
}

/* Sets a number above 0 that is not known yet. */
static void set(double *to, double v)
{
    if (v > 0 && isnan(*to))
        *to = v;
}

/* Returns a PCIe generation, stated as such or as the rate of a lane. */
static double generation(const char *value)
{
    const double rate = rig_text_generation(value);
    const char *unit;
    const double plain = rig_text_number(value, &unit);
    enum { NEWEST = 8 };
    return isnan(rate) && *unit == '\0' && plain <= NEWEST ? plain : rate;
}

/* Returns a number of lanes; NaN: PCIe has no such width. */
static double lanes(const char *value)
{
    enum { WIDEST = 32 };
    const double v = rig_text_number(value, NULL);
    return v <= WIDEST ? v : NAN;
}

static enum flag yes(const char *value)
{
    return str_same_word(value, "Enabled") || str_same_word(value, "Yes")   ? flag_yes
           : str_same_word(value, "Disabled") || str_same_word(value, "No") ? flag_no
                                                                            : flag_unknown;
}

static void set_flag(enum flag *to, enum flag v)
{
    *to = v == flag_unknown ? *to : v;
}

bool rig_field_set(struct rig_said *s, struct rig_card *c, const char *key, const char *value)
{
    const struct row *r = find(key);
    if (!r)
        return false;
    switch (r->fact) {
    case INDEX: c->index = isnan(c->index) ? rig_text_number(value, NULL) : c->index; break;
    case NAME: rig_said_name(s, c, value); break;
    case BUS: c->bus = c->bus ? c->bus : rig_text_bus(s->arena, value); break;
    case UUID: c->uuid = c->uuid || str_same_word(value, "N/A") ? c->uuid : value; break;
    case MEMORY: set(&c->mem_mib, rig_text_mib(value, r->plain)); break;
    case LIMIT: set(&c->limit_w, rig_text_number(value, NULL)); break;
    case DEFAULT_LIMIT: set(&c->default_w, rig_text_number(value, NULL)); break;
    case GEN_NOW: set(&c->gen_now, generation(value)); break;
    case GEN_MOST: set(&c->gen_most, generation(value)); break;
    case LANES_NOW: set(&c->lanes_now, lanes(value)); break;
    case LANES_MOST: set(&c->lanes_most, lanes(value)); break;
    case DISPLAY: set_flag(&c->display, yes(value)); break;
    case MIG: set_flag(&c->mig, yes(value)); break;
    case KNOWN: break;
    }
    return true;
}

bool rig_field_known(const char *key)
{
    return find(key) != NULL;
}
