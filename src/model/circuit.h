/* circuit.h: does the house carry it. An outlet is judged by what its plug carries, its circuit by the breaker that
   other loads share. Ratings and continuous parts by country: outlet records. */
#ifndef CIRCUIT_H
#define CIRCUIT_H

#include "records.h"

/* Watts that the outlet may carry for hours. */
double circuit_outlet_w(const struct outlet *o);
/* Of what the outlet may carry for hours; over 1 is too much. */
double circuit_outlet_frac(const struct outlet *o, double wall_w);
/* Of what the breaker may carry for hours, with what else draws on it. */
double circuit_breaker_frac(const struct site *s, double wall_w);
enum powerverdict circuit_verdict(double frac, const struct policy *p);

#endif
