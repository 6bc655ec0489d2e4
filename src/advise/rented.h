/* rented.h: what the workloads ask in a year, and what an option pays by the hour and by the token for it. */
#ifndef RENTED_H
#define RENTED_H

#include "comparison.h"

struct arena;

/* Fills c->demand, one per workload, when every option has its cells. */
void rented_demand(struct arena *a, struct comparison *c);
/* Sets the rent of each machine of the option and their sum: rented cards for the hours of the workloads that they run,
   an API for the tokens of the workloads that it runs. */
void rented_run(const struct comparison *c, struct compare_option *o);

/* What one workload pays at one rented machine. */
struct rented_part {
    const char *date;         /* of the price; NULL: not seen by then */
    double h_year, mtok_year; /* hours of cards, or millions of tokens; NaN: the other */
    struct range cost_year;
};
/* Returns whether workload w of the option runs on its machine i, and that is rented. */
bool rented_runs(const struct comparison *c, const struct compare_option *o, size_t i, size_t w);
/* Returns what the workload pays there. The parts of a machine add up to its rent, unless its workloads ask for more
   hours than a day has. */
struct rented_part rented_part(const struct comparison *c, const struct compare_option *o, size_t i, size_t w);
/* Returns the age of an offer's price at the date of the report; NaN: no date. */
double rented_age_months(const struct comparison *c, const char *date);

#endif
