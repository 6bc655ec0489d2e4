/* circuit.c: load of outlet and breaker. Idea: a plug or breaker carries amperes * volts * continuous fraction for
   hours (80 % in some countries, 100 % in others; outlet records). The site's breaker_a replaces the country's usual
   one. */
#include "circuit.h"

#include <math.h>

double circuit_outlet_w(const struct outlet *o)
{
    return o->rated_a * o->mains_v * o->continuous_frac;
}

double circuit_outlet_frac(const struct outlet *o, double wall_w)
{
    return wall_w / circuit_outlet_w(o);
}

double circuit_breaker_frac(const struct site *s, double wall_w)
{
    const struct outlet *o = s->outlet;
    const double breaker_a = isnan(s->breaker_a) ? o->breaker_a : s->breaker_a;
    return (wall_w + s->other_load_w) / (breaker_a * o->mains_v * o->continuous_frac);
}

enum powerverdict circuit_verdict(double frac, const struct policy *p)
{
    if (isnan(frac))
        return powerverdict_unknown;
    if (frac > 1)
        return powerverdict_over;
    return frac > p->outlet_comfort_frac ? powerverdict_high : powerverdict_ok;
}
