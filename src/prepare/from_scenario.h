/* from_scenario.h: turns an option and a workload of a scenario into requests: one for each machine of the option, and
   one for each link that joins machines so that a model can be split over them. */
#ifndef FROM_SCENARIO_H
#define FROM_SCENARIO_H

#include "prepare.h"

enum { FROM_SCENARIO_MOST_MACHINES = 16 };

/* Where a workload can run: one machine, or several that a link joins. */
struct from_scenario_place {
    const struct machine *machine[FROM_SCENARIO_MOST_MACHINES];
    int n;
    const struct connection *over; /* joins them; NULL: one machine */
    const struct link *net;        /* what carries the model between them; NULL: one machine */
};

/* Returns false when the workload asks for another machine, or for a role that the machine does not have. */
bool from_scenario_may_run(const struct machine *m, const struct workload *w);
/* Returns the number of places of an option: its machines, then its links. */
size_t from_scenario_places(const struct option *o);
/* Fills *out with place i. Returns false when no model can be split there: fewer than two of its machines have a GPU,
   or what carries it is unknown; or when the workload asks for another machine or role. */
bool from_scenario_place(const struct catalogue *c, const struct option *o, const struct workload *w, size_t i,
                         struct from_scenario_place *out);
/* Fills *q with the request for choice (an entry of w->any_of) at the place; *fixed_cards becomes true where the
   machine or its run names the cards. Its engine, quant and other settings stay unset where nothing states them.
   Returns false when nothing there could run it: no GPU, or one whose memory is unknown. */
bool from_scenario_request(const struct scenario *s, const struct from_scenario_place *p, const struct workload *w,
                           const struct choice *choice, struct request *q, bool *fixed_cards);
/* Returns the board's lane plan for n cards; NULL when it has none, or there is no board. */
const struct lane_plan *from_scenario_lane_plan(const struct machine *m, int n);
/* Returns the PCIe lanes of each of n cards on the board: the lanes of the narrowest slot of the lane plan; NaN without
 * plan. */
double from_scenario_lanes(const struct machine *m, int n);

#endif
