/* circuit.c: load of outlet and breaker. Idea: a plug or breaker carries amperes * volts * continuous fraction for
   hours (80 % in some countries, 100 % in others; outlet records). The site's breaker_a replaces the country's usual
   one. */
#include "circuit.h"

#include "bug.h"
#include "known.h"

#include <math.h>
#include <string.h>

struct circuit_limits circuit_find(const struct site *s, const char *id)
{
    for (size_t i = 0; id && i < s->circuits.n; i++) {
        const struct circuit *c = &s->circuits.v[i];
        const struct outlet *o = c->outlet ? c->outlet : s->outlet;
        if (strcmp(c->id, id) == 0)
            return (struct circuit_limits){c->id, o, known_or(c->breaker_a, o->breaker_a), c->other_load_w};
    }
    BUG_UNLESS(!id);
    return (struct circuit_limits){NULL, s->outlet, known_or(s->breaker_a, s->outlet->breaker_a), s->other_load_w};
}

double circuit_outlet_w(const struct outlet *o)
{
    return o->rated_a * o->mains_v * o->continuous_frac;
}

double circuit_outlet_frac(const struct outlet *o, double wall_w)
{
    return wall_w / circuit_outlet_w(o);
}

/* Returns the watts that the breaker may carry continuously. */
static double breaker_w(const struct circuit_limits *c)
{
    return c->breaker_a * c->outlet->mains_v * c->outlet->continuous_frac;
}

double circuit_breaker_frac(const struct circuit_limits *c, double wall_w)
{
    return (wall_w + c->other_load_w) / breaker_w(c);
}

double circuit_breaker_left_w(const struct circuit_limits *c)
{
    return breaker_w(c) - c->other_load_w;
}

enum checked circuit_verdict(double frac, const struct policy *p)
{
    if (isnan(frac))
        return checked_open_;
    if (frac > 1)
        return checked_fails;
    return frac > p->outlet_comfort_frac ? checked_near : checked_ok;
}
