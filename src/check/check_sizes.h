/* check_sizes.h: size files: bytes of GGUF files, in total and by class of tensor. */
#ifndef CHECK_SIZES_H
#define CHECK_SIZES_H

#include "check.h"

#define RECORD size_row
#define TABLE "size_row.def"
#include "struct.inc"
#define RESULT size_prediction
#define TABLE "size_row.def"
#include "result_struct.inc"

struct check_sizes_row {
    struct check_row row;
    struct size_prediction out;
};

#endif
