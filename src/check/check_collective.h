/* check_collective.h: all-reduces between devices against what the links' records say. A class is a link and whose
   kernels ran. */
#ifndef CHECK_COLLECTIVE_H
#define CHECK_COLLECTIVE_H

#include "check.h"

#define RECORD collective_row
#define TABLE "collective_row.def"
#include "struct.inc"
#define RESULT collective_prediction
#define TABLE "collective_row.def"
#include "result_struct.inc"

struct check_collective_row {
    struct check_row row;
    struct collective_prediction out; /* one of the two: what the row measured */
};

#endif
