/* measured.h: a file of measured rows. Ids are texts here: a file may name what the catalogue lacks. */
#ifndef MEASURED_H
#define MEASURED_H

#include "results.h"
#include "schema.h"

/* The rows of speed files, which are imported too; those of the other kinds stand where they are checked. */
#define RECORD speed_row
#define TABLE "speed_row.def"
#include "struct.inc"

/* A kind of file: how its rows read, and the columns that tell it from the others. */
struct measured_kind {
    const char *name; /* in messages: "speed" */
    const struct kind *row;
    const char *told_by[2]; /* one or two columns */
};
struct measured_kinds {
    size_t n;
    const struct measured_kind *const *v; /* the first whose columns are there counts */
};

struct measured {
    const char *file;
    const struct measured_kind *kind;
    struct any_list rows; /* of kind->row */
};

/* The rows of a speed file; none of another kind. */
struct speed_row_list measured_speed(const struct measured *m);

#endif
