/* check_collective.h: collectives files: measured all-reduces against the links' records. A class is message size, link
   and kernels (NCCL or an engine's own). */
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
    struct collective_prediction out; /* time or bus bandwidth, whichever the row states; the other is NaN */
};

#endif
