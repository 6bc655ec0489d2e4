/* ups.h: the UPS that carries the machine until it has shut down. Fractions and minutes are the policy's. */
#ifndef UPS_H
#define UPS_H

#include "records.h"

/* Return the rating in watts and in volt-amperes of a UPS for a load of wall_w. */
double ups_rating_w(double wall_w, const struct policy *p);
double ups_rating_va(double wall_w, const struct policy *p);
/* Returns the battery's energy in Wh that carries wall_w for the policy's ups_min minutes. */
double ups_battery_wh(double wall_w, const struct policy *p);

#endif
