/* priors.h: which cases share a factor of a constant, as the prior records of the catalogue define it. */
#ifndef PRIORS_H
#define PRIORS_H

#include "constants.h"

/* Returns the keys that a prior names, as bits of enum constants_key; 0: the prior is of the constant itself. */
unsigned priors_keys(const struct prior *p);
/* Returns the calibration record of the case's group: the constant and the case's value of each of these keys, without
   a value of the factor. */
struct calibration priors_group(enum constant constant, unsigned keys, const struct constants_case *c);
/* Returns whether the group has a value for each of the keys. A group that lacks one, such as a model without recurrent
   layers that of whether they are fused, would be a record of all cases. */
bool priors_states(const struct calibration *group, unsigned keys);
/* Are two records about the same constant and the same group? */
bool priors_same(const struct calibration *a, const struct calibration *b);

#endif
