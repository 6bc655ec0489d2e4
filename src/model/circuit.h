/* circuit.h: load of the mains outlets and of the circuits of the house. An outlet is limited by its plug, a circuit by
   its breaker, which all machines on it and other loads share. Ratings and continuous fractions by country are in the
   outlet records. */
#ifndef CIRCUIT_H
#define CIRCUIT_H

#include "records.h"

/* One circuit of the site, with nothing left to look up. */
struct circuit_limits {
    const char *id; /* NULL: the site's own */
    const struct outlet *outlet;
    double breaker_a, other_load_w;
};

/* Returns the circuit of that id; NULL: the site's own. The id exists (read/consistency_plan.h). */
struct circuit_limits circuit_find(const struct site *s, const char *id);
/* Returns the watts that the outlet may carry continuously. */
double circuit_outlet_w(const struct outlet *o);
/* Returns wall_w as a fraction of what the outlet may carry continuously; over 1 is too much. */
double circuit_outlet_frac(const struct outlet *o, double wall_w);
/* Returns wall_w plus the circuit's other loads as a fraction of what the breaker may carry continuously. */
double circuit_breaker_frac(const struct circuit_limits *c, double wall_w);
/* Returns the watts that the breaker may carry continuously, less the circuit's other loads. */
double circuit_breaker_left_w(const struct circuit_limits *c);
/* Returns fails for a fraction above 1, near above the policy's outlet_comfort_frac, else ok; not checked for NaN. */
enum checked circuit_verdict(double frac, const struct policy *p);

#endif
