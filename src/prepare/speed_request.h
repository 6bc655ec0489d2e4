/* speed_request.h: turns a measured speed row (speed_row.def) into a request. */
#ifndef SPEED_REQUEST_H
#define SPEED_REQUEST_H

#include "measured.h"
#include "request.h"

/* Fills *q. Returns NULL, or the reason why the row cannot be predicted (a constant text), and sets *what to the name
   that the catalogue lacks, or to NULL. */
const char *speed_request_read(const struct catalogue *c, const struct speed_row *r, struct request *q,
                               const char **what);
/* Returns the testbed: the machine that the row's source used for all its runs on this device. NULL if unknown. */
const struct testbed *speed_request_testbed(const struct catalogue *c, const struct speed_row *r);
/* Returns the watts of one device that the row states, a mean over its phase; NaN: none. */
double speed_request_device_w(const struct speed_row *r);
/* Returns true when the row has the flag ("speculative", "host-limited" ...). */
bool speed_request_flag(const struct speed_row *r, const char *flag);
/* Returns true when the row itself states what joins the devices. */
/* Returns whether a part of the model is in system RAM. */
bool speed_request_partial(const struct speed_row *r);
/* Returns whether the row states how much of the model is in system RAM, and how fast that is. */
bool speed_request_offload(const struct catalogue *c, const struct speed_row *r);
bool speed_request_states_link(const struct speed_row *r);

#endif
