/* check_speed.h: speed files: decode and prefill against measured tokens/s, verdicts against what ran. A class is phase
   x split x kind of device x dense, MoE or hybrid; rows that are not clean have classes of their own. */
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
    double measured_w;    /* watts of each device; NaN: the row states none */
    double ceiling_tok_s; /* bandwidth ceiling of a decode row, which no prediction exceeds; NaN: a prefill row */
};

/* Groups of rows that have an accuracy target. Clean rows only, except TARGET_DECODE_BATCH, and prompts under
   tensor parallelism: those of speculative and wall-clock rows count too, since drafting does not slow down a prompt
   and a prompt is hardly published otherwise. */
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
    TARGET_PREFILL_TENSOR,
    TARGET_PREFILL_TENSOR_STATED,
    CHECK_TARGETS
};
/* Is the row in the group? */
bool check_speed_in(enum check_target t, const struct catalogue *c, const struct speed_row *r);
/* Returns the name of the group: "all: decode, one device". */
const char *check_speed_target(enum check_target t);

/* Rows that have a range, and how many of them lie in it. */
struct check_speed_cover {
    size_t n, inside;
};

/* Errors and coverage of some rows; work has room for twice as many numbers. Start with {.work = work}. */
struct check_speed_tally {
    double *work;
    size_t n;
    struct check_speed_cover in80, in95;
};
/* Counts a predicted row. */
void check_speed_count(struct check_speed_tally *t, const struct speed_row *r, const struct check_speed_row *row);
/* Fills the class with the figures of the counted rows, one or more. */
void check_speed_sum(const struct check_speed_tally *t, struct check_class *k);

/* Replaces the predictions of n rows by their cross-validated predictions, and sums up the errors again. which[i] is
   the row's index in the file, tok_s[i] its speed, device_w[i] the watts of a device (NaN: not known), spread[i] its
   range in factors of tok_s; unknown bounds are NaN. No prediction exceeds the ceiling. work: room for four numbers a
   row. */
void check_speed_replace(const struct catalogue *c, const struct speed_row_list *list, const size_t *which,
                         const double *tok_s, const double *device_w, const struct range *spread, size_t n,
                         struct check_speed_row *rows, double *work, struct check_summary *out);
/* Is the row clean: one sequence, all weights on devices, at the engine's own pace (data/measured/README.md)? Errors
   are quoted on clean rows. */
bool check_speed_clean(const struct speed_row *r);

#endif
