/* power.c: watts by state, from the parts to the wall.

   Idea: cards draw a fraction of their power limit that depends on the state; in a layer split one card works while
   the others wait. The supply adds its loss, taken from its efficiency curve at the mains voltage nearest to the
   site's. Loss between two points is linear in the load; below the first point it is constant.
   Invariant: wall = DC + loss + machines; a supply's rating is what it delivers, so its efficiency sets only the
   loss.
   Reference: docs/model.md, section 4. Planning values, not measurements of your machine. */
#include "power.h"

#include "bug.h"
#include "curve.h"
#include "rig.h"
#include "known.h"

#include <math.h>

enum { MOST_POINTS = 64 };

/* Returns the watts of one card. In decode of a layer split one card works while the others wait (working false). */
static double card_w(const struct device_line *l, const struct policy *p, enum power_state state, bool working)
{
    switch (state) {
    case POWER_IDLE: return l->device->idle_w;
    case POWER_DECODE: return rig_limit_w(l->device, l->cap_w) * (working ? p->decode_w_frac : p->waiting_w_frac);
    case POWER_PREFILL: return rig_limit_w(l->device, l->cap_w) * p->prefill_w_frac;
    default: return rig_limit_w(l->device, l->cap_w);
    }
}

/* Returns the watts of all cards: all waiting, plus what the card with the largest difference adds when it works. */
static double cards_w(const struct option *o, const struct policy *p, enum power_state state)
{
    const bool together = o->split == split_tensor || o->split == split_row;
    double sum = 0, most_extra = 0;
    for (size_t i = 0; i < o->devices.n; i++) {
        const struct device_line *l = &o->devices.v[i];
        const double waiting = card_w(l, p, state, together), working = card_w(l, p, state, true);
        sum += l->qty * waiting;
        most_extra = fmax(most_extra, working - waiting);
    }
    return sum + most_extra; /* 0 if all cards work together */
}

static double cpu_w(const struct option *o, const struct policy *p, enum power_state state)
{
    if (!o->cpu)
        return 0;
    const struct cpu *c = o->cpu->cpu;
    const double idle = known_or(c->idle_w, p->cpu_idle_w), most = known_or(c->max_w, c->tdp_w);
    if (state == POWER_IDLE)
        return idle;
    return state == POWER_PEAK ? most : fmax(idle, most * p->cpu_decode_frac);
}

/* Returns the watts of board and parts. */
static double rest_w(const struct option *o, const struct policy *p, enum power_state state)
{
    const bool idle = state == POWER_IDLE;
    double sum = 0;
    if (o->board)
        sum += idle ? known_or(o->board->board->idle_w, p->board_idle_w)
                    : known_or(o->board->board->load_w, p->board_load_w);
    for (size_t i = 0; i < o->parts.n; i++) {
        const struct part_line *l = &o->parts.v[i];
        sum += l->qty * known_or(idle ? l->part->idle_w : l->part->load_w, 0);
    }
    return sum;
}

/* Returns the watts at the wall of complete machines. */
static double systems_w(const struct option *o, const struct policy *p, enum power_state state)
{
    double sum = 0;
    for (size_t i = 0; i < o->systems.n; i++) {
        const struct system *s = o->systems.v[i].system;
        const double part = state == POWER_DECODE    ? p->system_decode_frac
                            : state == POWER_PREFILL ? p->system_prefill_frac
                                                     : 1;
        sum += o->systems.v[i].qty * (state == POWER_IDLE ? s->idle_w : s->max_w * part);
    }
    return sum;
}

double power_rated_w(const struct option *o)
{
    double sum = 0;
    for (size_t i = 0; i < o->psus.n; i++)
        sum += o->psus.v[i].qty * o->psus.v[i].psu->rated_w;
    return sum;
}

/* Returns loss / rating at load / rating, from the curve measured at the mains voltage nearest to mains_v. The loss is
   linear between points and constant below the first point. */
static double loss_frac(const struct psu *psu, double load, double mains_v)
{
    double xs[MOST_POINTS], ys[MOST_POINTS], nearest = INFINITY;
    size_t n = 0;
    for (size_t i = 0; i < psu->curve.n; i++)
        nearest = fmin(nearest, fabs(psu->curve.v[i].mains_v - mains_v));
    for (size_t i = 0; i < psu->curve.n && n < MOST_POINTS; i++) {
        const struct psu_point *at = &psu->curve.v[i];
        if (fabs(at->mains_v - mains_v) > nearest)
            continue;
        xs[n] = at->load_frac;
        ys[n++] = at->load_frac * (1 / at->eff_frac - 1);
    }
    BUG_UNLESS(n > 0);
    if (load > xs[n - 1]) /* the efficiency of the last point holds beyond it */
        return load / xs[n - 1] * ys[n - 1];
    return curve_at(xs, ys, n, load);
}

double power_loss_w(const struct option *o, double dc_w, double mains_v)
{
    const double rated = power_rated_w(o);
    double sum = 0;
    if (o->psus.n == 0)
        return 0;
    for (size_t i = 0; i < o->psus.n; i++) {
        const struct psu *psu = o->psus.v[i].psu;
        sum += o->psus.v[i].qty * psu->rated_w * loss_frac(psu, dc_w / rated, mains_v);
    }
    return sum;
}

void power_draw(const struct option *o, const struct policy *p, double mains_v, enum power_state state,
                struct power_phase *out)
{
    static const char *const names[] = {"idle", "decode", "prefill", "peak"};
    BUG_UNLESS(state < POWER_N_STATES);
    out->phase = names[state];
    out->devices_w = cards_w(o, p, state);
    out->cpu_w = cpu_w(o, p, state);
    out->rest_w = rest_w(o, p, state);
    out->dc_w = out->devices_w + out->cpu_w + out->rest_w;
    out->psu_loss_w = power_loss_w(o, out->dc_w, mains_v);
    out->systems_w = systems_w(o, p, state);
    out->wall_w = out->dc_w + out->psu_loss_w + out->systems_w;
    out->heat_btu_h = unit_w_to_btu_h(out->wall_w);
    out->circuit_a = out->wall_w / mains_v;
}

enum powerverdict power_supply_verdict(const struct option *o, const struct policy *p, double peak_dc_w)
{
    const double rated = power_rated_w(o);
    if (!(rated > 0) || isnan(peak_dc_w))
        return powerverdict_unknown;
    if (peak_dc_w > p->psu_limit_frac * rated)
        return powerverdict_over;
    return peak_dc_w > p->psu_sustained_frac * rated ? powerverdict_high : powerverdict_ok;
}
