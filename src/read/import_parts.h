/* import_parts.h: makes a machine from a list of parts: one of PCPartPicker, or any price feed that lists the parts of
   one machine. */
#ifndef IMPORT_PARTS_H
#define IMPORT_PARTS_H

#include "catalogue.h"
#include "feed_row.h"

struct arena;
struct diags;
struct str;

/* Most rows of a list of parts: one machine. A price feed has more, whose titles are matched without a machine. */
enum { IMPORT_PARTS_MOST = 1000 };

/* Appends a machine file (rigplan-machine-1) in YAML: processor, board, cards, supplies and other parts with condition
   and price, equal ones counted. Titles are matched by title_match.h. What names no record is a comment in the file
   and, unless machines have no such record (a monitor), a warning with near ids. Prices in another currency than the
   first one are left out with a warning. Returns false with a diagnostic when no part is known or there
   are more than IMPORT_PARTS_MOST rows. */
bool import_parts(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                  const struct feed *feed, struct str *out);

#endif
