/* check_psu.h: files of measured efficiencies of power supplies. Errors are differences of efficiency, not ratios. */
#ifndef CHECK_PSU_H
#define CHECK_PSU_H

#include "check.h"

#define RECORD psu_row
#define TABLE "psu_row.def"
#include "struct.inc"
#define RESULT psu_prediction
#define TABLE "psu_row.def"
#include "result_struct.inc"

struct check_psu_row {
    struct check_row row;
    struct psu_prediction out;
};

#endif
