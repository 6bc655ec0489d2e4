/* check_published.h: files of published sizes: a page's figure stands for an interval of bytes, and only what lies
   outside it is an error. */
#ifndef CHECK_PUBLISHED_H
#define CHECK_PUBLISHED_H

#include "check.h"

#define RECORD file_row
#define TABLE "file_row.def"
#include "struct.inc"
#define RESULT file_prediction
#define TABLE "file_row.def"
#include "result_struct.inc"

struct check_published_row {
    struct check_row row;
    struct file_prediction out;
};

/* Returns the signed distance of b from the nearer end of [least, most], as a part of that end; 0 between them. */
double check_published_error(double b, double least, double most);

#endif
