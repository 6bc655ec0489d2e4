/* from_scenario.h: turns an option and a workload of a scenario into requests: one for the option's cards, one for each
   of its machines and one for its cloud offer. */
#ifndef FROM_SCENARIO_H
#define FROM_SCENARIO_H

#include "prepare.h"

/* Returns the number of possible requests of an option. */
size_t from_scenario_nodes(const struct option *o);
/* Fills *q with request i of the option and sets *where to what runs it ("cards", or an id). Returns false when there
   is none: the option has no cards or no cloud offer, or the machine's chip or memory is unknown. */
bool from_scenario_request(const struct scenario *s, const struct option *o, const struct workload *w, size_t i,
                           struct request *q, const char **where);
/* Returns the board's lane plan for n cards; NULL when it has none, or there is no board. */
const struct lane_plan *from_scenario_lane_plan(const struct option *o, int n);
/* Returns the PCIe lanes of each of n cards on the board: the lanes of the narrowest slot of the lane plan; NaN without
 * plan. */
double from_scenario_lanes(const struct option *o, int n);

#endif
