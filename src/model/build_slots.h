/* build_slots.h: every card and network card in a slot that it fits. */
#ifndef BUILD_SLOTS_H
#define BUILD_SLOTS_H

#include "build_rules.h"

/* Adds the checks of slots: how many, lanes, half height, connector, thickness, case, air, network cards, risers and
   frame. Cards on risers need no room side by side. */
void build_slots(struct build_rules *r, const struct build_case *b);

#endif
