/* scenario_1_parts.h: which machine each part of an option of version 1 belongs to (scenario_1.h). */
#ifndef SCENARIO_1_PARTS_H
#define SCENARIO_1_PARTS_H

struct scenario_1_machines;
struct tree;

/* Gives every part of the option to one of its machines; where several are bought, switch, cables and UPS become a
   machine of their own, whose UPS feeds them. A choice that the file does not make is a warning. */
void scenario_1_parts_give(struct scenario_1_machines *k, const struct tree *option);

#endif
