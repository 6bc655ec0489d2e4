/* scenario_1.h: turns the tree of a scenario of version 1 into one of version 2. In version 1 an option was one list of
   cards, machines and parts; in version 2 it lists machines. */
#ifndef SCENARIO_1_H
#define SCENARIO_1_H

#include "catalogue.h"

#include <stdbool.h>

struct arena;
struct diags;
struct tree;

/* Returns whether the tree says that it is a scenario of version 1. */
bool scenario_1_is(const struct tree *root);
/* Changes the tree to version 2, in place. The cards, board and everything else of an option become the machine `pc`,
   each of its systems and its cloud offer a machine of its own. Parts go to the machine that takes them; a part that
   more than one could take is a warning that says where it went. A link between machines becomes an entry of `links`
   (scenario_1_links.h); what cannot be carried over is a warning. Values keep their positions. */
void scenario_1_convert(struct arena *a, struct diags *d, const struct catalogue *c, struct tree *root);

#endif
