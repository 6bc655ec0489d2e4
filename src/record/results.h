/* results.h: what is computed, as tables. A row of a result .def is the struct member, the Markdown and CSV column, the
   JSON key and the line of `explain`. Row words: FIG(name, unit, digits, direction, law, doc)   double         unknown:
   NaN RNG(name, unit, digits, direction, law, doc)   struct range WRD(name, enum, law, doc)                      enum
     STR(name, doc)                                 const char *, an id or title
   digits are significant digits in text; direction is more, less or neither: which way is better. */
#ifndef RESULTS_H
#define RESULTS_H

#include "enums.h"
#include "range.h"
#include "unit.h"

#include <stddef.h>

enum { RESULTS_MAX_DEVICES = 16 }; /* devices of one case */

enum figure_type { FIGURE_NUMBER, FIGURE_RANGE, FIGURE_WORD, FIGURE_TEXT };

struct figure {
    const char *name;
    enum figure_type type;
    size_t offset;
    enum unit unit;
    int digits;
    enum direction direction;
    const struct enum_info *words;
    const char *law, *doc;
};

struct figure_table {
    const char *name;
    size_t n;
    const struct figure *v;
};

#define RESULT device_load
#define TABLE "device_load.def"
#include "result_struct.inc"
#define RESULT prediction
#define TABLE "prediction.def"
#include "result_struct.inc"
#define RESULT training
#define TABLE "training.def"
#include "result_struct.inc"
#define RESULT step_part
#define TABLE "step_part.def"
#include "result_struct.inc"
#define RESULT power_phase
#define TABLE "power_phase.def"
#include "result_struct.inc"
#define RESULT fund_use
#define TABLE "fund_use.def"
#include "result_struct.inc"
#define RESULT bill_line
#define TABLE "bill_line.def"
#include "result_struct.inc"
#define RESULT build_check
#define TABLE "build_check.def"
#include "result_struct.inc"
#define RESULT outcome
#define TABLE "outcome.def"
#include "result_struct.inc"
#define RESULT holds_quant
#define TABLE "holds_quant.def"
#include "result_struct.inc"
#define RESULT holds_change
#define TABLE "holds_change.def"
#include "result_struct.inc"
#define RESULT offer
#define TABLE "offer.def"
#include "result_struct.inc"
#define RESULT holds_answer
#define TABLE "holds_answer.def"
#include "result_struct.inc"
#define RESULT speedup
#define TABLE "speedup.def"
#include "result_struct.inc"
#define RESULT step_input
#define TABLE "step_input.def"
#include "result_struct.inc"
#define RESULT step_factor
#define TABLE "step_factor.def"
#include "result_struct.inc"
#define RESULT refit_row
#define TABLE "refit_row.def"
#include "result_struct.inc"
#define RESULT refit_group
#define TABLE "refit_group.def"
#include "result_struct.inc"
#define RESULT refit_factor
#define TABLE "refit_factor.def"
#include "result_struct.inc"

/* The figure of that name, NULL when the table has none. */
const struct figure *results_find(const struct figure_table *t, const char *name);
/* A number or the middle of a range; NaN for words and texts. */
double results_value(const struct figure *f, const void *result);
const void *results_member(const struct figure *f, const void *result);

#endif
