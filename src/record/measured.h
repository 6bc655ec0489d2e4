/* measured.h: a file of measured rows. Ids are texts, not links, because a row may name a device or model that the
   catalogue lacks. */
#ifndef MEASURED_H
#define MEASURED_H

#include "results.h"
#include "schema.h"

/* Rows of speed and serving files and of memory logs are declared here because importers write them too. Rows of the
   other kinds are declared where they become requests or are checked. */
#define RECORD speed_row
#define TABLE "speed_row.def"
#include "struct.inc"
#define RECORD log_row
#define TABLE "log_row.def"
#include "struct.inc"
#define RECORD serving_row
#define TABLE "serving_row.def"
#include "struct.inc"

/* A kind of measured file: its row table, and the columns that identify it. */
struct measured_kind {
    const char *name; /* in messages: "speed" */
    const struct kind *row;
    const char *told_by[2]; /* one or two columns */
};
struct measured_kinds {
    size_t n;
    /* In order of preference: a file is of the first kind whose columns it has. */
    const struct measured_kind *const *v;
};

struct measured {
    const char *file;
    const struct measured_kind *kind;
    struct any_list rows; /* of kind->row */
};

/* Returns the rows of a speed file; an empty list for a file of another kind. */
struct speed_row_list measured_speed(const struct measured *m);

#endif
