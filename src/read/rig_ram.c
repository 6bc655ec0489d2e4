#include "rig_ram.h"

#include "enums.h"
#include "str.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* ---- channels ---- */

static bool is_first_of_channel(const struct rig_merged *m, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(m->modules[k].channel, m->modules[i].channel) == 0)
            return false;
    return true;
}

static double module_gb_s(const struct rig_module *m)
{
    enum { WIDTH = 64 };
    return unit_mt_s_to_gb_s(m->mt_s) * (m->width_bits > 0 ? m->width_bits : WIDTH) / WIDTH;
}

static void count_channels(const struct rig_merged *m, struct rig_ram *out)
{
    bool known = m->n_modules > 0;
    for (size_t i = 0; i < m->n_modules; i++) {
        known &= m->modules[i].channel != NULL;
        out->gib += m->modules[i].gib;
        out->most_gb_s += module_gb_s(&m->modules[i]);
    }
    if (!known)
        return;
    out->channels = out->gb_s = 0;
    for (size_t i = 0; i < m->n_modules; i++)
        if (is_first_of_channel(m, i)) {
            out->channels++;
            out->gb_s += module_gb_s(&m->modules[i]);
        }
}

/* ---- kits ---- */

static bool same_kind(const struct rig_module *a, const struct rig_module *b)
{
    return a->gib == b->gib && (a->mt_s == b->mt_s || (isnan(a->mt_s) && isnan(b->mt_s))) && a->module == b->module &&
           (a->type == b->type || (a->type && b->type && strcmp(a->type, b->type) == 0));
}

/* Returns whether a kit has modules like these, n of them or a part of n. */
static bool has_such(const struct part *p, const struct rig_module *m, double n)
{
    const char *type = p->ram_type ? enums_text(&enums_ramtype, (int)p->ram_type) : NULL;
    const bool built = p->ram_module == m->module || m->module == module_unknown || p->ram_module == module_unknown;
    return p->category == category_ram && p->modules > 0 && p->mem_gib / p->modules == m->gib && type && m->type &&
           strcmp(type, m->type) == 0 && built && fmod(n, p->modules) == 0;
}

/* Speeds are rounded to whole MT/s: 2666 and 2667 are one. */
static double off_by(const struct part *p, const struct rig_module *m)
{
    const double off = p->ram_mt_s - m->mt_s;
    return fabs(off) <= 2 ? 0 : off;
}

/* Returns whether kit a is nearer to the module than b. */
static bool is_nearer(const struct part *a, const struct part *b, const struct rig_module *m)
{
    if (!b)
        return true;
    const double x = off_by(a, m), y = off_by(b, m);
    if (isnan(x) || isnan(y))
        return isnan(y) && !isnan(x);
    if (x != y)
        return (x <= 0) != (y <= 0) ? x <= 0 : fabs(x) < fabs(y);
    if ((a->ram_module == m->module) != (b->ram_module == m->module))
        return a->ram_module == m->module;
    return a->modules > b->modules;
}

static void find_kit(const struct catalogue *c, struct rig_ram_kit *k)
{
    for (size_t i = 0; i < c->parts.n; i++)
        if (has_such(&c->parts.v[i], k->like, k->modules) && is_nearer(&c->parts.v[i], k->kit, k->like))
            k->kit = &c->parts.v[i];
    k->qty = k->kit ? k->modules / k->kit->modules : NAN;
    k->slower = k->kit && off_by(k->kit, k->like) != 0;
}

void rig_ram(const struct catalogue *c, const struct rig_merged *m, struct rig_ram *out)
{
    *out = (struct rig_ram){.channels = NAN, .gb_s = NAN};
    count_channels(m, out);
    for (size_t i = 0; i < m->n_modules; i++) {
        size_t k = 0;
        while (k < out->n_kits && !same_kind(out->kits[k].like, &m->modules[i]))
            k++;
        if (k == RIG_RAM_KITS)
            continue; /* as many kinds of modules as no board has slots */
        if (k == out->n_kits)
            out->kits[out->n_kits++] = (struct rig_ram_kit){.like = &m->modules[i]};
        out->kits[k].modules++;
    }
    for (size_t k = 0; k < out->n_kits; k++)
        find_kit(c, &out->kits[k]);
}

const char *rig_ram_words(struct arena *a, const struct rig_ram_kit *k)
{
    const char *speed = isnan(k->like->mt_s) ? "" : str_format(a, " at %.10g MT/s", k->like->mt_s);
    return str_format(a, "%.0f x %.10g GiB %s%s", k->modules, k->like->gib,
                      k->like->type ? k->like->type : "of unknown type", speed);
}
