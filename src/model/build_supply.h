/* build_supply.h: cables, peaks, mains and UPS of a machine. The steady load of the supply is power.h's. */
#ifndef BUILD_SUPPLY_H
#define BUILD_SUPPLY_H

#include "build_rules.h"

/* Adds the checks of the power supplies: plugs for cards and board, excursions, cord and voltage. Where no record
   states the plugs of a supply, an assumption says what is usual: not checked. */
void build_supply(struct build_rules *r, const struct build_case *b);
/* Adds the checks of the machine's UPS; none if it has none. */
void build_supply_ups(struct build_rules *r, const struct build_case *b);

#endif
