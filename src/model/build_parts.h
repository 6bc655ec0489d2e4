/* build_parts.h: is everything there, on sale, and does what stands on the board and in the case fit? */
#ifndef BUILD_PARTS_H
#define BUILD_PARTS_H

#include "build_rules.h"

/* Adds one failed check for each part that an assembled computer lacks; one check `ok` if it lacks none. If the
   computer exists, its owner need not list what is in it: only what was removed, sold or replaced fails, and one check
   that is not checked names the rest. */
void build_parts_complete(struct build_rules *r, const struct build_case *b);
/* The same for memory and storage of a machine that is sold without them; none for other machines. */
void build_parts_barebone(struct build_rules *r, const struct build_case *b);
/* Adds the check of M.2 drives against the board's M.2 slots, if there are several drives or too many. */
void build_parts_drives(struct build_rules *r, const struct machine *m);
/* Adds the checks of board, processor, CPU cooler, supply and case. */
void build_parts_host(struct build_rules *r, const struct machine *m);
/* Adds a check when the offer of a rented machine is priced, or its card launched, after as_of. */
void build_parts_offer(struct build_rules *r, const struct cloud_line *l, const char *as_of);
/* Adds a check for each part that is launched after as_of (a date of any length), withdrawn before it or of unknown
   launch; one check `ok` if there is none. */
void build_parts_dates(struct build_rules *r, const struct machine *m, const char *as_of);

#endif
