/* page_states.h: the states of options that buy in phases, and the variants of options that leave a choice. */
#ifndef PAGE_STATES_H
#define PAGE_STATES_H

#include "comparison.h"
#include "doc.h"

/* Adds a section with a table of the phases of each option that has any; nothing where none has. */
void page_states_phases(struct arena *a, struct doc *doc, const struct comparison *c);
/* Adds a section with a table of the variants of each choice; nothing where no option leaves one. */
void page_states_choices(struct arena *a, struct doc *doc, const struct comparison *c);
/* Adds a section with the table of budgets and priorities; nothing where the scenario lists no budgets. */
void page_states_budgets(struct arena *a, struct doc *doc, const struct comparison *c);

#endif
