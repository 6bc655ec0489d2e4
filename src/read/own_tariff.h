/* own_tariff.h: a tariff that a scenario states itself, in place of the id of one that is on record:

       tariff: 0.31                                                 one price per kWh, with tax
       price_kwh: 0.31                                              the same
       tariff: {price_kwh: 0.31, supply_day: 0.9, tax: excluded}    any field of a tariff
*/
#ifndef OWN_TARIFF_H
#define OWN_TARIFF_H

#include "catalogue.h"

struct arena;
struct diags;
struct tree;

/* Makes site.own_tariff of each of these forms in the tree of a scenario, and adds what a tariff needs and the scenario
   states elsewhere: id, country, currency and date. Reports a site that states no tariff, or two. */
void own_tariff_complete(struct arena *a, struct diags *d, const struct catalogue *c, struct tree *root);
/* Sets the tariff of a decoded scenario: its own, else that of the plan it names whose prices were known at its date.
 */
void own_tariff_take(struct arena *a, const struct catalogue *c, struct scenario *s);

#endif
