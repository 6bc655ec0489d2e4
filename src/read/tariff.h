/* tariff.h: which record of a plan counts at a date, and whether the windows of a tariff make sense. */
#ifndef TARIFF_H
#define TARIFF_H

#include "catalogue.h"

struct diags;

/* Returns the newest record of the plan of `named` that is known by the date: records that replace one another stand
   for each other. Where none is known yet, the oldest. */
const struct tariff *tariff_known_by(const struct tariff_list *all, const struct tariff *named, const char *as_of);
/* Reports what no tariff can say: neither a price nor windows or both, windows that leave hours out or overlap, more
   paid for solar than asked for electricity, a record that replaces one that is not older. */
void tariff_check(struct diags *d, const struct tariff *t);

#endif
