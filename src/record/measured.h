/* measured.h: rows of measurement files. Ids are texts here: a file may name what the catalogue lacks. */
#ifndef MEASURED_H
#define MEASURED_H

#include "schema.h"

#define RECORD speed_row
#define TABLE "speed_row.def"
#include "struct.inc"
#define RECORD memory_row
#define TABLE "memory_row.def"
#include "struct.inc"
#define RECORD log_row
#define TABLE "log_row.def"
#include "struct.inc"
#define RECORD size_row
#define TABLE "size_row.def"
#include "struct.inc"
#define RECORD training_row
#define TABLE "training_row.def"
#include "struct.inc"
#define RECORD offload_row
#define TABLE "offload_row.def"
#include "struct.inc"
#define RECORD collective_row
#define TABLE "collective_row.def"
#include "struct.inc"

/* Which of them a file is. */
enum measured_kind {
    MEASURED_SPEED,
    MEASURED_MEMORY,
    MEASURED_SIZE,
    MEASURED_LOG,
    MEASURED_TRAINING,
    MEASURED_OFFLOAD,
    MEASURED_COLLECTIVE
};

struct measured {
    const char *file;
    enum measured_kind kind;
    struct speed_row_list speed;
    struct memory_row_list memory;
    struct size_row_list size;
    struct log_row_list log;
    struct training_row_list training;
    struct offload_row_list offload;
    struct collective_row_list collective;
};

#endif
