/* power.h: what an option draws by phase. Cards by their limits, the supply by its efficiency curve, machines sold
   whole at the wall. Fractions and stand-ins are the policy's, each with its source. */
#ifndef POWER_H
#define POWER_H

#include "records.h"
#include "results.h"

enum power_state { POWER_IDLE, POWER_DECODE, POWER_PREFILL, POWER_PEAK, POWER_N_STATES };

/* Fills the sum and its parts; mains_v is the site's nominal voltage. An option with no supply draws nothing but its
   machines. */
void power_draw(const struct option *o, const struct policy *p, double mains_v, enum power_state state,
                struct power_phase *out);
/* Rated DC watts of all supplies together. */
double power_rated_w(const struct option *o);
/* Lost in the supplies at that DC load; 0 when there is no supply. Over the last point of the curve its efficiency is
   kept. */
double power_loss_w(const struct option *o, double dc_w, double mains_v);
/* Within the sustained part of the rating, within the limit, or over it. */
enum powerverdict power_supply_verdict(const struct option *o, const struct policy *p, double peak_dc_w);

#endif
