/* differ_inputs.h: which fields of two scenarios differ, and what a later date changes. */
#ifndef DIFFER_INPUTS_H
#define DIFFER_INPUTS_H

#include "differences.h"

/* Fills d->inputs by path ("site.ambient_c"). Options and machines are left out: they are what is compared. */
void differ_inputs(struct arena *a, struct differ *d);
/* Fills d->dates where the two sides are of different dates: exchange rates, unit prices of what both buy, offers. */
void differ_inputs_dates(struct arena *a, struct differ *d);

#endif
