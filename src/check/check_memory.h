/* check_memory.h: memory files: weights, KV cache, compute buffer and layers of each device, and the host's total.
   Compute buffers also have classes: split x flash attention x kind of model x what lies in system RAM. */
#ifndef CHECK_MEMORY_H
#define CHECK_MEMORY_H

#include "check.h"

#define RECORD memory_row
#define TABLE "memory_row.def"
#include "struct.inc"
#define RESULT memory_prediction
#define TABLE "memory_row.def"
#include "result_struct.inc"

struct check_memory_row {
    struct check_row row;
    struct memory_prediction out;
};

#endif
