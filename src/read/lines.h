/* lines.h: changes the lines of a decoded machine: cards, supplies and other parts, each line naming a record of the
   catalogue. Lists are copied before they change, because machines that extend one another share them. */
#ifndef LINES_H
#define LINES_H

#include "records.h"

#include <stdbool.h>

struct arena;
struct str;

/* Takes up to qty of the part with this id or alias out of the machine. Returns how many were taken out; 0: it has
   none. */
double lines_take(struct arena *a, struct machine *m, const char *id, double qty);
/* Returns whether the machine has a part with this id or alias. */
bool lines_has(const struct machine *m, const char *id);
/* Returns how many of the part with this id or alias the machine has that are marked as owned. */
double lines_owned(const struct machine *m, const char *id);
/* Returns how many things with this id or alias the list has. */
double lines_listed(const struct owned_line_list *owned, const char *id);
/* Adds the parts. Returns the name of the field ("board") that the machine has already and that can be there only once;
   NULL: all were added. */
const char *lines_add(struct arena *a, struct machine *m, const struct addition *more);
/* Marks every line as owned. */
void lines_own(struct arena *a, struct machine *m);
/* Adds to the machine what its kits hold, each line with `within`; the first `unpacked` parts are left as they are. A
   board, processor or supply that the machine states itself stays, and the kit's is left out. */
void lines_unpack(struct arena *a, struct machine *m, size_t unpacked);
/* Drops the lines of kits that the machine has no more. */
void lines_drop_held(struct arena *a, struct machine *m);
/* Appends the ids of the machine's parts: "rtx-3090, rm850x-2021". */
void lines_list(const struct machine *m, struct str *out);

#endif
