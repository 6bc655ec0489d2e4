/* consistency_run.h: contradictions in how a machine runs models: its settings, and those of single workloads. */
#ifndef CONSISTENCY_RUN_H
#define CONSISTENCY_RUN_H

#include "records.h"

struct diags;

/* Reports settings of the machine and of its runs that name what is not there, cannot be read, or contradict the cards,
   the workloads or the hours of a day. */
void consistency_run(struct diags *d, const struct scenario *s, const struct machine *m);
/* Returns the number of cards of a machine that a list of cards chooses: all without a list. A machine sold whole
   counts as one card unless cards are added to it. */
double consistency_run_cards(const struct machine *m, const struct text_list *cards);

#endif
