/* ups.h: what a UPS must be to carry the machine while it finishes and shuts down. */
#ifndef UPS_H
#define UPS_H

#include "records.h"

double ups_rating_w(double wall_w, const struct policy *p);
double ups_rating_va(double wall_w, const struct policy *p);
/* Energy of its battery, for the policy's minutes. */
double ups_battery_wh(double wall_w, const struct policy *p);

#endif
