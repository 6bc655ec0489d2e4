/* consistency_pin.h: checks what a machine states against what a workload allows, and settings that have no effect. */
#ifndef CONSISTENCY_PIN_H
#define CONSISTENCY_PIN_H

#include "records.h"

#include <stdbool.h>

struct catalogue;
struct diags;

/* Adds a diagnostic for each setting of a machine of an option, or of one of its runs, that a workload of the scenario
   excludes, or that has no effect. */
void consistency_pin(struct diags *d, const struct catalogue *c, const struct scenario *s, const struct machine *m);
/* Returns whether the workload may run on the machine: its run says so, or neither machine nor role forbids it. */
bool consistency_pin_may_run(const struct machine *m, const struct workload *w);
/* Warns of a desktop of the site that runs nowhere. */
void consistency_pin_desktop(struct diags *d, const struct scenario *s);

#endif
