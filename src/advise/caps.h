/* caps.h: what a power cap of the cards does to speed and running cost. */
#ifndef CAPS_H
#define CAPS_H

#include "comparison.h"

struct arena;
struct deploy_room;

/* Sets c->caps: the best option at home whose cards can be capped, its largest workload predicted anew at each cap.
   Needs the ranking and c->largest. */
void caps_run(struct arena *a, struct comparison *c, struct deploy_room *room);
/* Returns the index of the knee: the point farthest above the straight line from the first point to the last one, both
   axes scaled to 0..1, so the cap from which a further watt gains less speed than the average watt of the sweep
   (Satopaa, Albrecht, Irwin, Raghavan 2011, "Finding a 'Kneedle' in a Haystack"). 0 where the speed hardly changes: the
   lowest cap does. n where there is no knee: the curve does not bend, or a speed is unknown. */
size_t caps_knee(const struct cap_point *v, size_t n);

#endif
