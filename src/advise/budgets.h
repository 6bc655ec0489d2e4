/* budgets.h: which option comes first with each of several budgets and priorities. */
#ifndef BUDGETS_H
#define BUDGETS_H

#include "comparison.h"

struct arena;

/* Sets c->budgeted: for each of the scenario's budgets and each of its sets of priorities (without any: its priorities)
   the option that comes first of those that the money covers and that run anything fast enough; id NULL: none. The
   budget is the amount of the first fund that buys anything; the other funds stay. Of a choice all variants take part.
 */
void budgets_run(struct arena *a, struct comparison *c);

#endif
