/* step_clock.c: a power limit lowers the clock.

   Idea: a busy card draws base watts whatever its clock (memory chips, fans, converters). The rest goes with the clock
   and the square of the core voltage, and with what it does: reading, dequantising and multiplying each add to what the
   clock alone takes, by their work per second. The voltage falls with the clock, but not below that of low_volts. The
   card lowers its clock until the mean over a step stays within the limit; its memory keeps its pace.
   Invariant: the result is >= 1 and 1 where the limit binds nothing. A higher limit, or less time for any part of the
   work, never makes the step longer: a longer step at a lower clock would draw less than the limit.
   Reference: docs/model.md, section 2, "Power limit"; decision 0023. */
#include "step_clock.h"

#include "bug.h"
#include "known.h"
#include "real.h"

#include <math.h>

void step_clock_prepare(const struct rig_device *r, const struct policy *p, struct step_rates *out)
{
    const double tdp = rig_tdp_w(r), limit = r->cap_w < tdp ? r->cap_w : tdp;
    out->base_w = rig_base_w(r, p);
    out->full_w = rig_full_tdp_w(r);
    out->memory_frac = rig_memory_w(r, p) / out->full_w;
    const double spare = limit - out->base_w;
    out->clock_frac = r->device->unified == flag_yes ? INFINITY : (spare < 0 ? 0 : spare) / out->full_w;
    out->slowest = rig_clock_mhz(r) / p->least_clock_mhz;
    const double *k = r->constants.v;
    out->free_duty = out->clock_frac / (k[constant_clock_power] + k[constant_read_power] * out->memory_frac +
                                        k[constant_dequant_power] + k[constant_matrix_power]);
}

/* Fourth powers of the limits of a matrix product, in seconds^4 at boost clock. */
struct fourths {
    double paced, clocked;
};

/* What a device draws beside base power, over its TDP: clock * voltage^2 * (clock_power + work_s / time), with time in
   seconds at that clock; and the most that it may draw. */
struct draw {
    struct fourths gemm, head;
    double clocked_s, paced_s, idle_s; /* as in struct step_clock_work */
    double clock_power, work_s, low_volts, most;
};

static struct fourths fourths_of(const struct step_product *p)
{
    return (struct fourths){step_clock_fourth(p->read), step_clock_fourth(p->dequant) + step_clock_fourth(p->compute)};
}

/* Adds a product's seconds to *busy, and to *follow the part of them that follows the clock: 1 - (read / seconds)^4. */
static void add_product(const struct fourths *p, double slow4, double *busy, double *follow)
{
    const double clocked = p->clocked * slow4, all = p->paced + clocked;
    if (!(all > 0))
        return;
    const double seconds = sqrt(sqrt(all));
    *busy += seconds;
    *follow += clocked / all * seconds;
}

/* Half of one of Newton's steps in logarithms: up / down. Kept apart, so that a step divides only once. */
struct half_step {
    double up, down;
};

/* Returns the step towards the clock at which the device draws the most that it may: ln(most / draw) over `power`, by
   how many percent the draw rises at one percent more clock. ln r is about 2 (r - 1) / (r + 1). */
static struct half_step step_from(const struct draw *d, double slow)
{
    const bool low = slow * d->low_volts > 1; /* the voltage falls no further */
    const double volts2 = low ? d->low_volts * d->low_volts : 1, slow2 = slow * slow;
    double busy = d->paced_s + d->clocked_s * slow, follow = d->clocked_s * slow;
    add_product(&d->gemm, slow2 * slow2, &busy, &follow);
    add_product(&d->head, slow2 * slow2, &busy, &follow);
    /* both times busy / clock^3, or busy / clock where the voltage falls no further */
    const double most = d->most * (low ? slow : slow * slow2) * busy;
    const double drawn = d->clock_power * (busy - d->idle_s) + d->work_s, all = busy * drawn;
    const double draw = volts2 * drawn, still = d->clock_power * d->idle_s;
    const double power = (low ? 1 : 3) * all + (d->work_s - still) * follow; /* times all */
    return (struct half_step){(most - draw) * all, (most + draw) * power};
}

/* Returns boost clock over the clock at which the device draws the most that it may. The search starts at `most`, which
   the result does not exceed. */
static double slow_of(const struct draw *d, double most)
{
    static const int steps = 20;
    static const double close = 1e-5; /* the next step has the square of that */
    double slow = most;
    for (int i = 0; i < steps; i++) {
        const struct half_step half = step_from(d, slow);
        if (i == 0 && half.up <= 0)
            return most;
        slow *= (half.down - half.up) / (half.down + half.up);
        if (fabs(half.up) < close * half.down)
            break;
    }
    return slow > most ? most : slow < 1 ? 1 : slow;
}

/* Returns work times its power, in seconds: what the device draws for its work over TDP, at boost clock. */
static double work_s(const struct step_rates *r, const double *k, const struct step_clock_work *work)
{
    const double multiplying = work->gemm->compute + work->head->compute + work->attention_s;
    const double dequantising = work->gemm->dequant + work->head->dequant;
    const double reading = work->gemm->read + work->head->read + work->cache_s;
    return k[constant_read_power] * r->memory_frac * reading + k[constant_dequant_power] * dequantising +
           k[constant_matrix_power] * multiplying;
}

double step_clock_slow(const struct step_rates *r, const double *k, const struct step_clock_work *work)
{
    BUG_UNLESS(!(work->duty < 0 || work->duty > 1));
    if (isinf(r->clock_frac))
        return 1;
    const double of_work = work_s(r, k, work);
    /* the limit holds for the average over the whole step; both times busy_s */
    const double draws = (k[constant_clock_power] * (work->busy_s - work->idle_s) + of_work) * work->duty;
    const double limit = r->clock_frac * work->busy_s, low = k[constant_low_volts];
    if (limit >= draws)
        return 1;
    if (!(limit < draws && r->slowest > 1) || isnan(low))
        return r->slowest <= 1 ? 1 : NAN;
    /* with the work per second that it has at boost clock, and without a wait, it would need an even lower clock */
    const double more = (k[constant_clock_power] * work->busy_s + of_work) * work->duty / limit, volts2 = low * low;
    const double guess = more * volts2 * low > 1 ? more * volts2 : real_cbrt(more);
    const struct draw d = {.gemm = fourths_of(work->gemm),
                           .head = fourths_of(work->head),
                           .clocked_s = work->clocked_s,
                           .paced_s = work->paced_s,
                           .idle_s = work->idle_s,
                           .clock_power = k[constant_clock_power],
                           .work_s = of_work,
                           .low_volts = low,
                           .most = r->clock_frac / work->duty};
    return slow_of(&d, guess < r->slowest ? guess : r->slowest);
}

double step_clock_watts(const struct step_rates *r, const double *k, const struct step_clock_work *work, double slow,
                        double busy_s)
{
    if (isinf(r->clock_frac))
        return NAN;
    const double low = k[constant_low_volts], volts = fmin(1, fmax(known_or(low, 0), 1 / slow));
    const double of_clock = k[constant_clock_power] * (busy_s - work->idle_s);
    const double draw = volts * volts / slow * (of_clock + work_s(r, k, work)) / busy_s;
    return r->base_w + draw * r->full_w;
}
