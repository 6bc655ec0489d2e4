/* request_cap.h: the power cap of --cap, for request_options.h. */
#ifndef REQUEST_CAP_H
#define REQUEST_CAP_H

#include "command.h"
#include "request.h"

/* Sets the cap of each card from --cap W, and warns where it limits none of them. --cap best is left to
   request_cap_best. */
void request_cap_read(struct command_run *r, struct request *q);
/* With --cap best, sets the cap with the least energy per token (power_use.h), which power_use.cap_w then tells;
   nothing otherwise. Call it when all else of the request is read. Returns false with a diagnostic where the case is
   not known enough. */
bool request_cap_best(struct command_run *r, struct request *q);

#endif
