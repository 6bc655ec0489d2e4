/* page_machines.h: the machines of the options in a report: what each runs, draws and costs, its build checks, and the
   watts that are assumed. */
#ifndef PAGE_MACHINES_H
#define PAGE_MACHINES_H

#include "compare.h"
#include "doc.h"

/* Returns how machine i of an option comes into the house: "owned", "bought", "owned, with parts bought", "rented",
   "elsewhere". */
const char *page_machines_come(const struct compare_option *o, size_t i);
/* Returns whether a machine stands at home: it is not rented, no API, and not elsewhere. */
bool page_machines_at_home(const struct machine *m);
/* Returns "split over ethernet-10g" for a model that machines share, or what is missing to run it; else "". */
const char *page_machines_remark(struct arena *a, const struct compare_cell *cell);
/* Returns what a cell runs on, in words: "the old desktop", "left Mac and right Mac over Thunderbolt 5". */
const char *page_machines_titles(struct arena *a, const struct compare_cell *cell);
/* Returns the name of the model that a cell runs, else its id. */
const char *page_machines_model_name(const struct compare_cell *cell);
/* Returns the model and quant that a cell runs: "gemma-3-27b, Q4_K_M". */
const char *page_machines_model(struct arena *a, const struct compare_cell *cell);

/* Adds the tables of all machines: what they run, their watts, their watts by phase. */
void page_machines(struct arena *a, struct doc *doc, const struct comparison *c);
/* Adds for one option the lanes of its cards and the table of its build checks. */
void page_machines_checks(struct arena *a, struct doc *doc, const struct comparison *c, const struct compare_option *o);
/* Adds the table of the watts that no record states: what is assumed instead, or that nothing is. */
void page_machines_assumed(struct arena *a, struct doc *doc, const struct comparison *c);

#endif
