/* consistency_rent.h: whether offers of rent and tokens, and what scenarios say about them, make sense. */
#ifndef CONSISTENCY_RENT_H
#define CONSISTENCY_RENT_H

struct catalogue;
struct diags;
struct scenario;

/* Reports offers that state no price and of which no observation is on record, and prices that are half stated. */
void consistency_rent_offers(struct diags *d, const struct catalogue *c);
/* Reports monthly funds that are restricted or sold, machines that are more than the API they stand for, and APIs whose
   model no workload would take. */
void consistency_rent_scenario(struct diags *d, const struct scenario *s);
/* Warns of offers of machines of options that were first seen after the scenario's date, or last seen long before. */
void consistency_rent_dates(struct diags *d, const struct catalogue *c, const struct scenario *s);

#endif
