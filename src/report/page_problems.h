/* page_problems.h: what speaks against an option, in words: what fails, and what could not be checked. */
#ifndef PAGE_PROBLEMS_H
#define PAGE_PROBLEMS_H

#include "compare.h"
#include "str.h"

/* Returns the problems of an option: money missing, parts that do not go together, power, workloads that do not fit or
   are too slow; then what could not be checked. Joined by "; ", at most `most` of either sort, then "and 3 more"; ""
   when there are none. With most INT_MAX all are there, with what would mend them. */
const char *page_problems(struct arena *a, const struct comparison *c, const struct compare_option *o, int most);
/* As page_problems: only what concerns the workloads, all of it. */
const char *page_problems_workloads(struct arena *a, const struct comparison *c, const struct compare_option *o);
/* As page_problems: only what could not be checked, all of it: "the case's length of cards (box), ...". */
const char *page_problems_unchecked(struct arena *a, const struct comparison *c, const struct compare_option *o);
/* Returns what the build checks note without calling it a fault, such as memory that runs below its rated speed; ""
   when there is nothing. */
const char *page_problems_notes(struct arena *a, const struct comparison *c, const struct compare_option *o);
/* Returns the title of the workload, or its id. */
const char *page_problems_workload(const struct workload *w);
/* Returns the title of the machine, else the name of the system that it is, else its id. */
const char *page_problems_machine(const struct machine *m);

/* Returns why no machine of an option was tried with a workload, or why each way to run it is refused. cell: one
   without devices. */
const char *page_problems_nothing(struct arena *a, const struct comparison *c, const struct compare_option *o,
                                  const struct workload *w, const struct compare_cell *cell);

/* Returns the name of the record with this id: a card, system, board, processor, supply or part; else the id. */
const char *page_problems_name(const struct comparison *c, const char *id);
/* Returns " (nice to have)" for a workload that does not have to run, else "". */
const char *page_problems_want(const struct workload *w);

#endif
