#include "power.h"

#include "curve.h"
#include "tensors.h"

#include <math.h>

enum { MOST_POINTS = 64 };

static double limit_w(const struct device_line *l)
{
    return isnan(l->cap_w) ? l->device->tdp_w : fmin(l->cap_w, l->device->tdp_w);
}

/* Card number k of the option in this state. In a layer split one card works while the others wait. */
static double card_w(const struct device_line *l, const struct policy *p, enum power_state state, bool working)
{
    switch (state) {
    case POWER_IDLE: return l->device->idle_w;
    case POWER_DECODE: return limit_w(l) * (working ? p->decode_w_frac : p->waiting_w_frac);
    case POWER_PREFILL: return limit_w(l) * p->prefill_w_frac;
    default: return limit_w(l);
    }
}

static double cards_w(const struct option *o, const struct policy *p, enum power_state state)
{
    const bool together = o->split == split_tensor || o->split == split_row;
    double sum = 0, hungriest = 0;
    for (size_t i = 0; i < o->devices.n; i++) {
        const struct device_line *l = &o->devices.v[i];
        const double waiting = card_w(l, p, state, together), working = card_w(l, p, state, true);
        sum += l->qty * waiting;
        hungriest = fmax(hungriest, working - waiting);
    }
    return sum + hungriest; /* nothing is added where all of them work */
}

static double cpu_w(const struct option *o, const struct policy *p, enum power_state state)
{
    if (!o->cpu)
        return 0;
    const struct cpu *c = o->cpu->cpu;
    const double idle = tensors_or(c->idle_w, p->cpu_idle_w), most = tensors_or(c->max_w, c->tdp_w);
    if (state == POWER_IDLE)
        return idle;
    return state == POWER_PEAK ? most : fmax(idle, most * p->cpu_decode_frac);
}

static double rest_w(const struct option *o, const struct policy *p, enum power_state state)
{
    const bool idle = state == POWER_IDLE;
    double sum = 0;
    if (o->board)
        sum += idle ? tensors_or(o->board->board->idle_w, p->board_idle_w)
                    : tensors_or(o->board->board->load_w, p->board_load_w);
    for (size_t i = 0; i < o->parts.n; i++) {
        const struct part_line *l = &o->parts.v[i];
        sum += l->qty * tensors_or(idle ? l->part->idle_w : l->part->load_w, 0);
    }
    return sum;
}

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

/* Loss over rating at this load over rating, from the curve measured nearest to this mains voltage. Between points the
   loss is straight, below the first it stays: a supply never loses less than there. */
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
    if (load > xs[n - 1]) /* beyond the last point the efficiency stays */
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
