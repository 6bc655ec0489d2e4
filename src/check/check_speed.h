/* check_speed.h: speed files: decode and prefill against measured tokens/s, verdicts against what fitted. A class is
   phase x split x kind of device x dense, MoE or hybrid. */
#ifndef CHECK_SPEED_H
#define CHECK_SPEED_H

#include "prepare.h"
#include "check.h"

#define RESULT speed_prediction
#define TABLE "speed_row.def"
#include "result_struct.inc"

struct check_speed_row {
    struct check_row row;
    struct speed_prediction out;
    double ceiling_tok_s; /* what no estimate of a decode row reaches over; NaN of a prefill row */
};

/* What accuracy is promised for: groups over the classes, clean rows only but for batches. */
enum check_target {
    TARGET_ALL,
    TARGET_DECODE,
    TARGET_PREFILL,
    TARGET_DECODE_ONE,
    TARGET_DECODE_SHARED,
    TARGET_DECODE_APPLE,
    TARGET_DECODE_LAYER,
    TARGET_DECODE_TENSOR,
    TARGET_DECODE_MOE,
    TARGET_DECODE_DEEP,
    TARGET_DECODE_BATCH,
    TARGET_PREFILL_ONE,
    TARGET_PREFILL_LAYER,
    CHECK_TARGETS
};
bool check_speed_in(enum check_target t, const struct catalogue *c, const struct speed_row *r);
const char *check_speed_target(enum check_target t);

/* How many of the rows that have a range lie in it. */
struct check_speed_cover {
    size_t n, inside;
};

/* Errors of the rows that are counted in, and how many lie in their ranges. work has room for twice as many. */
struct check_speed_tally {
    double *work;
    size_t n;
    struct check_speed_cover in80, in95;
};
void check_speed_count(struct check_speed_tally *t, const struct speed_row *r, const struct check_speed_row *row);
/* The figures of what was counted, at least one row. */
void check_speed_sum(const struct check_speed_tally *t, struct check_class *k);

/* Puts other predictions, tok_s times the factors in spread (NaN where unknown, but for mid), in place of those of n
   rows, as cross-validation does, and sums the errors up again. */
void check_speed_replace(const struct catalogue *c, const struct speed_row_list *list, const size_t *which,
                         const double *tok_s, const struct range *spread, size_t n, struct check_speed_row *rows,
                         double *work, struct check_summary *out);
/* The rows that errors are quoted on: one sequence, wholly on devices, at the engine's own pace
   (data/measured/README.md). */
bool check_speed_clean(const struct speed_row *r);

#endif
