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

#include <math.h>

static double fourth_power(double x)
{
    const double square = x * x;
    return square * square;
}

double step_clock_product_s(const struct step_product *p, double slow)
{
    return sqrt(sqrt(fourth_power(p->read) + fourth_power(p->dequant * slow) + fourth_power(p->compute * slow)));
}

void step_clock_prepare(const struct rig_device *r, const struct policy *p, struct step_rates *out)
{
    const double tdp = rig_tdp_w(r), limit = r->cap_w < tdp ? r->cap_w : tdp, spare = limit - rig_base_w(r, p);
    out->clock_frac = r->device->unified == flag_yes ? INFINITY : (spare < 0 ? 0 : spare) / rig_full_tdp_w(r);
    out->slowest = rig_clock_mhz(r) / p->least_clock_mhz;
    const double *k = r->constants.v;
    out->free_duty = out->clock_frac / (k[constant_clock_power] + k[constant_read_power] + k[constant_dequant_power] +
                                        k[constant_matrix_power]);
}

/* What a device draws beside base power, over its TDP: clock * voltage^2 * (clock_power + work_s / time), with time in
   seconds at that clock. */
struct draw {
    const struct step_clock_work *work;
    double clock_power, work_s, low_volts;
};

/* Returns that draw at a clock over boost clock; *power: how many percent more it draws at one percent more clock. */
static double draw_at(const struct draw *d, double clock, double *power)
{
    const double slow = 1 / clock, clocked = d->work->clocked_s * slow, volts = d->low_volts;
    const double gemm = step_clock_product_s(&d->work->gemm, slow), head = step_clock_product_s(&d->work->head, slow);
    const double busy = gemm + head + d->work->paced_s + clocked, work = d->work_s / busy;
    /* of a product the part that follows the clock: 1 - (read / seconds)^4 */
    const double paced = (gemm > 0 ? fourth_power(d->work->gemm.read / gemm) * gemm : 0) +
                         (head > 0 ? fourth_power(d->work->head.read / head) * head : 0);
    *power = (clock < volts ? 1 : 3) + work / (d->clock_power + work) * (gemm + head + clocked - paced) / busy;
    return clock * (clock < volts ? volts * volts : clock * clock) * (d->clock_power + work);
}

/* Returns the clock at which the device draws `most`, more than at the clock from: Newton's steps in logarithms, with
   ln(1 + r) and exp as quotients. */
static double clock_of(const struct draw *d, double most, double from)
{
    static const int steps = 20;
    static const double close = 1e-5; /* the next step has the square of that */
    double clock = from;
    for (int i = 0; i < steps; i++) {
        double power;
        const double ratio = most / draw_at(d, clock, &power), half = (ratio - 1) / (ratio + 1) / power;
        clock *= (1 + half) / (1 - half);
        if (fabs(half) < close)
            break;
    }
    return clock < from ? from : clock > 1 ? 1 : clock;
}

double step_clock_slow(const struct step_rates *r, const double *k, const struct step_clock_work *work)
{
    BUG_UNLESS(!(work->duty < 0 || work->duty > 1));
    if (isinf(r->clock_frac))
        return 1;
    const double multiplying = work->gemm.compute + work->head.compute + work->attention_s;
    const double dequantising = work->gemm.dequant + work->head.dequant;
    const double reading = work->gemm.read + work->head.read + work->cache_s;
    const struct draw d = {.work = work,
                           .clock_power = k[constant_clock_power],
                           .work_s = k[constant_read_power] * reading + k[constant_dequant_power] * dequantising +
                                     k[constant_matrix_power] * multiplying,
                           .low_volts = k[constant_low_volts]};
    /* the limit holds for the average over the whole step */
    const double draws = (d.clock_power + d.work_s / work->busy_s) * work->duty, least = 1 / r->slowest;
    if (r->clock_frac >= draws)
        return 1;
    if (!(r->clock_frac < draws && least < 1) || isnan(d.low_volts))
        return least >= 1 ? 1 : NAN;
    /* with the work per second that it has at boost clock, it would need an even lower clock */
    const double left = r->clock_frac / draws, cube = cbrt(left), low = d.low_volts;
    const double guess = cube >= low ? cube : left / (low * low), from = guess > least ? guess : least;
    double power;
    const double most = r->clock_frac / work->duty;
    return draw_at(&d, from, &power) >= most ? 1 / from : 1 / clock_of(&d, most, from);
}
