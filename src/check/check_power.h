/* check_power.h: files of measured watts: cards, whole machines at the wall, and machines with unified memory, by
   phase. */
#ifndef CHECK_POWER_H
#define CHECK_POWER_H

#include "check.h"

#define RECORD power_row
#define TABLE "power_row.def"
#include "struct.inc"
#define RESULT power_prediction
#define TABLE "power_row.def"
#include "result_struct.inc"

struct check_power_row {
    struct check_row row;
    struct power_prediction out;
    bool system; /* it is a machine sold whole */
};

#endif
