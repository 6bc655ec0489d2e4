/* tariff.h: which record of a plan counts at a date, whether the prices and windows of a tariff make sense, and whether
   it is one of the place where a scenario stands. */
#ifndef TARIFF_H
#define TARIFF_H

#include "catalogue.h"

struct diags;

/* Returns the newest record of the plan of `named` that is known by the date: records that replace one another stand
   for each other. Where none is known yet, the oldest. */
const struct tariff *tariff_known_by(const struct tariff_list *all, const struct tariff *named, const char *as_of);
/* Returns the country of the tariff: its own field, else the country of c with which its region begins (NZ, US-DE);
   NULL: neither is on record. */
const struct country *tariff_country(const struct catalogue *c, const struct tariff *t);
/* Reports what no tariff can say: neither a price nor windows or both, windows that leave hours out or overlap, more
   paid for solar than asked for electricity, prices that can only be cents, a record that replaces one that is not
   older. */
void tariff_check(struct diags *d, const struct catalogue *c, const struct tariff *t);
/* Checks a tariff that the scenario states itself, and that a daily charge that counts is known. Of one on record,
   reports as an error that it is of another country and its money, and warns of one of another country with the same
   money, or of another state. */
void tariff_check_site(struct diags *d, const struct catalogue *c, const struct scenario *s);

#endif
