/* causes.h: errors of predictions by engine and by GPU, the rows with the largest errors, and their likely causes as
   far as other rows show them. */
#ifndef CAUSES_H
#define CAUSES_H

#include "check.h"
struct check_speed_row;

struct arena;
struct calibrate_rows;

/* In the order in which they are tried; the first that holds is the likely cause. Rows are "as far off" as this one
   where their median ln error has the same sign and at least half the size. */
enum causes_cause {
    CAUSES_CONTRADICTED, /* a row of the same case measured 1.5 times as much or more, or 1 / 1.5 or less */
    CAUSES_ALONE,        /* no other GPU that was fitted to shares these keys */
    CAUSES_NO_FAMILY,    /* no other GPU of its family, and its other rows are as far off */
    CAUSES_SOURCE,       /* the source's other rows of this GPU are as far off, other sources' rows of it are not */
    CAUSES_RIG,          /* the other rows of this GPU are as far off */
    CAUSES_MODEL,        /* rows of the model on other GPUs are as far off */
    CAUSES_SCARCE,       /* only one other GPU that was fitted to shares these keys */
    CAUSES_UNKNOWN,
    CAUSES_CAUSES
};

struct causes_row {
    size_t row;    /* index in the file */
    double factor; /* measured / predicted */
    enum causes_cause cause;
    struct spread shared; /* alone, scarce: the keys */
    /* Contradicted: the other row's measured speed / this one's. Otherwise the median measured / predicted of the other
       rows. */
    double others_factor;
    size_t others;     /* number of other rows; alone, scarce: of other GPUs */
    const char *other; /* contradicted: id of the other row */
};

struct causes_group {
    const char *name;
    struct check_class decode, prefill; /* n 0: no such rows */
};

struct causes_groups {
    struct causes_group *v;
    size_t n;
};

enum { CAUSES_WORST = 10 };

/* How many classes have as many rows in their ranges as they should: 75 to 87 % in the 80 % range, 92 to 98 % in the
   95 % range. */
struct causes_cover {
    size_t fewest;  /* rows that a class must have to be counted */
    size_t classes; /* classes that are counted */
    size_t right80, right95;
};

struct causes {
    struct causes_cover targets, classes; /* over the groups with targets; over the other classes */
    struct causes_groups engines, gpus;
    struct causes_row worst[CAUSES_WORST]; /* the largest errors first */
    size_t n_worst;
    size_t rows;       /* rows that were looked at */
    double far_factor; /* a row is far off by more than this factor, up or down */
    size_t far, far_by[CAUSES_CAUSES];
};

/* Fills *out. rows are the prepared rows in the fold groups that were left out, predicted the rows of the file as
   cross-validation predicts them, sum their errors by class. Looks at clean rows and batches only. */
void causes_run(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                const struct calibrate_rows *rows, const struct check_speed_row *predicted,
                const struct check_summary *sum, struct causes *out);

#endif
