/* ups.h: the UPS that carries the machine until it has shut down. Fractions and minutes are the policy's. */
#ifndef UPS_H
#define UPS_H

#include "records.h"

/* Return the rating in watts and in volt-amperes of a UPS for a load of wall_w with a peak of
   peak_w; NaN where one of them is. */
double ups_rating_w(double wall_w, double peak_w, const struct policy *p);
double ups_rating_va(double wall_w, double peak_w, const struct policy *p);
/* Returns the battery's energy in Wh that carries wall_w for the policy's ups_min minutes. */
double ups_battery_wh(double wall_w, const struct policy *p);

/* Returns the load of qty UPSes of this kind by a peak of peak_w: over their rated watts, or of their volt-amperes over
   the rated ones if that is more; NaN: unknown. */
double ups_load_frac(const struct part *ups, double qty, double peak_w, const struct policy *p);

#endif
