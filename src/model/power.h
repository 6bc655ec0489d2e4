/* power.h: watts that an option draws when idle, in decode, in prefill and at peak: cards by their power limits,
   supplies by their efficiency curves, complete machines at the wall. Fractions are the policy's, each with its
   source. */
#ifndef POWER_H
#define POWER_H

#include "records.h"
#include "results.h"

enum power_state { POWER_IDLE, POWER_DECODE, POWER_PREFILL, POWER_PEAK, POWER_N_STATES };

/* Fills *out with the watts of one state, in total and by part. mains_v is the site's nominal voltage. Without a supply
   the loss is 0. */
void power_draw(const struct option *o, const struct policy *p, double mains_v, enum power_state state,
                struct power_phase *out);
/* Returns the rated DC watts of all supplies together. */
double power_rated_w(const struct option *o);
/* Returns the watts lost in the supplies at a DC load of dc_w; 0 without a supply. Beyond the last point of the curve
   the efficiency stays that of the last point. */
double power_loss_w(const struct option *o, double dc_w, double mains_v);
/* Returns ok within psu_sustained_frac of the rating, high within psu_limit_frac, else over; unknown without a
   supply. */
enum powerverdict power_supply_verdict(const struct option *o, const struct policy *p, double peak_dc_w);

#endif
