/* consistency_say.h: diagnostics about a completed scenario. */
#ifndef CONSISTENCY_SAY_H
#define CONSISTENCY_SAY_H

#include "diag.h"
#include "near.h"

/* Adds a diagnostic once: what a machine states is judged again in every machine that extends it. */
void consistency_say(struct diags *d, enum diag_code code, struct origin at, const char *path, const char *fmt, ...)
    PRINTF(5, 6);
/* Returns "; did you mean 'X'?", or "" when no name is near. */
const char *consistency_say_hint(struct diags *d, const struct near *best);

#endif
