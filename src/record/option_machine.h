/* option_machine.h: finds a machine of an option by its id. */
#ifndef OPTION_MACHINE_H
#define OPTION_MACHINE_H

#include "records.h"

/* Returns the machine with that id; NULL: the option has none, or id is NULL. */
const struct machine *option_machine(const struct option *o, const char *id);

#endif
