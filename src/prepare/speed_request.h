/* speed_request.h: a measured speed row (speed_row.def) as a request. */
#ifndef SPEED_REQUEST_H
#define SPEED_REQUEST_H

#include "measured.h"
#include "request.h"

/* Fills the request. NULL, or why the row cannot be predicted, a constant text; *what is then the name that the
   catalogue lacks, or NULL. */
const char *speed_request_read(const struct catalogue *c, const struct speed_row *r, struct request *q,
                               const char **what);
/* Returns the machine that the row's source describes once for all its rows of that device; NULL where none is known.
 */
const struct testbed *speed_request_testbed(const struct catalogue *c, const struct speed_row *r);
/* Does the row have the flag ("speculative", "host-limited" ...)? */
bool speed_request_flag(const struct speed_row *r, const char *flag);

#endif
