/* elsewhere.h: what the tokens of each workload cost where nothing is bought: the cheapest API that serves a model
   which would do, and the cheapest cards rented by the hour that serve it.

   Offers that are not old (policy.old_offer_months) are preferred to older ones. Spot offers, which end at any moment,
   and reserved ones, which are paid for months, are left out. */
#ifndef ELSEWHERE_H
#define ELSEWHERE_H

#include "comparison.h"

struct arena;
struct deploy_room;

/* Fills c->elsewhere, one per workload, after the options are ranked. */
void elsewhere_run(struct arena *a, struct comparison *c, struct deploy_room *room);

#endif
