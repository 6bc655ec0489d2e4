/* ups.c: the load must stay below ups_load_frac of the rating; a lead-acid battery gives
   only ups_battery_frac of its energy at such a rate. */
#include "ups.h"

double ups_rating_w(double wall_w, const struct policy *p)
{
    return wall_w / p->ups_load_frac;
}

double ups_rating_va(double wall_w, const struct policy *p)
{
    return ups_rating_w(wall_w, p) / p->ups_power_frac;
}

double ups_battery_wh(double wall_w, const struct policy *p)
{
    return wall_w * unit_min_to_h(p->ups_min) / p->ups_battery_frac;
}
