/* request_links.h: links of the command line that the devices of a request cannot have. */
#ifndef REQUEST_LINKS_H
#define REQUEST_LINKS_H

#include "command.h"
#include "request.h"

/* Adds a diagnostic where several machines with unified memory share the model and no link between machines is named,
   or where an NVLink or NVSwitch is named that the cards do not have. Does nothing for one device. */
void request_links_check(struct command_run *r, const struct request *q);

#endif
