/* request_machine.h: the machine of --machine FILE[:OPTION[:MACHINE]], for request_options.h. */
#ifndef REQUEST_MACHINE_H
#define REQUEST_MACHINE_H

#include "command.h"
#include "request.h"

/* Fills the devices, system RAM, lanes, desktop and settings of *q, a request of the model (NULL: not chosen yet), from
   the machine that --machine names, and sets r->machine. The load (context, prompt, users) stays unset. Returns false
   with diagnostics: the file has faults, nothing in it has that name, several machines would do, or it has no GPU. */
bool request_machine_read(struct command_run *r, const struct model *m, struct request *q);
/* Warns where --ram-gib or --ram-gb-s replaces what the machine states, and where RAM is not known at all. Call it
   before the options change *q. */
void request_machine_warn(struct command_run *r, const struct request *q);

#endif
