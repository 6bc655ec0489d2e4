/* priors.h: groups of cases that share a factor of a constant, as the prior records of the catalogue define them. */
#ifndef PRIORS_H
#define PRIORS_H

#include "constants.h"

/* The keys that a prior names, as bits of enum constants_key; 0: it is about the constant itself. */
unsigned priors_keys(const struct prior *p);
/* The calibration record of the case's group: the constant and these of the case's keys, no value. */
struct calibration priors_group(enum constant constant, unsigned keys, const struct constants_case *c);
/* Are two records about the same constant and the same group? */
bool priors_same(const struct calibration *a, const struct calibration *b);

#endif
