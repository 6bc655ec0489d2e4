/* house.h: power, heat, outlets, circuits, UPS and build checks of an option: machine by machine and together. */
#ifndef HOUSE_H
#define HOUSE_H

#include "comparison.h"

struct arena;

/* Fills o->machine but for prices, o->check and the figures of o->outcome that follow from them. Needs o->cell, which
   says what each machine runs. */
void house_run(struct arena *a, const struct comparison *c, struct compare_option *o);
/* Returns whether the machine's outlet feeds what the link lists: it is the first machine of the link that is at home.
 */
bool house_feeds(const struct option *o, const struct connection *over, const struct machine *m);
/* Returns the worse of two verdicts; unknown (nothing to check) is better than all. */
enum checked house_worse(enum checked a, enum checked b);

#endif
