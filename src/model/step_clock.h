/* step_clock.h: how much a power limit lowers the clock of a device in one step. */
#ifndef STEP_CLOCK_H
#define STEP_CLOCK_H

#include "step_case.h"

#include <math.h>

/* Seconds that a matrix product needs for each of its limits at boost clock; they overlap. */
struct step_product {
    double read, dequant, compute;
};

/* What a device does in a step, in seconds at boost clock. */
struct step_clock_work {
    const struct step_product *gemm, *head;
    double busy_s;      /* all of it */
    double idle_s;      /* part of busy_s in which it waits for the host or for others and draws base power only */
    double clocked_s;   /* attention and small kernels, which follow the clock */
    double paced_s;     /* cache, detours and waits, which do not */
    double cache_s;     /* part of paced_s in which it reads the cache */
    double attention_s; /* part of clocked_s in which it computes attention */
    double duty;        /* part of the step's time in which it works, 0..1: others of a layer split work in the rest */
};

/* Returns x^4. */
static inline double step_clock_fourth(double x)
{
    const double square = x * x;
    return square * square;
}
/* Returns the seconds of a matrix product at a clock that is `slow` times slower than boost: the 4-norm of its limits,
   close to the largest with a smooth corner. Reading keeps its pace. */
static inline double step_clock_product_s(const struct step_product *p, double slow)
{
    return sqrt(
        sqrt(step_clock_fourth(p->read) + step_clock_fourth(p->dequant * slow) + step_clock_fourth(p->compute * slow)));
}
/* Fills clock_frac, free_duty and slowest of *out. A chip with shared memory has no limit that is known. */
void step_clock_prepare(const struct rig_device *r, const struct policy *p, struct step_rates *out);
/* Returns boost clock over the clock at which the device stays within its power limit, >= 1; NaN where a constant is
   unknown. k: the device's constants, indexed by enum constant. */
double step_clock_slow(const struct step_rates *r, const double *k, const struct step_clock_work *work);
/* Returns the watts that the device draws while it is busy, base power included, at a clock `slow` times slower than
   boost, at which it is busy for busy_s; NaN for a chip with shared memory. */
double step_clock_watts(const struct step_rates *r, const double *k, const struct step_clock_work *work, double slow,
                        double busy_s);

#endif
