/* ups.c: while decoding the load must stay below ups_load_frac of the rating, at the peak below the rating; a lead-acid
   battery gives only ups_battery_frac of its energy at such a rate. */
#include "ups.h"

#include <math.h>

double ups_rating_w(double wall_w, double peak_w, const struct policy *p)
{
    const double rated_w = wall_w / p->ups_load_frac;
    return rated_w < peak_w || isnan(peak_w) ? peak_w : rated_w;
}

double ups_rating_va(double wall_w, double peak_w, const struct policy *p)
{
    return ups_rating_w(wall_w, peak_w, p) / p->ups_power_frac;
}

double ups_battery_wh(double wall_w, const struct policy *p)
{
    return wall_w * unit_min_to_h(p->ups_min) / p->ups_battery_frac;
}

double ups_load_frac(const struct part *ups, double qty, double peak_w, const struct policy *p)
{
    return fmax(peak_w / (qty * ups->rated_w), peak_w / p->ups_power_frac / (qty * ups->rated_va));
}
