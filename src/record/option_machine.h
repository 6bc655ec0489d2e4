/* option_machine.h: finds a machine of an option by its id. */
#ifndef OPTION_MACHINE_H
#define OPTION_MACHINE_H

#include "records.h"

/* Returns the machine with that id; NULL: the option has none, or id is NULL. */
const struct machine *option_machine(const struct option *o, const char *id);
/* Returns the i-th machine that a link of the option joins; the link names only machines of the option
   (read/consistency_plan.h). */
const struct machine *option_machine_joined(const struct option *o, const struct connection *over, size_t i);

/* Returns how many states an option has: 1, and one per phase. */
size_t option_machine_states(const struct option *o);
/* Returns the option as it is in state i (0: before all phases), bought when its phase begins; id and title are those
   of the option. The option is completed (read/plan.h). */
struct option option_machine_state(const struct option *o, size_t i);

#endif
