/* load_machine.h: reads the file of one machine. */
#ifndef LOAD_MACHINE_H
#define LOAD_MACHINE_H

#include "load.h"

/* Returns whether the file states that it describes one machine (schema: rigplan-machine-1). */
bool load_machine_is(struct arena *a, struct diags *d, const struct load_text *text);
/* Returns the scenario of a file. A file with the fields of one machine, with or without its schema, becomes a scenario
   with one option, named as the machine, that has only this machine, and without workloads; a machine without id is
   named as the file. NULL with diagnostics. */
const struct scenario *load_machine(struct arena *a, struct diags *d, const struct catalogue *c,
                                    const struct load_text *text);

#endif
