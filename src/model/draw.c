/* draw.c: the watts that belong to a step.

   Idea: a device draws base power, and for its clock and its work what the law of the power limit says (step_clock.h).
   Where it works for a part of the step only (layer splits), it waits for the rest with its clocks up.
   Invariant: the mean is never above the power limit.
   Reference: docs/model.md, section 4; decision 0027. */
#include "draw.h"

#include "bug.h"

#include <math.h>

/* Returns the watts of a device that waits while others work: its model is in memory and its clocks are high. */
static double waiting_w(const struct rig_device *d, const struct policy *p)
{
    return fmax(rig_resident_w(d->device, p), rig_base_w(d, p));
}

double draw_w(const struct step_case *c, const struct step_time *t, double step_s, int d)
{
    BUG_UNLESS(d >= 0 && d < c->rig->n);
    const struct rig_device *r = &c->rig->dev[d];
    const struct step_busy *busy = &t->busy[d];
    const double works = fmin(1, busy->seconds / step_s);
    const double waiting = waiting_w(r, c->policy);
    const double mean = fmax(waiting, works * busy->watts + (1 - works) * waiting);
    if (r->device->unified == flag_yes || isnan(busy->watts))
        return NAN;
    return fmin(mean, rig_limit_w(r->device, r->cap_w));
}
