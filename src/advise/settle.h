/* settle.h: the money of one option: its bill, what that fetches later, which funds pay, and what it costs to run and
   to own. An option is seated before: its workloads have their machines, and its watts are known. Every price that is
   tried goes through here (price_trial.h), so that what is said of it is what a run with that price says. */
#ifndef SETTLE_H
#define SETTLE_H

#include "comparison.h"

struct arena;

/* Works out the money of a seated option at the prices of c->terms, state by state, and joins the states. */
void settle_option(struct arena *a, const struct comparison *c, struct compare_option *o);
/* Returns a copy of seated options that can be settled without a change of these. */
struct compare_option *settle_copy(struct arena *a, const struct compare_option *v, size_t n);

#endif
