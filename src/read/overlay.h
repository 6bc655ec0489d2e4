/* overlay.h: copies records of a const catalogue into a new one, to which the files of `--data` add records. Finds
   links and nested records by the field tables. */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "catalogue.h"

struct arena;

/* Copies a record of kind k from catalogue base to *to in catalogue c. A link to record i of a list in base becomes a
   link to record i of the same list in c; all lists of c must be allocated, at least as long as base's. Nested
   records are copied where they hold links and shared where they do not. */
void overlay_copy(struct arena *a, const struct catalogue *base, const struct catalogue *c, const struct kind *k,
                  const void *record, void *to);

#endif
