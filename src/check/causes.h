/* causes.h: errors of predictions by engine and by GPU, the rows that are farthest off, and why that may be: what can
   be read off the other rows. */
#ifndef CAUSES_H
#define CAUSES_H

#include "check.h"
struct check_speed_row;

struct arena;
struct calibrate_rows;

/* In the order in which they are tried. A row is "as far off" as this one where it errs to the same side by half as
   much in ln, or more. */
enum causes_cause {
    CAUSES_CONTRADICTED, /* a row of the same case measured half as much again, or less than two thirds */
    CAUSES_ALONE,        /* no other GPU in the fit shares these keys */
    CAUSES_NO_FAMILY,    /* no other GPU of its family, and its other rows are as far off */
    CAUSES_SOURCE,       /* the source's other rows of this GPU are as far off, those of other sources are not */
    CAUSES_RIG,          /* the other rows of this GPU are as far off */
    CAUSES_MODEL,        /* rows of the model on other GPUs are as far off */
    CAUSES_SCARCE,       /* one other GPU in the fit shares these keys */
    CAUSES_UNKNOWN,
    CAUSES_CAUSES
};

struct causes_row {
    size_t row;    /* in the file */
    double factor; /* measured / predicted */
    enum causes_cause cause;
    struct spread shared; /* the keys of it; alone or scarce */
    double others_factor; /* middle measured / predicted of the rows that the cause speaks of; measured / this row's
                             measured of a contradiction */
    size_t others;        /* how many */
    const char *other;    /* id of a row that contradicts */
};

struct causes_group {
    const char *name;
    struct check_class decode, prefill; /* n is 0 where there are none */
};

struct causes_groups {
    struct causes_group *v;
    size_t n;
};

enum { CAUSES_WORST = 10 };

/* Classes of enough rows, and how many of them have as many rows in their ranges as they should (75 to 87 % and 92 to
   98 %). */
struct causes_cover {
    size_t fewest, classes, right80, right95;
};

struct causes {
    struct causes_cover promised, others; /* the "all:" groups; the classes */
    struct causes_groups engines, gpus;
    struct causes_row worst[CAUSES_WORST];
    size_t n_worst;
    double far_factor; /* rows off by more than that, either way */
    size_t far, rows, far_by[CAUSES_CAUSES];
};

/* predicted are the rows of the file, with what the law says; rows those that are prepared, in the groups that were
   left out. Rows that are neither clean nor batches are not looked at. */
void causes_run(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                const struct calibrate_rows *rows, const struct check_speed_row *predicted,
                const struct check_summary *sum, struct causes *out);

#endif
