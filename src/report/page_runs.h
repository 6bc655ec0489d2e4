/* page_runs.h: how the options of a scenario run each workload: the deployment, the best of another kind, and what
   would help; and the commands that start the first option. */
#ifndef PAGE_RUNS_H
#define PAGE_RUNS_H

#include "compare.h"
#include "doc.h"

/* Returns the deployment of a cell in words; NULL where nothing runs. */
const char *page_runs_how(struct arena *a, const struct comparison *c, const struct compare_cell *cell);
/* Returns what a table says about a workload: title, context, prompt, answer, users. */
const char *page_runs_caption(struct arena *a, const struct workload *w);

/* Adds the sections: a table for each workload, then the commands that start the option that stands first. */
void page_runs(struct arena *a, struct doc *doc, const struct comparison *c);

#endif
