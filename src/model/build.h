/* build.h: checks whether the parts of a machine go together: complete, slots, sockets, memory, cables, supply, UPS;
   and whether links between machines have sockets and cables. One check per rule, each naming the part that limits and
   what would mend it, or the fact that is not known. Sources: records of boards, cases and supplies; excursion
   records. */
#ifndef BUILD_H
#define BUILD_H

#include "build_links.h"
#include "build_nvlink.h"
#include "build_rules.h"

/* Writes one check per rule that applies to out, at most `most`, and returns how many there are, as snprintf does: with
   most 0 it only counts, and words->used says how many bytes the words need. A rented or remote machine has none. */
int build_check(const struct build_case *b, struct build_check *out, int most);
/* Returns the worst verdict; unknown if n is 0. */
enum checked build_worst(const struct build_check *checks, int n);

#endif
