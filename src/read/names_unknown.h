/* names_unknown.h: what to say of an id that no record has. */
#ifndef NAMES_UNKNOWN_H
#define NAMES_UNKNOWN_H

#include "names.h"

/* Returns the message: "no quant 'Q4_K'; did you mean 'Q4_K_M'?", or where to look where nothing is near. found: what
   names_find says of the id. */
const char *names_unknown(struct arena *a, const struct catalogue *c, const struct kind *k, const char *id,
                          const struct names_found *found);

#endif
