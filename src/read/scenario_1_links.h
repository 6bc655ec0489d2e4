/* scenario_1_links.h: what joins the machines of an option of a scenario of version 1 (scenario_1.h). */
#ifndef SCENARIO_1_LINKS_H
#define SCENARIO_1_LINKS_H

struct scenario_1_machines;
struct tree;

/* Joins all machines of the option that stand in the house by the link between machines that it states; where it states
   none, the machines of one line of systems whose record names a link of their own ports (two DGX Sparks). The option's
   split goes with the link, and a cable that fits their sockets. What cannot be carried over (link, split, bridge) is a
   warning that says why. */
void scenario_1_links_add(struct scenario_1_machines *k, struct tree *option);

#endif
