/* plan.h: completes the machines of a decoded scenario: what one takes from the machine that it extends, what is added,
   replaced, taken out and sold, and what kits hold. Afterwards every machine of every option is whole and names its
   parts itself, its `remove` lists all that was taken out (removed, sold, replaced; also of the machines it extends),
   and every workload lists the models that would do. */
#ifndef PLAN_H
#define PLAN_H

#include "records.h"

#include <stdbool.h>

struct arena;
struct diags;

/* Completes *s. A machine, part or workload that does not exist is a diagnostic. */
void plan_complete(struct arena *a, struct diags *d, struct scenario *s);

/* Returns where the machine is written: the value of `extends`, the id, or the first value that it states. */
struct origin plan_where(const struct machine *m);

/* Returns whether a link runs between machines and cannot join cards inside one: a network or Thunderbolt. NULL: no. */
bool plan_is_between_machines(const struct link *l);

#endif
