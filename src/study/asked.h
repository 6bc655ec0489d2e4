/* asked.h: what an option of a scenario asks of a workload: one request for its cards, one for each of its machines, one for what it rents. */
#ifndef ASKED_H
#define ASKED_H

#include "setup.h"

/* How many requests there can be, and the i-th; false where there is none (no cards, a machine of unknown memory). where says what runs it. */
size_t asked_nodes(const struct option *o);
bool asked_request(const struct scenario *s, const struct option *o, const struct workload *w, size_t i, struct setup_request *q, const char **where);
/* How the board shares its lanes among n cards; NULL: it cannot, or there is no board. */
const struct lane_plan *asked_lane_plan(const struct option *o, int n);
/* Electrical lanes of each of n cards on that board: those of its narrowest slot; NaN where the board has no plan. */
double asked_lanes(const struct option *o, int n);

#endif
