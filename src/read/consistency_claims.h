/* consistency_claims.h: checks the figures that the author of a plan states: that they are figures, and of something
   that the option has. */
#ifndef CONSISTENCY_CLAIMS_H
#define CONSISTENCY_CLAIMS_H

#include "records.h"

struct diags;

/* Adds a diagnostic for each fault of what the options and their machines state. */
void consistency_claims(struct diags *d, const struct scenario *s);

#endif
