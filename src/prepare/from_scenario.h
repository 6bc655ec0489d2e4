/* from_scenario.h: what an option of a scenario asks of a workload: one request for its cards, one for each of its
   machines, one for what it rents. */
#ifndef FROM_SCENARIO_H
#define FROM_SCENARIO_H

#include "prepare.h"

/* How many requests there can be, and the i-th; false where there is none (no cards, a machine of unknown memory).
   where says what runs it. */
size_t from_scenario_nodes(const struct option *o);
bool from_scenario_request(const struct scenario *s, const struct option *o, const struct workload *w, size_t i,
                           struct request *q, const char **where);
/* How the board shares its lanes among n cards; NULL: it cannot, or there is no board. */
const struct lane_plan *from_scenario_lane_plan(const struct option *o, int n);
/* Electrical lanes of each of n cards on that board: those of its narrowest slot; NaN where the board has no plan. */
double from_scenario_lanes(const struct option *o, int n);

#endif
