/* circuit.h: load of the mains outlet and of its circuit. The outlet is limited by its plug, the circuit by the
   breaker, which other loads share. Ratings and continuous fractions by country are in the outlet records. */
#ifndef CIRCUIT_H
#define CIRCUIT_H

#include "records.h"

/* Returns the watts that the outlet may carry continuously. */
double circuit_outlet_w(const struct outlet *o);
/* Returns wall_w as a fraction of what the outlet may carry continuously; over 1 is too much. */
double circuit_outlet_frac(const struct outlet *o, double wall_w);
/* Returns wall_w plus the site's other loads as a fraction of what the breaker may carry continuously. */
double circuit_breaker_frac(const struct site *s, double wall_w);
/* Returns over for a fraction above 1, high above the policy's outlet_comfort_frac, else ok; unknown for NaN. */
enum powerverdict circuit_verdict(double frac, const struct policy *p);

#endif
