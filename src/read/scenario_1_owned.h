/* scenario_1_owned.h: writes a computer that is owned once, where options of a scenario of version 1 repeat it
   (scenario_1.h). */
#ifndef SCENARIO_1_OWNED_H
#define SCENARIO_1_OWNED_H

struct arena;
struct tree;

/* Moves what the machines `pc` of two or more options share, if it is owned (board, processor, and further lines that
   all of them have), to a machine `my-pc` of the scenario, which they then extend. root: a tree of version 2. */
void scenario_1_owned_share(struct arena *a, struct tree *root);

#endif
